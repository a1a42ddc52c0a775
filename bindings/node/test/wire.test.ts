/** What a session records over a WebSocket is what `scripta replay` makes of the same wire log. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conversations, folder } from './support/folder';
import { sessionFor } from './support/playing';
import { connected, recordedOver, recording } from './support/recording';
import { comparable, replayed } from './support/replay';
import { RealtimeServer } from './support/realtime-server';
import { captures, sample, type Log } from './support/wire';

const LOGS: Log[] = [
  sample('insurance'),
  sample('repeated', '40'),
  ...Array.from({ length: 24 }, (_, seed) => sample('random', String(seed))),
  ...captures(),
];

describe('a session over a WebSocket is recorded as its wire log is replayed', () => {
  for (const log of LOGS) {
    it(log.name, async (t) => {
      const { conversation, connection } = await recordedOver(t, recording(t), log);
      const expected = comparable(replayed(connection.transcript, folder(t)));
      assert.deepEqual(comparable(conversation), expected);
      assert.equal(conversation.source.capture, 'node');
    });
  }
});

describe('a session that gets its events as fast as they can be sent', () => {
  it('loses nothing', async (t) => {
    const { recorder, dataDir } = recording(t);
    const log = sample('repeated', '720');
    const server = await RealtimeServer.start();
    t.after(() => server.close());
    const session = sessionFor(log);
    recorder.setupSessionLogging(session, 'session_fast');
    const connection = await connected(session, server);
    for (const { dir, event } of log.lines) if (dir === 'server') connection.push(event);
    await connection.settled();
    const ended = await recorder.endSessionLogging('session_fast');
    session.close();
    assert.equal(ended.status, 'archived');
    const [conversation] = conversations(dataDir);
    const server720 = connection.transcript.filter(({ dir }) => dir === 'server');
    const expected = comparable(replayed(server720, folder(t)));
    // Client frames came when they came: what the server said is the same without them.
    assert.deepEqual(comparable(conversation).history, expected.history);
    assert.deepEqual(comparable(conversation).usage, expected.usage);
    const said = (of: any): any[] => of.events.filter((event: any) => event.type === 'transcript');
    assert.deepEqual(said(comparable(conversation)), said(expected));
  });
});
