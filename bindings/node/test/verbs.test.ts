/** The verbs, over a recorder in memory: what they give and what they refuse. */

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import { faked, makeRecorder } from './support/faked';
import { FakeRecorder } from './fake-native';

/** A session that nobody speaks in. */
function session(transport?: EventEmitter): any {
  return Object.assign(new EventEmitter(), { transport, history: [], options: {} });
}

describe('setupSessionLogging', () => {
  it('gives the conversation', () => {
    const { recorder, native } = faked();
    const begun = recorder.setupSessionLogging(session(), 's', { userType: 'customer' });
    assert.deepEqual(begun, { conversationId: native.last.id, sessionId: 's', startTime: '2024-01-15T10:30:00.000Z' });
    assert.deepEqual(native.last.start, { metadata: { userType: 'customer' }, sdk: '@openai/agents' });
  });

  it('tells the trace by which the conversation is found', () => {
    const { recorder, native } = faked();
    const traced = session();
    traced.options = { workflowName: 'Quote line', groupId: 'g', traceMetadata: { team: 'east' } };
    recorder.setupSessionLogging(traced, 's');
    assert.deepEqual(native.last.start.tracing, { workflow_name: 'Quote line', group_id: 'g', metadata: { team: 'east' } });
    traced.options.tracingDisabled = true;
    recorder.setupSessionLogging(session(), 't');
    assert.equal(native.last.start.tracing, undefined);
  });

  for (const [what, given, id] of [
    ['no session', undefined, 's'],
    ['something that is no session', { on: 1 }, 's'],
    ['no session id', session(), undefined],
    ['an empty session id', session(), ''],
  ] as const) {
    it(`given ${what} says so and goes on`, () => {
      const { recorder, native, logged } = faked();
      const begun = recorder.setupSessionLogging(given as any, id as any);
      assert.equal(begun.conversationId, null);
      assert.equal(native.conversations.length, 0);
      assert.match(logged.join(), /^error: a session is not recorded: .* no (RealtimeSession|session id)$/);
    });
  }

  it('keeps of the metadata what can be kept', () => {
    const { recorder, native } = faked();
    const metadata: any = { plan: 'gold', limit: 10n, when: new Date(0), self: null };
    metadata.self = metadata;
    recorder.setupSessionLogging(session(), 's', metadata);
    assert.deepEqual(native.last.start.metadata, { plan: 'gold', limit: '10', when: '1970-01-01T00:00:00.000Z' });
    recorder.setupSessionLogging(session(), 't', null as any);
    assert.deepEqual(native.last.start.metadata, {});
  });

  it('where the recorder cannot be opened costs nothing, and says why once', async () => {
    const logged: string[] = [];
    const logger = { warn: () => undefined, error: (text: string) => void logged.push(text) };
    const recorder = makeRecorder({ logger }, () => {
      throw new Error('the disk is full');
    });
    const quiet = session();
    for (const id of ['s', 't']) assert.equal(recorder.setupSessionLogging(quiet, id).conversationId, null);
    assert.equal(quiet.eventNames().length, 0);
    assert.deepEqual(logged, ['conversations are not recorded: the disk is full']);
    assert.deepEqual(recorder.status(), { state: 'failed', error: 'the disk is full', active: 0, pending: [], queuedBytes: 0 });
    assert.equal((await recorder.endSessionLogging('s')).error, 'the disk is full');
    await assert.rejects(recorder.exportConversationData('s'), /the disk is full/);
  });

  it('survives a session that throws', () => {
    const { recorder, native, logged } = faked();
    const broken = session();
    broken.on = () => {
      throw new Error('not today');
    };
    const begun = recorder.setupSessionLogging(broken, 's');
    assert.equal(begun.conversationId, native.last.id);
    assert.equal(recorder.getSessionStatus('s')?.failures, 1);
    assert.equal(logged.length, 1);
  });
});

describe('captureSessionHistory', () => {
  it('takes a snapshot by its name, of a session that is recorded', () => {
    const { recorder, native } = faked();
    recorder.setupSessionLogging(session(), 's');
    assert.equal(recorder.captureSessionHistory('s', 'quote_completed'), true);
    assert.equal(recorder.captureSessionHistory('s'), true);
    assert.equal(recorder.captureSessionHistory('t'), false);
    assert.deepEqual(native.last.told, [{ snapshot: 'quote_completed' }, { snapshot: 'manual' }]);
  });
});

