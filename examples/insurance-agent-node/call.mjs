import { RealtimeSession } from '@openai/agents/realtime';
import realtimeSessionLogger from 'scripta';
import { agent } from './agent.mjs';
import { startRealtimeServer } from './realtime-server.mjs';
import { script } from './script.mjs';

// In your service there is no such server: leave `url` out of `connect`, and give it your key.
const server = await startRealtimeServer(script);

const session = new RealtimeSession(agent, {
  transport: 'websocket',
  model: 'gpt-realtime',
  tracingDisabled: true,
  config: { providerData: { include: ['item.input_audio_transcription.logprobs'] } },
});

// The two lines (one is the import).
const sessionId = 'session_' + Date.now();
realtimeSessionLogger.setupSessionLogging(session, sessionId, {
  userAgent: 'example',
  ipAddress: '203.0.113.7',
  userType: 'insurance_customer',
});

session.on('agent_tool_start', (_context, _agent, tool) => {
  if (tool.name === 'get_quote') realtimeSessionLogger.captureSessionHistory(sessionId, 'user_provided_vehicle_info');
});

await session.connect({ apiKey: 'not needed here', url: server.url });
await server.played;

console.log('In figures:', realtimeSessionLogger.getConversationAnalytics(sessionId));
session.close();
const conversationData = await realtimeSessionLogger.endSessionLogging(sessionId, {
  completionReason: 'quote_completed',
  userSatisfaction: 'high',
});
console.log('Conversation saved:', conversationData.s3Results);

const { conversation, summary, insuranceData } = await realtimeSessionLogger.exportConversationData(sessionId);
console.log('\nWhat was said:');
for (const turn of conversation.turns) {
  for (const call of turn.toolCalls ?? []) console.log(`  ${turn.speaker.padEnd(10)}→ ${call.toolName}`, call.arguments);
  const words = turn.interruption ? `${turn.heard} [cut off]` : turn.transcript;
  if (words) console.log(`  ${turn.speaker.padEnd(10)}${words}`);
}
console.log('\nTopics and outcome:', summary.topics, summary.outcome);
const { conversationId: _, evidence, ...facts } = insuranceData;
console.log('Facts:', facts);

server.close();
await realtimeSessionLogger.shutdown();
