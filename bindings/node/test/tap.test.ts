/** Listening to real sessions: what crosses to the recorder, and what is left as it was. */

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { ScriptedRealtimeTransport } from '@openai/agents-realtime/testing';
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';
import type { RealtimeSessionOptions } from '@openai/agents/realtime';
import { faked, type Faked } from './support/faked';

const AUDIO = Buffer.alloc(4_800).toString('base64');

/** A socket that keeps what is sent on it. */
class Socket extends EventEmitter {
  readyState = 1;
  readonly sent: any[] = [];

  addEventListener(type: string, listener: (event: any) => void): void {
    this.on(type, listener);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(): void {
    this.readyState = 3;
    this.emit('close', {});
  }

  says(event: object): void {
    this.emit('message', { data: JSON.stringify(event) });
  }
}

interface Call extends Faked {
  session: RealtimeSession<any>;
  transport: OpenAIRealtimeWebSocket;
  sockets: Socket[];
  connect(): Promise<Socket>;
}

/** A real session over the real WebSocket transport, whose sockets are in memory. */
function overSocket(options: Partial<RealtimeSessionOptions<any>> = {}): Call {
  const sockets: Socket[] = [];
  const createWebSocket = async (): Promise<any> => sockets[sockets.push(new Socket()) - 1];
  const transport = new OpenAIRealtimeWebSocket({ createWebSocket, skipOpenEventListeners: true });
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Agent' }), { transport, ...options });
  const connect = async (): Promise<Socket> => {
    await session.connect({ apiKey: 'none' });
    return sockets.at(-1)!;
  };
  return { ...faked(), session, transport, sockets, connect };
}

function overScript(options: Partial<RealtimeSessionOptions<any>> = {}) {
  const transport = new ScriptedRealtimeTransport();
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Agent' }), { transport, ...options });
  return { ...faked(), session, transport, emit: (event: string, ...args: any[]) => transport.emit(event, ...args) };
}

const created = (settings: object = {}): object => ({ type: 'session.created', event_id: 'e1', session: { id: 'sess_1', type: 'realtime', ...settings } });

function message(itemId: string, role: string, transcript: string, status = 'completed'): any {
  const type = role === 'user' ? 'input_audio' : 'output_audio';
  return { itemId, type: 'message', role, status, content: [{ type, transcript, audio: null }] };
}

function types(events: any[]): string[] {
  return events.map(({ type }) => type);
}

function listenerCounts(session: RealtimeSession<any>): number {
  const emitter = session as unknown as EventEmitter;
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

describe('a session over a WebSocket', () => {
  it('is recorded in both directions, each frame once and in order', async () => {
    const { recorder, native, session, connect } = overSocket();
    recorder.setupSessionLogging(session, 's');
    const socket = await connect();
    socket.says(created());
    session.sendMessage('hello');
    assert.deepEqual(types(native.last.events), [
      'session.update',
      'session.created',
      'session.update',
      'conversation.item.create',
      'response.create',
    ]);
    const sent = native.last.events.filter((event) => event.type !== 'session.created');
    assert.deepEqual(sent, socket.sent);
  });

  it('has frames that go past sendEvent, when they go', async () => {
    const { recorder, native, session, transport, connect } = overSocket();
    recorder.setupSessionLogging(session, 's');
    const socket = await connect();
    const before = native.last.events.length;
    transport.requestResponse();
    socket.says({ type: 'response.created', event_id: 'e2', response: { id: 'r1', object: 'realtime.response', status: 'in_progress', output: [] } });
    transport.requestResponse({ instructions: 'once more' });
    transport._cancelResponse();
    const during = native.last.events.slice(before);
    assert.deepEqual(types(during), ['response.create', 'response.created', 'response.cancel']);
    socket.says({ type: 'response.done', event_id: 'e3', response: { id: 'r1', object: 'realtime.response', status: 'cancelled', output: [] } });
    await new Promise((resolve) => setImmediate(resolve));
    const [done, create] = native.last.events.slice(before + 3);
    assert.equal(done.type, 'response.done');
    assert.equal(create.response.instructions, 'once more');
  });

  it('crosses without audio, in either direction', async () => {
    const { recorder, native, session, connect } = overSocket();
    recorder.setupSessionLogging(session, 's');
    const socket = await connect();
    session.sendAudio(new ArrayBuffer(960));
    socket.says({ type: 'response.output_audio.delta', event_id: 'e', response_id: 'r', item_id: 'i', output_index: 0, content_index: 0, delta: AUDIO });
    assert.equal(JSON.stringify(native.last.told).includes('AAAA'), false);
    const [append, delta] = native.last.events.slice(-2);
    assert.deepEqual(append, { type: 'input_audio_buffer.append', audio: 960 });
    assert.equal(delta.delta, 4_800);
  });

  it('that is attached after it connected has what was said before, and then the wire', async () => {
    const { recorder, native, session, connect } = overSocket();
    const socket = await connect();
    socket.says(created());
    const item = { id: 'i1', type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_text', text: 'before' }] };
    socket.says({ type: 'conversation.item.added', event_id: 'e2', previous_item_id: null, item });
    recorder.setupSessionLogging(session, 's');
    socket.says({ type: 'input_audio_buffer.speech_started', event_id: 'e3', item_id: 'i2', audio_start_ms: 1 });
    session.sendMessage('after');
    assert.deepEqual(native.last.items.map(({ itemId }) => itemId), ['i1']);
    assert.deepEqual(types(native.last.events), ['input_audio_buffer.speech_started', 'conversation.item.create', 'response.create']);
    assert.equal(recorder.getSessionStatus('s')?.capture, 'wire');
  });

  it('that connects again goes on being recorded', async () => {
    const { recorder, native, session, sockets, connect } = overSocket();
    recorder.setupSessionLogging(session, 's');
    const first = await connect();
    first.says(created());
    first.close();
    assert.equal(native.last.notes('session_disconnected').length, 1);
    const second = await connect();
    second.says({ ...created(), event_id: 'e9' });
    session.sendMessage('again');
    assert.equal(sockets.length, 2);
    assert.equal(types(native.last.events).filter((type) => type === 'session.created').length, 2);
    assert.equal(native.last.events.at(-1).type, 'response.create');
    assert.deepEqual(native.last.items, [], 'the wire told all');
  });

  it('has no frame that was not sent', async () => {
    const { recorder, native, session, transport, connect } = overSocket();
    recorder.setupSessionLogging(session, 's');
    assert.throws(() => transport.sendEvent({ type: 'response.create' }), /not connected/);
    const socket = await connect();
    const before = native.last.events.length;
    socket.readyState = 2;
    session.sendMessage('into the void');
    assert.equal(native.last.events.length, before);
  });

  it('is left as it was found', async () => {
    const { recorder, session, transport, connect } = overSocket();
    const listeners = listenerCounts(session);
    recorder.setupSessionLogging(session, 's');
    const socket = await connect();
    await recorder.endSessionLogging('s');
    assert.equal(listenerCounts(session), listeners);
    for (const [object, method] of [[transport, 'sendEvent'], [transport, 'sendFunctionCallOutput'], [socket, 'send']] as const) {
      assert.equal(Object.hasOwn(object, method), false, `${method} is still wrapped`);
    }
  });

  it('keeps the wrapper of somebody else', async () => {
    const { recorder, native, session, transport, connect } = overSocket();
    recorder.setupSessionLogging(session, 's');
    await connect();
    const ours = transport.sendEvent.bind(transport);
    const theirs = (event: any): void => ours(event);
    transport.sendEvent = theirs;
    await recorder.endSessionLogging('s');
    const told = native.last.told.length;
    session.sendMessage('still works');
    assert.equal(transport.sendEvent, theirs);
    assert.equal(native.last.told.length, told);
  });
});

describe('a transport that gives no raw events', () => {
  it('is recorded by the items that changed, each after the one before it', async () => {
    const { recorder, native, session, emit } = overScript();
    recorder.setupSessionLogging(session, 's');
    await session.connect({ apiKey: 'none' });
    emit('item_update', message('i1', 'user', 'hello'));
    emit('item_update', message('i2', 'assistant', 'hel', 'in_progress'));
    emit('item_update', message('i2', 'assistant', 'hello there'));
    emit('item_update', message('i2', 'assistant', 'hello there'));
    assert.deepEqual(
      native.last.items.map(({ itemId, previousItemId, status }) => [itemId, previousItemId, status]),
      [['i1', null, 'completed'], ['i2', 'i1', 'in_progress'], ['i2', 'i1', 'completed']],
    );
    assert.equal(JSON.stringify(native.last.items).includes('audio":'), false);
    assert.equal(native.last.notes('session_connected').length, 1);
    assert.equal(recorder.getSessionStatus('s')?.capture, 'history');
  });

  it('has items that were deleted, and none that a new connection does not have', async () => {
    const { recorder, native, session, emit } = overScript();
    recorder.setupSessionLogging(session, 's');
    await session.connect({ apiKey: 'none' });
    emit('item_update', message('i1', 'user', 'one'));
    emit('item_update', message('i2', 'user', 'two'));
    emit('item_deleted', { itemId: 'i1' });
    session.close();
    await session.connect({ apiKey: 'none' });
    emit('item_update', message('i3', 'user', 'three'));
    const deleted = native.last.events.filter(({ type }) => type === 'conversation.item.deleted');
    assert.deepEqual(deleted.map(({ item_id }) => item_id), ['i1']);
  });

  it('has calls with their ids, once they are known, and with their results', async () => {
    const { recorder, native, session, emit } = overScript();
    // The SDK looks for the tool, of which there is none.
    session.on('error', () => undefined);
    recorder.setupSessionLogging(session, 's');
    await session.connect({ apiKey: 'none' });
    const call = { type: 'function_call', name: 'quote', arguments: '{"zip":"90210"}' };
    emit('turn_started', { type: 'response_started', providerData: { response: { id: 'r1' } } });
    emit('item_update', { ...call, itemId: 'i1', status: 'in_progress', output: null });
    emit('function_call', { ...call, id: 'i1', callId: 'c1', responseId: 'r1' });
    session.transport.sendFunctionCallOutput({ ...call, id: 'i1', callId: 'c1', responseId: 'r1' } as any, '"done"', true);
    const usage = { inputTokens: 1, outputTokens: 2, totalTokens: 3 };
    emit('turn_done', { type: 'response_done', response: { id: 'r1', output: [], usage } });
    const [item, ...more] = native.last.items;
    assert.deepEqual([item.callId, item.status, item.arguments, more.length], ['c1', 'completed', call.arguments, 0]);
    const [started, result, done] = native.last.events;
    assert.equal(started.type, 'response.created');
    assert.deepEqual(result.item, { type: 'function_call_output', call_id: 'c1', output: '"done"' });
    assert.equal(done.response.usage.total_tokens, 3);
  });

  it('has audio by its size, with the message that it belongs to', async () => {
    const { recorder, native, session, emit } = overScript();
    recorder.setupSessionLogging(session, 's');
    await session.connect({ apiKey: 'none' });
    emit('audio', { type: 'audio', data: new ArrayBuffer(100), responseId: 'r1' });
    emit('item_update', message('i1', 'assistant', '', 'in_progress'));
    emit('audio', { type: 'audio', data: new ArrayBuffer(50), responseId: 'r1' });
    emit('audio_done');
    emit('audio_interrupted');
    const audio = native.last.events.filter(({ type }) => type === 'response.output_audio.delta');
    assert.deepEqual(audio.map(({ item_id, delta }) => [item_id, delta]), [['i1', 100], ['i1', 50]]);
    assert.deepEqual(native.last.notes('audio_interrupted'), [{ itemId: 'i1' }]);
  });

  it('has what was said before it was attached', async () => {
    const { recorder, native, session, emit } = overScript();
    await session.connect({ apiKey: 'none' });
    emit('item_update', message('i1', 'user', 'one'));
    recorder.setupSessionLogging(session, 's');
    emit('item_update', message('i2', 'user', 'two'));
    assert.deepEqual(native.last.items.map(({ itemId }) => itemId), ['i1', 'i2']);
  });

  it('that begins to give raw events is recorded by them from then on', async () => {
    const { recorder, native, session, emit } = overScript();
    recorder.setupSessionLogging(session, 's');
    await session.connect({ apiKey: 'none' });
    emit('item_update', message('i1', 'user', 'one'));
    emit('*', created());
    emit('item_update', message('i2', 'user', 'two'));
    assert.deepEqual(native.last.items.map(({ itemId }) => itemId), ['i1']);
    assert.deepEqual(types(native.last.events), ['session.created']);
  });

  it('has no audio of the telephone provider', async () => {
    const { recorder, native, session, emit } = overScript();
    recorder.setupSessionLogging(session, 's');
    await session.connect({ apiKey: 'none' });
    emit('*', { type: 'twilio_message', message: { event: 'media', media: { payload: AUDIO } } });
    emit('*', { type: 'twilio_message', message: { event: 'mark' } });
    assert.deepEqual(native.last.events.map(({ message: { event } }) => event), ['mark']);
    assert.notEqual(recorder.getSessionStatus('s')?.capture, 'wire');
  });
});

describe('two sessions', () => {
  it('are two conversations', async () => {
    const { recorder, native } = faked();
    const one = overScript();
    const other = overScript();
    recorder.setupSessionLogging(one.session, 'one');
    recorder.setupSessionLogging(other.session, 'other');
    await one.session.connect({ apiKey: 'none' });
    await other.session.connect({ apiKey: 'none' });
    one.emit('item_update', message('i1', 'user', 'from one'));
    other.emit('item_update', message('i2', 'user', 'from the other'));
    assert.deepEqual(native.conversations.map(({ items }) => items.map(({ itemId }) => itemId)), [['i1'], ['i2']]);
  });

  it('under one id are one that was connected again', async () => {
    const { recorder, native } = faked();
    const first = overScript();
    const second = overScript();
    const begun = recorder.setupSessionLogging(first.session, 's');
    assert.deepEqual(recorder.setupSessionLogging(first.session, 's'), begun);
    assert.deepEqual(recorder.setupSessionLogging(second.session, 's', { attempt: 2 }), begun);
    await first.session.connect({ apiKey: 'none' });
    first.emit('item_update', message('i1', 'user', 'nobody hears'));
    await second.session.connect({ apiKey: 'none' });
    second.emit('item_update', message('i2', 'user', 'heard'));
    assert.deepEqual(native.last.notes('session_reconnected'), [{ attempt: 2 }]);
    assert.deepEqual(native.last.items.map(({ itemId }) => itemId), ['i2']);
  });
});

describe('what only the session tells', () => {
  it('is in notes', () => {
    const { recorder, native, session } = overScript();
    session.on('error', () => undefined);
    recorder.setupSessionLogging(session, 's');
    const emit = session.emit.bind(session) as (event: string, ...args: any[]) => void;
    const agent = { name: 'Quotes' };
    const tool = { name: 'quote' };
    const toolCall = { id: 'i1', callId: 'c1', name: 'quote', arguments: '{}' };
    emit('agent_tool_start', {}, agent, tool, { toolCall });
    emit('agent_tool_end', {}, agent, tool, 'done', { toolCall });
    emit('agent_start', {}, agent);
    emit('agent_start', {}, agent);
    emit('agent_handoff', {}, agent, { name: 'Claims' });
    emit('agent_start', {}, { name: 'Claims' });
    const result = { guardrail: { name: 'No promises' }, output: { outputInfo: { said: 'surely' } } };
    emit('guardrail_tripped', {}, agent, Object.assign(new Error('tripped'), { result }), { itemId: 'i2' });
    const approvalItem = { rawItem: { type: 'function_call', name: 'pay', callId: 'c2', id: 'i3' } };
    emit('tool_approval_requested', {}, agent, { type: 'function_approval', tool: { name: 'pay' }, approvalItem });
    emit('mcp_tool_call_completed', {}, agent, { itemId: 'i4', name: 'find', status: 'completed' });
    emit('error', { type: 'error', error: new TypeError('no such quote') });
    const { last } = native;
    assert.deepEqual(last.notes('agent_tool_start'), [{ toolName: 'quote', callId: 'c1', agent: 'Quotes' }]);
    assert.equal(typeof last.notes('agent_tool_end')[0].durationMs, 'number');
    assert.deepEqual(last.notes('agent_started'), [{ agent: 'Quotes' }]);
    assert.deepEqual(last.notes('agent_handoff'), [{ from: 'Quotes', to: 'Claims' }]);
    assert.deepEqual(last.notes('guardrail_tripped'), [
      { guardrail: 'No promises', message: 'tripped', info: { said: 'surely' }, agent: 'Quotes', itemId: 'i2' },
    ]);
    assert.deepEqual(last.notes('tool_approval_requested'), [
      { kind: 'function_approval', toolName: 'pay', callId: 'c2', itemId: 'i3', agent: 'Quotes' },
    ]);
    assert.deepEqual(last.notes('mcp_tool_call_completed'), [{ toolName: 'find', itemId: 'i4', status: 'completed', agent: 'Quotes' }]);
    assert.deepEqual(last.notes('error'), [{ source: 'sdk', name: 'TypeError', message: 'no such quote' }]);
  });

  it('is there though a part of it cannot be JSON', () => {
    const { recorder, native, session } = overScript();
    recorder.setupSessionLogging(session, 's');
    const info: any = { amount: 10n };
    info.self = info;
    const result = { guardrail: { name: 'G' }, output: { outputInfo: info } };
    (session.emit as any)('guardrail_tripped', {}, { name: 'A' }, Object.assign(new Error('tripped'), { result }), {});
    assert.equal(native.last.notes('guardrail_tripped')[0].guardrail, 'G');
  });

  it('an error of the wire is told by the wire alone', async () => {
    const { recorder, native, session, connect } = overSocket();
    session.on('error', () => undefined);
    recorder.setupSessionLogging(session, 's');
    const socket = await connect();
    socket.says({ type: 'error', event_id: 'e', error: { type: 'invalid_request_error', code: 'x', message: 'no' } });
    assert.equal(native.last.events.at(-1).type, 'error');
    assert.deepEqual(native.last.notes('error'), []);
  });
});

describe('a session whose recorder fails', () => {
  function failing(t: TestContext): ReturnType<typeof overScript> & { thrown: unknown[] } {
    const call = overScript();
    const thrown: unknown[] = [];
    const caught = (error: unknown): void => void thrown.push(error);
    process.on('unhandledRejection', caught);
    t.after(() => process.off('unhandledRejection', caught));
    return { ...call, thrown };
  }

  it('goes on, and the failure is told once', async (t) => {
    const { recorder, native, session, emit, logged, thrown } = failing(t);
    recorder.setupSessionLogging(session, 's');
    await session.connect({ apiKey: 'none' });
    native.fails = true;
    emit('item_update', message('i1', 'user', 'one'));
    emit('*', created());
    emit('item_update', message('i2', 'user', 'two'));
    session.transport.sendEvent({ type: 'response.create' });
    session.sendMessage('hello');
    assert.equal(recorder.captureSessionHistory('s', 'moment'), false);
    const { failures, lastFailure } = recorder.getSessionStatus('s')!;
    assert.ok(failures >= 3);
    assert.match(lastFailure!, /^Error at /);
    assert.equal(logged.filter((text) => text.includes('could not be recorded')).length, 1);
    const ended = await recorder.endSessionLogging('s');
    assert.equal(ended.status, 'pending');
    assert.deepEqual(thrown, []);
  });

  it('from the beginning costs nothing', async (t) => {
    const { recorder, native, session, emit, logged } = failing(t);
    native.fails = true;
    const listeners = listenerCounts(session);
    const begun = recorder.setupSessionLogging(session, 's');
    assert.equal(begun.conversationId, null);
    assert.equal(listenerCounts(session), listeners);
    await session.connect({ apiKey: 'none' });
    emit('item_update', message('i1', 'user', 'one'));
    const ended = await recorder.endSessionLogging('s');
    assert.equal(ended.status, 'not_found');
    assert.equal(logged.length, 1);
  });

  it('an error without a listener still throws, and is recorded', () => {
    const { recorder, native, session } = overScript();
    recorder.setupSessionLogging(session, 's');
    const error = new Error('nobody listens');
    assert.throws(() => (session.emit as any)('error', error), error);
    assert.equal(native.last.notes('error')[0].message, 'nobody listens');
  });
});
