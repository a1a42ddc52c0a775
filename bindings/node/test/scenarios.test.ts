/** Calls as they go: over transports that give events of the wire, and over those that give only items. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { hostedMcpTool } from '@openai/agents';
import {
  OpenAIRealtimeSIP,
  OpenAIRealtimeWebSocket,
  RealtimeAgent,
  RealtimeSession,
  tool,
} from '@openai/agents/realtime';
import realtimeSessionLogger, { createRecorder } from 'scripta';
import { Api } from './support/api';
import { conversations, folder } from './support/folder';
import { play, sessionFor } from './support/playing';
import { connected, recordedOver, recording, type Recording } from './support/recording';
import { RealtimeServer } from './support/realtime-server';
import { comparable, replayed } from './support/replay';
import { ScriptedCall } from './support/scripted';
import { until } from './support/until';
import { sample } from './support/wire';

const SESSION = 'session_scenario';

const quote = tool({
  name: 'get_quote',
  description: 'Prices the insurance of a vehicle.',
  strict: false,
  parameters: { type: 'object', properties: {}, required: [], additionalProperties: true },
  execute: () => ({ perMonth: 94, currency: 'USD' }),
});

/** A guardrail that trips over a word. */
const noPromises = {
  name: 'No promises',
  execute: async ({ agentOutput }: { agentOutput: string }) => ({
    tripwireTriggered: agentOutput.includes('guarantee'),
    outputInfo: { word: 'guarantee' },
  }),
};

/** Ends the call, and gives what is in the archive. */
async function archived({ recorder, dataDir }: Recording): Promise<any> {
  const ended = await recorder.endSessionLogging(SESSION);
  assert.equal(ended.status, 'archived', ended.error);
  return conversations(dataDir).find((found) => found.conversationId === ended.conversationId);
}

function of(record: any, type: string): any[] {
  return record.events.filter((event: any) => event.type === type);
}

function said(record: any): [string, string | undefined][] {
  return record.turns.map((turn: any) => [turn.speaker, turn.transcript]);
}

function toolCalls(record: any): any[] {
  return record.turns.flatMap((turn: any) => turn.toolCalls ?? []);
}

/** A call over `ScriptedRealtimeTransport`, being recorded. */
async function scripted(t: TestContext, agent?: RealtimeAgent<any>, options?: object): Promise<[ScriptedCall, Recording]> {
  const recordings = recording(t);
  const call = new ScriptedCall(agent as any, options);
  recordings.recorder.setupSessionLogging(call.session, SESSION);
  await call.connect();
  t.after(() => call.session.close());
  return [call, recordings];
}

/** A call over a WebSocket, being recorded. */
async function overWebSocket(
  t: TestContext,
  agent = new RealtimeAgent({ name: 'Agent' }),
  options: object = {},
): Promise<[Api, RealtimeSession<any>, Recording]> {
  const recordings = recording(t);
  const server = await RealtimeServer.start();
  t.after(() => server.close());
  const session = new RealtimeSession(agent as any, { transport: 'websocket', ...options });
  session.on('error', () => undefined);
  t.after(() => session.close());
  recordings.recorder.setupSessionLogging(session, SESSION);
  const api = new Api(await connected(session, server));
  await api.begins();
  return [api, session, recordings];
}

