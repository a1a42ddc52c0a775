import { RealtimeAgent } from '@openai/agents/realtime';

export const agent = new RealtimeAgent({
  name: 'Insurance Agent',
  instructions: 'Help users with insurance quotes and information collection.',
});
