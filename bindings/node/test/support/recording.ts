/** A recorder with a data folder of its own, and a call over the server recorded with it. */

import type { TestContext } from 'node:test';
import type { RealtimeSession, RealtimeSessionOptions } from '@openai/agents/realtime';
import { createRecorder } from 'scripta';
import { conversations, folder } from './folder';
import { play, sessionFor } from './playing';
import { RealtimeServer, type Connection } from './realtime-server';
import type { Log } from './wire';

/** What the recorder logged: level and text. */
export type Logged = [level: 'warn' | 'error', text: string];

export interface Recording {
  recorder: ReturnType<typeof createRecorder>;
  dataDir: string;
  logged: Logged[];
}

/** A recorder that is shut down after the test. It reads no bucket from the environment. */
export function recording(t: TestContext, options: object = {}): Recording {
  let recorder: ReturnType<typeof createRecorder> | undefined;
  // What writes into the folder ends first.
  const dataDir = folder(t, () => recorder?.shutdown({ timeoutMs: 20_000 }));
  const logged: Logged[] = [];
  const keep =
    (level: Logged[0]) =>
    (...told: unknown[]): void => {
      logged.push([level, told.map(String).join(' ')]);
    };
  recorder = createRecorder({
    dataDir,
    archive: { bucket: null },
    logger: { warn: keep('warn'), error: keep('error') },
    ...options,
  });
  return { recorder, dataDir, logged };
}

/** A call that was recorded. */
export interface Recorded {
  /** The archived conversation. */
  conversation: any;
  /** What `endSessionLogging` gave. */
  ended: any;
  connection: Connection;
}

/** Plays a log over a WebSocket to a recorded session, and ends it. */
export async function recordedOver(
  t: TestContext,
  { recorder, dataDir }: Recording,
  log: Log,
  options: Partial<RealtimeSessionOptions<any>> = {},
): Promise<Recorded> {
  const server = await RealtimeServer.start();
  t.after(() => server.close());
  const session = sessionFor(log, options);
  const begun = recorder.setupSessionLogging(session, `session_${log.name}`);
  const connection = await connected(session, server);
  await play(log, connection, session);
  const ended = await recorder.endSessionLogging(`session_${log.name}`);
  session.close();
  const conversation = conversations(dataDir).find((found) => found.conversationId === begun.conversationId);
  if (!conversation) throw new Error(`${log.name} is not in the archive: ${JSON.stringify(ended)}`);
  return { conversation, ended, connection };
}

/** Connects a session to a server. */
export async function connected(session: RealtimeSession<any>, server: RealtimeServer): Promise<Connection> {
  const [connection] = await Promise.all([
    server.connection(),
    session.connect({ apiKey: 'none', url: server.url }),
  ]);
  return connection;
}