describe('a transport that gives items and no events of the wire', () => {
  it('has what was said in turns, with the usage of the responses', async (t) => {
    const [call, recordings] = await scripted(t);
    call.agentSays('How can I help?');
    call.callerSays('I need a quote.');
    call.agentSays('For which car?');
    const record = await archived(recordings);
    assert.deepEqual(said(record), [
      ['assistant', 'How can I help?'],
      ['user', 'I need a quote.'],
      ['assistant', 'For which car?'],
    ]);
    assert.equal(record.usage.responses, 2);
    assert.equal(record.usage.inputTokens, 40);
    assert.equal(record.usage.outputTokens, 20);
  });

  it('has tools with their arguments, results and times', async (t) => {
    const [call, recordings] = await scripted(t, new RealtimeAgent({ name: 'Agent', tools: [quote] }));
    call.callerSays('What would it cost?');
    const { callId, itemId } = call.agentCalls('get_quote', { zip: '90210' });
    await call.takesResult(itemId);
    call.agentSays('94 dollars a month.');
    const record = await archived(recordings);
    assert.equal(toolCalls(record).length, 1);
    const [called] = toolCalls(record);
    assert.equal(called.callId, callId);
    assert.equal(called.itemId, itemId);
    assert.equal(called.toolName, 'get_quote');
    assert.deepEqual(called.arguments, { zip: '90210' });
    assert.deepEqual(called.result, { perMonth: 94, currency: 'USD' });
    assert.equal(called.status, 'succeeded');
    assert.equal(typeof called.durationMs, 'number');
    assert.equal(of(record, 'tool_call').length, 1);
    assert.equal(of(record, 'tool_call_result').length, 1);
  });

  it('has the result of a tool whose item never tells it', async (t) => {
    const [call, recordings] = await scripted(t, new RealtimeAgent({ name: 'Agent', tools: [quote] }));
    call.agentCalls('get_quote', { zip: '90210' });
    await call.made('sendFunctionCallOutput');
    call.agentSays('94 dollars a month.');
    const record = await archived(recordings);
    assert.deepEqual(toolCalls(record)[0]?.result, { perMonth: 94, currency: 'USD' });
  });

  it('has a handoff once, from the one agent to the other', async (t) => {
    const billing = new RealtimeAgent({ name: 'Billing' });
    const front = new RealtimeAgent({ name: 'Front', handoffs: [billing] });
    const [call, recordings] = await scripted(t, front);
    const { itemId } = call.agentCalls('transfer_to_Billing', {});
    await call.takesResult(itemId);
    call.agentSays('This is billing.');
    const record = await archived(recordings);
    const handoffs = of(record, 'agent_handoff');
    assert.deepEqual(handoffs.map(({ data }) => [data.from, data.to]), [['Front', 'Billing']]);
    assert.deepEqual(of(record, 'agent_started').map(({ data }) => data.agent), ['Front']);
  });

  it('has a guardrail that tripped, with the item that it tripped over', async (t) => {
    const [call, recordings] = await scripted(t, undefined, { outputGuardrails: [noPromises] });
    const itemId = 'item_promise';
    call.transport.emit('turn_started', { type: 'response_started', providerData: { response: { id: 'resp_1' } } } as any);
    const delta = 'I guarantee that this is the cheapest insurance that money can buy. '.repeat(2);
    call.transport.emit('audio_transcript_delta', { type: 'transcript_delta', delta, itemId, responseId: 'resp_1' });
    await call.made('sendMessage');
    const record = await archived(recordings);
    const [tripped, ...more] = of(record, 'guardrail_tripped');
    assert.deepEqual(more, []);
    assert.equal(tripped.data.guardrail, 'No promises');
    assert.equal(tripped.itemId ?? tripped.data.itemId, itemId);
  });

  it('has a barge-in', async (t) => {
    const [call, recordings] = await scripted(t);
    call.agentSays('Let me tell you everything about', 'incomplete');
    call.transport.emit('audio_interrupted');
    call.callerSays('Stop.');
    const analytics = recordings.recorder.getConversationAnalytics(SESSION);
    assert.equal(analytics?.interruptions, 1);
    const record = await archived(recordings);
    assert.equal(of(record, 'audio_interrupted').length, 1);
  });

  it('has an MCP approval, and the call that was approved', async (t) => {
    const agent = new RealtimeAgent({ name: 'Agent', tools: [mcp()] });
    const [call, recordings] = await scripted(t, agent);
    approving(call.session);
    const request = { itemId: 'mcpr_1', type: 'mcp_approval_request', serverLabel: 'crm', name: 'find', arguments: { order: 7 }, approved: null };
    call.transport.emit('item_update', request as any);
    call.transport.emit('mcp_approval_request', request as any);
    const answer = await call.made('sendMcpResponse');
    assert.equal(answer.approved, true);
    const done = { itemId: 'mcp_1', type: 'mcp_call', status: 'completed', name: 'find', arguments: '{"order":7}', output: 'on its way' };
    call.transport.emit('item_update', done as any);
    call.transport.emit('mcp_tool_call_completed', done as any);
    const record = await archived(recordings);
    assert.ok(of(record, 'tool_approval_requested').length === 1, 'the request is told');
    assert.deepEqual(toolCalls(record).map((called) => [called.toolName, called.result]), [['find', 'on its way']]);
  });

  it('has an item that was deleted as deleted', async (t) => {
    const [call, recordings] = await scripted(t);
    const itemId = call.callerSays('Forget what I say.');
    call.agentSays('Forgotten.');
    call.transport.emit('item_deleted', { itemId });
    const record = await archived(recordings);
    assert.ok(!record.history.some((item: any) => item.itemId === itemId));
    assert.equal(of(record, 'item_deleted').length, 1);
  });

  it('has the size of its audio, and none of it', async (t) => {
    const [call, recordings] = await scripted(t);
    call.transport.emit('turn_started', { type: 'response_started', providerData: { response: { id: 'resp_a' } } } as any);
    for (let chunk = 0; chunk < 3; chunk += 1) {
      call.transport.emit('audio', { type: 'audio', data: new ArrayBuffer(4_800), responseId: 'resp_a' });
    }
    call.agentSays('Hello.');
    const record = await archived(recordings);
    const bytes = of(record, 'audio_received').reduce((sum, { data }) => sum + data.audioLength, 0);
    assert.equal(bytes, 3 * 4_800);
  });
});

