/** That this compiles is what it tests: the types of the package as ES modules see them. */

import recorder, { createRecorder, realtimeSessionLogger, scriptaTraceProcessor } from 'scripta';
import type { EndResult, RecorderOptions } from 'scripta';
import { addTraceProcessor } from '@openai/agents';
import { RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';

export async function record(options: RecorderOptions): Promise<EndResult[]> {
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Agent' }));
  addTraceProcessor(scriptaTraceProcessor());
  const all = [recorder, realtimeSessionLogger, createRecorder(options)];
  for (const one of all) one.setupSessionLogging(session, 'session_1', { userType: 'insurance_customer' });
  // @ts-expect-error: what is internal is not for applications.
  recorder.conversationsOfGroup('g');
  return Promise.all(all.map((one) => one.endSessionLogging('session_1', { completionReason: 'quote_completed' })));
}
