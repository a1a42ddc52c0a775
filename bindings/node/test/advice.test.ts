/** What a session's owner is told about its configuration. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ScriptedRealtimeTransport } from '@openai/agents-realtime/testing';
import { RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';
import type { RealtimeSessionOptions } from '@openai/agents/realtime';
import { adviceOnSettings } from '#dist/advice';
import { faked } from './support/faked';

const INCLUDE = ['item.input_audio_transcription.logprobs'];
const TRANSCRIBED = { input: { transcription: { model: 'gpt-4o-mini-transcribe' } } };

function call(options: Partial<RealtimeSessionOptions<any>> = {}) {
  const transport = new ScriptedRealtimeTransport();
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Agent' }), { transport, ...options });
  const all = { ...faked(), session, emit: (event: string, ...args: any[]) => transport.emit(event, ...args) };
  all.recorder.setupSessionLogging(session, 's');
  return all;
}

function environment(t: TestContext, name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  t.after(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

describe('a session as the API describes it', () => {
  const cases: [name: string, settings: any, advice: RegExp | null][] = [
    ['transcribes, with log-probabilities', { audio: TRANSCRIBED, include: INCLUDE }, null],
    ['transcribes, without', { audio: TRANSCRIBED, include: null }, /confidence.*providerData: \{ include/],
    ['does not transcribe', { audio: { input: { transcription: null } }, include: INCLUDE }, /audio: \{ input: \{ transcription/],
    ['of the beta does not transcribe', { input_audio_transcription: null }, /transcription/],
    ['of the beta transcribes', { input_audio_transcription: { model: 'whisper-1' }, include: INCLUDE }, null],
    ['says nothing about audio', { instructions: 'Be kind.' }, null],
    ['is nothing', null, null],
  ];
  for (const [name, settings, expected] of cases) {
    it(name, () => {
      const advice = adviceOnSettings(settings);
      if (expected === null) assert.equal(advice, null);
      else assert.match(advice ?? '', expected);
    });
  }

  it('is advised on once, however often it is updated', () => {
    const { emit, session, logged } = call();
    for (let i = 0; i < 3; i += 1) {
      session.emit('transport_event', { type: 'session.updated', event_id: `e${i}`, session: { audio: TRANSCRIBED } });
    }
    emit('nothing');
    assert.equal(logged.length, 1);
    assert.match(logged[0]!, /^warn: conversation .*log-probabilities/);
  });
});

describe('a session whose transport gives no raw events', () => {
  const said = { itemId: 'i1', type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_audio', transcript: 'hello' }] };
  const cases: [name: string, config: any, advice: RegExp | null][] = [
    ['transcribes unless told otherwise', undefined, /log-probabilities/],
    ['is told otherwise', { audio: { input: { transcription: null } } }, /does not transcribe/],
    ['is told so by an old name', { inputAudioTranscription: null }, /does not transcribe/],
    ['includes log-probabilities', { providerData: { include: INCLUDE } }, null],
  ];
  for (const [name, config, expected] of cases) {
    it(name, async () => {
      const { session, emit, logged } = call({ config });
      await session.connect({ apiKey: 'none' });
      assert.deepEqual(logged, [], 'nothing is known yet');
      emit('item_update', said);
      assert.equal(logged.length, expected === null ? 0 : 1, logged.join('\n'));
      if (expected) assert.match(logged[0]!, expected);
    });
  }
});

describe('OPENAI_AGENTS_DISABLE_TRACING', () => {
  it('needs tracingDisabled beside it', (t) => {
    environment(t, 'OPENAI_AGENTS_DISABLE_TRACING', '1');
    const { logged } = call();
    assert.equal(logged.length, 1);
    assert.match(logged[0]!, /tracingDisabled: true/);
  });

  it('is enough with it', (t) => {
    environment(t, 'OPENAI_AGENTS_DISABLE_TRACING', 'true');
    assert.deepEqual(call({ tracingDisabled: true }).logged, []);
  });

  it('unset or 0 says nothing', (t) => {
    environment(t, 'OPENAI_AGENTS_DISABLE_TRACING', '0');
    assert.deepEqual(call().logged, []);
  });
});