describe('a WebSocket', () => {
  it('has tools with their arguments, results and times', async (t) => {
    const [api, , recordings] = await overWebSocket(t, new RealtimeAgent({ name: 'Agent', tools: [quote] }));
    await api.callerSays('What would it cost?');
    const callId = await api.agentCalls('get_quote', { zip: '90210' });
    assert.equal(await api.takesResult(callId), JSON.stringify({ perMonth: 94, currency: 'USD' }));
    await api.agentSays('94 dollars a month.');
    const record = await archived(recordings);
    assert.equal(toolCalls(record).length, 1);
    const [called] = toolCalls(record);
    assert.deepEqual(
      [called.callId, called.toolName, called.arguments, called.result, called.status],
      [callId, 'get_quote', { zip: '90210' }, { perMonth: 94, currency: 'USD' }, 'succeeded'],
    );
    assert.equal(typeof called.durationMs, 'number');
    assert.equal(of(record, 'tool_call').length, 1);
    assert.equal(of(record, 'tool_call_result').length, 1);
    assert.ok(of(record, 'agent_tool_start').length === 1 && of(record, 'agent_tool_end').length === 1);
  });

  it('has a handoff once, from the one agent to the other, though SDK and wire both tell it', async (t) => {
    const billing = new RealtimeAgent({ name: 'Billing' });
    const [api, session, recordings] = await overWebSocket(t, new RealtimeAgent({ name: 'Front', handoffs: [billing] }));
    await api.takesResult(await api.agentCalls('transfer_to_Billing', {}));
    await api.agentSays('This is billing.');
    assert.equal(session.currentAgent.name, 'Billing');
    const record = await archived(recordings);
    assert.deepEqual(of(record, 'agent_handoff').map(({ data }) => [data.from, data.to]), [['Front', 'Billing']]);
  });

  it('has a guardrail that tripped, with the item that it tripped over', async (t) => {
    const [api, session, recordings] = await overWebSocket(t, undefined, { outputGuardrails: [noPromises] });
    const trips = new Promise((resolve) => session.on('guardrail_tripped', resolve));
    const item = await api.agentSays('I guarantee that this is the cheapest insurance that money can buy. '.repeat(2));
    await trips;
    const record = await archived(recordings);
    const [tripped, ...more] = of(record, 'guardrail_tripped');
    assert.deepEqual(more, []);
    assert.equal(tripped.data.guardrail, 'No promises');
    assert.equal(tripped.itemId ?? tripped.data.itemId, item);
  });

  it('has a barge-in, with what was heard', async (t) => {
    const [api, , recordings] = await overWebSocket(t);
    const speaking = await api.agentBegins('Let me tell you everything about all of our insurances, one by one.');
    await speaking.isCutOff(50);
    await api.callerSays('Stop.');
    const record = await archived(recordings);
    const [cut] = record.turns.filter((turn: any) => turn.status === 'interrupted');
    assert.equal(cut?.interruption.itemId, speaking.item);
    assert.equal(cut.interruption.audioEndMs, 50);
    assert.ok(cut.heard.length < cut.transcript.length, `heard: ${cut.heard}`);
  });

  it('has an MCP approval, and the call that was approved', async (t) => {
    const [api, session, recordings] = await overWebSocket(t, new RealtimeAgent({ name: 'Agent', tools: [mcp()] }));
    approving(session);
    const request = await api.agentAsksApproval('crm', 'find', { order: 7 });
    await api.mcpCalled('crm', 'find', { order: 7 }, 'on its way', request);
    const record = await archived(recordings);
    assert.equal(of(record, 'mcp_approval_requested').length, 1);
    assert.ok(of(record, 'mcp_approval_response').length <= 1);
    assert.deepEqual(toolCalls(record).map((called) => [called.toolName, called.result]), [['find', 'on its way']]);
  });

  it('has an item that was deleted as deleted, and errors as errors', async (t) => {
    const [api, , recordings] = await overWebSocket(t);
    const item = await api.callerSays('Forget what I say.');
    await api.agentSays('Forgotten.');
    await api.deletes(item);
    await api.fails('The item does not exist.');
    const record = await archived(recordings);
    assert.ok(!record.history.some((found: any) => found.itemId === item));
    assert.equal(of(record, 'item_deleted').length, 1);
    assert.equal(of(record, 'error').length, 1, 'once, though SDK and wire both tell it');
  });
});

