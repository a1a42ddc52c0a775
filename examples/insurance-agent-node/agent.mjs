import { RealtimeAgent, tool } from '@openai/agents/realtime';
import { z } from 'zod';

const lookupVehicle = tool({
  name: 'lookup_vehicle',
  description: 'Looks a vehicle up.',
  parameters: z.object({ year: z.string(), make: z.string(), model: z.string() }),
  execute: ({ year, make, model }) => ({ vehicle: `${year} ${make} ${model}`, class: 'midsize sedan' }),
});

const getQuote = tool({
  name: 'get_quote',
  description: 'Calculates monthly premiums.',
  parameters: z.object({ vehicle: z.string(), zip: z.string() }),
  execute: () => ({ currency: 'USD', perMonth: { liability: 62, collision: 94, full: 128 }, deductible: 500 }),
});

export const agent = new RealtimeAgent({
  name: 'Insurance Agent',
  instructions: 'Help users with insurance quotes and information collection.',
  tools: [lookupVehicle, getQuote],
});
