// A handler for a WebSocket API of Amazon API Gateway. Set in the function's configuration:
//
//   SCRIPTA_DATA_DIR=/tmp/scripta        the only folder that a function may write
//   CONVERSATIONS_BUCKET=…               where records go; AWS_REGION and the role are there already
//   SCRIPTA_EMF=1                        prints metrics, which CloudWatch takes from the function's log
//
// Between two invocations Lambda freezes the process, so that nothing may be under way when the handler returns:
// `flush` waits until what was observed is in the journal and what has ended is in the bucket.

import { RealtimeSession } from '@openai/agents/realtime';
import realtimeSessionLogger from 'scripta';
import { agent } from './agent.mjs';

/** Sessions of this execution environment, by connection. */
const sessions = new Map();

/** Time that is left for the way back. */
const MARGIN_MS = 1_000;

export async function handleWebSocketConnection(event, context) {
  const sessionId = event.requestContext.connectionId;
  try {
    switch (event.requestContext.routeKey) {
      case '$connect':
        await begin(sessionId, event);
        return { statusCode: 200 };
      case '$disconnect':
        await end(sessionId, context);
        return { statusCode: 200 };
      default:
        return { statusCode: 200, body: await say(sessionId, event) };
    }
  } finally {
    await realtimeSessionLogger.flush({ timeoutMs: timeLeft(context) });
  }
}

async function begin(sessionId, event) {
  const session = new RealtimeSession(agent, { transport: 'websocket', tracingDisabled: true });
  realtimeSessionLogger.setupSessionLogging(session, sessionId, {
    userAgent: event.headers?.['User-Agent'],
    ipAddress: event.requestContext.identity?.sourceIp,
    userType: 'insurance_customer',
  });
  sessions.set(sessionId, session);
  await session.connect({ apiKey: process.env.OPENAI_API_KEY, url: process.env.REALTIME_URL });
}

async function say(sessionId, event) {
  // Another execution environment may have begun it, or this one was replaced: the conversation goes on in a new
  // recording under the same session id.
  if (!sessions.has(sessionId)) await begin(sessionId, event);
  const session = sessions.get(sessionId);
  const answered = new Promise((resolve) => session.once('agent_end', (_context, _agent, text) => resolve(text)));
  session.sendMessage(JSON.parse(event.body).text);
  return answered;
}

async function end(sessionId, context) {
  sessions.get(sessionId)?.close();
  sessions.delete(sessionId);
  const saved = await realtimeSessionLogger.endSessionLogging(sessionId);
  console.log('Conversation saved:', saved.status, saved.s3Results, timeLeft(context));
}

function timeLeft(context) {
  return Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS);
}