describe('endSessionLogging', () => {
  it('gives what became of it, twice the same', async () => {
    const { recorder, native } = faked();
    const { conversationId } = recorder.setupSessionLogging(session(), 's', { plan: 'gold' });
    const ended = recorder.endSessionLogging('s', { completionReason: 'quote_completed', rating: 5 });
    assert.equal(recorder.endSessionLogging('s'), ended);
    assert.deepEqual(await ended, {
      conversationId,
      sessionId: 's',
      status: 'archived',
      s3Results: [],
      metadata: { plan: 'gold', completionReason: 'quote_completed', rating: 5 },
    });
    assert.equal(native.last.ended.completionReason, 'quote_completed');
    assert.equal(recorder.getSessionStatus('s')?.status, 'archived');
    assert.equal(await recorder.endSessionLogging('s', { rating: 1 }), await ended);
  });

  it('of a session that is not known finds none', async () => {
    const { recorder } = faked();
    assert.deepEqual(await recorder.endSessionLogging('s'), {
      conversationId: null,
      sessionId: 's',
      status: 'not_found',
      s3Results: [],
      metadata: {},
    });
  });

  it('leaves its id free for another conversation', async () => {
    const { recorder, native } = faked();
    recorder.setupSessionLogging(session(), 's');
    const first = await recorder.endSessionLogging('s');
    recorder.setupSessionLogging(session(), 's');
    const second = await recorder.endSessionLogging('s', undefined);
    assert.notEqual(first.conversationId, second.conversationId);
    assert.equal(native.conversations.length, 2);
  });
});

describe('a conversation whose connection is lost', () => {
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('is ended by itself when nothing is heard', async () => {
    const { recorder, native, logged } = faked({ disconnectGraceMs: 20 });
    const transport = new EventEmitter();
    recorder.setupSessionLogging(session(transport), 's');
    transport.emit('connection_change', 'disconnected');
    while (recorder.getActiveSessions().length > 0) await pause(5);
    assert.equal(native.last.ended.noCleanClose, true);
    assert.equal((await recorder.endSessionLogging('s')).status, 'archived');
    assert.match(logged.join(), /was ended by itself/);
  });

  it('goes on when it is connected again', async () => {
    const { recorder, native } = faked({ disconnectGraceMs: 20 });
    const transport = new EventEmitter();
    recorder.setupSessionLogging(session(transport), 's');
    transport.emit('connection_change', 'disconnected');
    transport.emit('connection_change', 'connecting');
    await pause(60);
    assert.equal(native.last.ended, undefined);
    assert.equal(recorder.getActiveSessions().length, 1);
  });
});