describe('several sessions at once', () => {
  it('are recorded each on its own', async (t) => {
    const shared = recording(t);
    const logs = [sample('insurance'), sample('repeated', '20'), sample('random', '3'), sample('random', '16')];
    const all = await Promise.all(logs.map((log) => recordedOver(t, shared, log)));
    for (const [i, { conversation, connection }] of all.entries()) {
      assert.equal(conversation.sessionId, `session_${logs[i]!.name}`);
      assert.deepEqual(comparable(conversation), comparable(replayed(connection.transcript, folder(t))));
    }
    assert.deepEqual(shared.recorder.getActiveSessions(), []);
  });
});

describe('a recorder that comes after connect', () => {
  it('has what the session knows of what was said before, and all that comes then', async (t) => {
    const recordings = recording(t);
    const server = await RealtimeServer.start();
    t.after(() => server.close());
    const session = new RealtimeSession(new RealtimeAgent({ name: 'Agent' }), { transport: 'websocket' });
    t.after(() => session.close());
    const api = new Api(await connected(session, server));
    await api.begins();
    await api.agentSays('How can I help?');
    await api.callerSays('I need a quote.');
    recordings.recorder.setupSessionLogging(session, SESSION);
    await api.agentSays('For which car?');
    await api.callerSays('A Camry.');
    assert.deepEqual(said(await archived(recordings)), [
      ['assistant', 'How can I help?'],
      ['user', 'I need a quote.'],
      ['assistant', 'For which car?'],
      ['user', 'A Camry.'],
    ]);
  });
});

describe('a connection that is lost', () => {
  it('and made anew by the same session is one conversation', async (t) => {
    const recordings = recording(t);
    const server = await RealtimeServer.start();
    t.after(() => server.close());
    const session = new RealtimeSession(new RealtimeAgent({ name: 'Agent' }), { transport: 'websocket' });
    session.on('error', () => undefined);
    t.after(() => session.close());
    recordings.recorder.setupSessionLogging(session, SESSION);
    const first = await connected(session, server);
    const before = new Api(first);
    await before.begins();
    await before.agentSays('How can I help?');
    first.terminate();
    await until('the session sees it', () => session.transport.status === 'disconnected');
    const after = new Api(await connected(session, server));
    await after.begins();
    await after.callerSays('Are you still there?');
    const record = await archived(recordings);
    assert.deepEqual(said(record), [
      ['assistant', 'How can I help?'],
      ['user', 'Are you still there?'],
    ]);
    assert.equal(record.source.sessionIds.length, 2);
    assert.equal(of(record, 'session_disconnected').length, 1);
  });

  it('and made anew by another session object is one conversation, and the old session has no part in it', async (t) => {
    const recordings = recording(t);
    const server = await RealtimeServer.start();
    t.after(() => server.close());
    const sessions = ['A', 'B'].map((name) => {
      const session = new RealtimeSession(new RealtimeAgent({ name }), { transport: 'websocket' });
      session.on('error', () => undefined);
      t.after(() => session.close());
      return session;
    });
    const ids = [];
    const apis = [];
    for (const session of sessions) {
      ids.push(recordings.recorder.setupSessionLogging(session, SESSION).conversationId);
      const api = new Api(await connected(session, server));
      await api.begins();
      await api.agentSays('Hello.');
      apis.push(api);
    }
    assert.equal(ids[0], ids[1]);
    await apis[0]!.agentSays('Nobody hears this.');
    const record = await archived(recordings);
    assert.deepEqual(record.turns.map((turn: any) => turn.transcript).join(' '), 'Hello. Hello.');
    assert.equal(of(record, 'session_reconnected').length, 1);
  });
});