describe('searchConversations', () => {
  function searched() {
    const { recorder } = faked();
    for (const [id, plan] of [['a', 'gold'], ['b', 'silver']] as const) recorder.setupSessionLogging(session(), id, { plan });
    return recorder;
  }

  for (const [criteria, expected] of [
    [{}, ['a', 'b']],
    [{ sessionId: 'a' }, ['a']],
    [{ metadata: { plan: 'silver' } }, ['b']],
    [{ startTimeAfter: '2024-01-15T00:00:00Z' }, ['a', 'b']],
    [{ startTimeAfter: new Date('2024-01-16') }, []],
    [{ startTimeBefore: Date.parse('2024-01-16') }, ['a', 'b']],
    [{ startTimeAfter: '2024-01-15T00:00:00Z', minHistoryLength: 5 }, []],
    [{ minHistoryLength: 0, sessionId: undefined }, ['a', 'b']],
    [{ conversationId: '00000000-0000-4000-8000-000000000002' }, ['b']],
  ] as const) {
    it(`finds by ${JSON.stringify(criteria)}`, () => {
      assert.deepEqual(searched().searchConversations(criteria).map(({ sessionId }) => sessionId), expected);
    });
  }

  it('tells of each what it is', () => {
    assert.deepEqual(searched().searchConversations({ sessionId: 'a' }), [
      {
        conversationId: '00000000-0000-4000-8000-000000000001',
        sessionId: 'a',
        startTime: '2024-01-15T10:30:00.000Z',
        historyLength: 0,
        status: 'active',
        metadata: { plan: 'gold' },
        duration: { seconds: 0, formatted: '00:00:00' },
      },
    ]);
  });

  it('finds the archived ones too, the newest first, each once', () => {
    const { recorder, native } = faked();
    const { conversationId } = recorder.setupSessionLogging(session(), 'a');
    const one = { sessionId: 's', historyLength: 4, status: 'archived', metadata: {}, snippets: [] };
    native.archived = [
      { ...one, conversationId: 'later', startTime: '2024-01-16T00:00:00.000Z' },
      { ...one, conversationId, startTime: '2024-01-15T10:30:00.000Z' },
      { ...one, conversationId: 'earlier', startTime: '2024-01-01T00:00:00.000Z' },
    ];
    const criteria = { startTimeAfter: new Date(0), minHistoryLength: 0, metadata: {} };
    const found = recorder.searchConversations(criteria, { actor: 'jo', purpose: 'a complaint' });
    assert.deepEqual(found.map((each) => [each.conversationId, each.status]), [
      ['later', 'archived'],
      [conversationId, 'active'],
      ['earlier', 'archived'],
    ]);
    assert.deepEqual(native.searched, [
      { criteria: { startTimeAfter: 0, minHistoryLength: 0, metadata: {} }, limit: 100, actor: 'jo', purpose: 'a complaint' },
    ]);
    assert.equal(recorder.searchConversations({}, { limit: 2 }).length, 2);
    for (const limit of [-1, 1.5, '5', 1e9]) {
      assert.throws(() => recorder.searchConversations({}, { limit } as any), /limit must be a whole number/);
    }
  });

  it('throws where it could not look at the archived ones', () => {
    const { recorder, native } = faked();
    recorder.setupSessionLogging(session(), 'a');
    native.fails = true;
    assert.throws(() => recorder.searchConversations(), /the native recorder failed/);
  });

  for (const [criteria, complaint] of [
    [{ startTimeAfter: 'yesterday-ish' }, /startTimeAfter must be a date/],
    [{ minHistoryLength: '5' }, /minHistoryLength must be a number/],
    [{ minHistoryLenght: 5 }, /minHistoryLenght is no criterion; there are sessionId/],
    [{ sessionId: 5 }, /sessionId must be a string/],
    [{ metadata: [] }, /metadata must be an object/],
    [5, /must be an object/],
  ] as const) {
    it(`refuses ${JSON.stringify(criteria)}`, () => {
      assert.throws(() => searched().searchConversations(criteria as any), (error) => {
        assert.ok(error instanceof TypeError);
        assert.match(error.message, complaint);
        return true;
      });
    });
  }
});

describe('search', () => {
  it('gives a page of archived conversations, by a query or by criteria', async () => {
    const { recorder, native } = faked();
    native.archived = [{ conversationId: 'one', status: 'archived' }];
    const page = await recorder.search('outcome:quote_completed "full coverage"', { limit: 5, after: 'x', sort: '-duration' });
    assert.deepEqual(page, { conversations: native.archived, total: { count: 1, exact: true }, next: null });
    await recorder.search({ sessionId: 's', startTimeBefore: 5 });
    assert.deepEqual(native.searched, [
      { query: 'outcome:quote_completed "full coverage"', limit: 5, snippets: 3, after: 'x', sort: '-duration' },
      { criteria: { sessionId: 's', startTimeBefore: 5 }, limit: 20, snippets: 3 },
    ]);
  });

  it('rejects for criteria that do not exist and where it cannot search', async () => {
    const { recorder, native } = faked();
    await assert.rejects(recorder.search({ minHistoryLenght: 5 } as any), /minHistoryLenght is no criterion/);
    native.fails = true;
    await assert.rejects(recorder.search('x'), /the native recorder failed/);
  });
});

describe('getConversationAnalytics', () => {
  it('knows those that are recorded and those that ended, and no others', async () => {
    const { recorder } = faked();
    recorder.setupSessionLogging(session(), 's');
    assert.deepEqual(recorder.getConversationAnalytics('s'), { totalMessages: 0 });
    await recorder.endSessionLogging('s');
    assert.deepEqual(recorder.getConversationAnalytics('s'), { totalMessages: 0 });
    assert.equal(recorder.getConversationAnalytics('t'), null);
  });

  it('forgets the first when a thousand have ended after it', async () => {
    const { recorder } = faked();
    for (let i = 0; i <= 1_000; i += 1) {
      recorder.setupSessionLogging(session(), `s${i}`);
      await recorder.endSessionLogging(`s${i}`);
    }
    assert.equal(recorder.getSessionStatus('s0'), null);
    assert.equal(recorder.getSessionStatus('s1')?.status, 'archived');
  });
});