describe('other transports', () => {
  it('that see no audio, as over WebRTC, are recorded as their wire is replayed', async (t) => {
    /** Audio goes by it, as it does in a browser. */
    class Silent extends OpenAIRealtimeWebSocket {
      protected override _onAudio(): void {}
    }
    const logs = Array.from({ length: 24 }, (_, seed) => sample('random', String(seed))).filter((log) =>
      log.lines.some(({ event }) => event.type === 'output_audio_buffer.started'),
    );
    assert.ok(logs.length > 2, 'some of the samples are calls over WebRTC');
    for (const log of logs) {
      const { conversation, connection } = await recordedOver(t, recording(t), log, { transport: new Silent() });
      assert.deepEqual(comparable(conversation), comparable(replayed(connection.transcript, folder(t))), log.name);
    }
  });

  it('that join a telephone call (SIP) are recorded as their wire is replayed', async (t) => {
    const recordings = recording(t);
    const server = await RealtimeServer.start();
    t.after(() => server.close());
    const log = sample('insurance');
    log.lines = log.lines.filter(({ event }) => !event.type.startsWith('input_audio_buffer.append'));
    const session = sessionFor(log, { transport: new OpenAIRealtimeSIP() });
    recordings.recorder.setupSessionLogging(session, SESSION);
    const [connection] = await Promise.all([
      server.connection(),
      session.connect({ apiKey: 'none', url: server.url, callId: 'rtc_call' }),
    ]);
    await play(log, connection, session);
    const record = await archived(recordings);
    session.close();
    assert.deepEqual(comparable(record), comparable(replayed(connection.transcript, folder(t))));
  });
});

describe('a recorder that cannot open', () => {
  it('says why where it is made', (t) => {
    const occupied = join(folder(t), 'file');
    writeFileSync(occupied, 'no folder');
    const logger = { warn: () => undefined, error: () => undefined };
    assert.throws(() => createRecorder({ dataDir: occupied, logger }), /file/);
  });

  it('costs the session nothing where it is the global one, and says so once', async (t) => {
    const occupied = join(folder(t), 'file');
    writeFileSync(occupied, 'no folder');
    process.env.SCRIPTA_DATA_DIR = occupied;
    t.after(() => delete process.env.SCRIPTA_DATA_DIR);
    const errors = t.mock.method(console, 'error', () => undefined);
    const warnings = t.mock.method(console, 'warn', () => undefined);
    const server = await RealtimeServer.start();
    t.after(() => server.close());
    const session = new RealtimeSession(new RealtimeAgent({ name: 'Agent', tools: [quote] }), { transport: 'websocket' });
    t.after(() => session.close());
    const begun = realtimeSessionLogger.setupSessionLogging(session, SESSION);
    assert.equal(begun.conversationId, null);
    const api = new Api(await connected(session, server));
    await api.begins();
    await api.callerSays('What would it cost?');
    assert.ok(await api.takesResult(await api.agentCalls('get_quote', {})));
    assert.equal((await realtimeSessionLogger.endSessionLogging(SESSION)).status, 'not_found');
    assert.equal(errors.mock.callCount() + warnings.mock.callCount(), 1);
  });
});

function mcp(): any {
  return hostedMcpTool({ serverLabel: 'crm', serverUrl: 'https://crm.example.com/mcp', requireApproval: 'always' } as any);
}

function approving(session: RealtimeSession<any>): void {
  session.on('tool_approval_requested', (_context, _agent, request) => {
    void session.approve(request.approvalItem);
  });
}