describe('exportConversationData', () => {
  it('gives the documents by session or by conversation, recorded or archived', async () => {
    const { recorder } = faked();
    const { conversationId } = recorder.setupSessionLogging(session(), 's');
    const exported = { conversation: { conversationId } };
    for (const id of ['s', conversationId!]) assert.deepEqual(await recorder.exportConversationData(id), exported);
    await recorder.endSessionLogging('s');
    for (const id of ['s', conversationId!]) assert.deepEqual(await recorder.exportConversationData(id), exported);
    assert.equal(await recorder.exportConversationData('t'), null);
  });
});

describe('deleteConversation', () => {
  it('deletes what is being recorded, which is then deleted', async () => {
    const { recorder, native } = faked();
    const talking = session();
    const { conversationId } = recorder.setupSessionLogging(talking, 's');
    const deleted = await recorder.deleteConversation('s', { reason: 'asked to', actor: 'jo' });
    assert.deepEqual(deleted, {
      deleted: true,
      conversationIds: [conversationId],
      objects: 3,
      bytes: 300,
      allVersions: true,
      receipts: [{ of: conversationId }],
    });
    assert.deepEqual(native.erased, [{ conversationIds: [conversationId], sessionId: 's', reason: 'asked to', actor: 'jo' }]);
    assert.equal(talking.eventNames().length, 0);
    assert.equal((await recorder.endSessionLogging('s')).status, 'deleted');
    assert.equal(recorder.getConversationAnalytics('s'), null);
  });

  it('deletes all conversations of a session', async () => {
    const { recorder, native } = faked();
    for (let i = 0; i < 2; i += 1) {
      recorder.setupSessionLogging(session(), 's');
      await recorder.endSessionLogging('s');
    }
    const deleted = await recorder.deleteConversation('s');
    assert.equal(deleted.conversationIds.length, 2);
    assert.equal(native.erased[0].conversationIds.length, 2);
    assert.equal(recorder.getSessionStatus('s')?.status, 'deleted');
  });

  it('deletes one by its own id', async () => {
    const { recorder, native } = faked();
    recorder.setupSessionLogging(session(), 's');
    const { conversationId } = await recorder.endSessionLogging('s');
    assert.equal((await recorder.deleteConversation(conversationId!)).deleted, true);
    assert.deepEqual(native.erased, [{ conversationIds: [conversationId] }]);
  });

  it('says that there was nothing', async () => {
    const { recorder } = faked();
    const nothing = { deleted: false, conversationIds: [], objects: 0, bytes: 0, allVersions: true, receipts: [] };
    for (const id of ['s', '00000000-0000-4000-8000-00000000000a']) {
      assert.deepEqual(await recorder.deleteConversation(id), nothing);
    }
  });
});

describe('a recorder', () => {
  it('opens when it is needed, and finishes what was left', () => {
    let opened = 0;
    const native = new FakeRecorder();
    native.left = 3;
    const recorder = makeRecorder({}, () => {
      opened += 1;
      return native;
    });
    assert.equal(recorder.status().state, 'idle');
    assert.equal(opened, 0);
    assert.equal(recorder.recover(), 3);
    assert.equal(recorder.status().state, 'open');
    assert.equal(opened, 1);
  });

  it('that was not used has nothing to flush or shut down', async () => {
    const { recorder } = faked();
    assert.equal(await recorder.flush(), true);
    assert.deepEqual(await recorder.shutdown(), { clean: true });
  });

  it('that was shut down records nothing, and says so', async () => {
    const { recorder, native, logged } = faked();
    recorder.setupSessionLogging(session(), 's');
    assert.deepEqual(await recorder.shutdown({ timeoutMs: 1_000 }), { clean: true });
    assert.ok(native.last.ended);
    for (const id of ['t', 'u']) assert.equal(recorder.setupSessionLogging(session(), id).conversationId, null);
    assert.deepEqual(logged, ['error: conversations are not recorded: the recorder has been shut down']);
  });

  for (const [options, complaint] of [
    [{ endTimeoutMs: '5' }, /endTimeoutMs must be a number of milliseconds/],
    [{ disconnectGraceMs: -1 }, /disconnectGraceMs/],
    [{ exitTimeoutMs: NaN }, /exitTimeoutMs/],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => makeRecorder(options as any), complaint);
    });
  }
});
