/** Events as they cross to the recorder. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audioBytes, eventJson, frameJson } from '#dist/wire';

const AUDIO = Buffer.alloc(1_000, 7).toString('base64');

describe('an event crosses without audio', () => {
  const cases: [name: string, event: any, expected: any][] = [
    ['a piece of the agent\'s voice', { type: 'response.output_audio.delta', item_id: 'i', delta: AUDIO }, { type: 'response.output_audio.delta', item_id: 'i', delta: 1_000 }],
    ['the same of the beta', { type: 'response.audio.delta', delta: AUDIO }, { type: 'response.audio.delta', delta: 1_000 }],
    ['the same of GPT-Live', { type: 'session.output_audio.delta', delta: AUDIO }, { type: 'session.output_audio.delta', delta: 1_000 }],
    ['a piece of the caller\'s voice', { type: 'input_audio_buffer.append', audio: AUDIO }, { type: 'input_audio_buffer.append', audio: 1_000 }],
    ['an item that was retrieved', { type: 'conversation.item.retrieved', item: { id: 'i', content: [{ type: 'input_audio', audio: AUDIO, transcript: 'hello' }] } }, { type: 'conversation.item.retrieved', item: { id: 'i', content: [{ type: 'input_audio', transcript: 'hello' }] } }],
    ['a part', { type: 'response.content_part.done', part: { type: 'audio', audio: AUDIO, transcript: 'hello' } }, { type: 'response.content_part.done', part: { type: 'audio', transcript: 'hello' } }],
    ['the output of a response', { type: 'response.done', response: { id: 'r', output: [{ id: 'i', content: [{ type: 'audio', audio: AUDIO, transcript: 'hello' }] }] } }, { type: 'response.done', response: { id: 'r', output: [{ id: 'i', content: [{ type: 'audio', transcript: 'hello' }] }] } }],
    ['an event within an event', { type: 'response.event', event: { type: 'response.output_audio.delta', delta: AUDIO } }, { type: 'response.event', event: { type: 'response.output_audio.delta', delta: 1_000 } }],
  ];
  for (const [name, event, expected] of cases) {
    it(name, () => {
      const before = structuredClone(event);
      assert.deepEqual(JSON.parse(eventJson(event)), expected);
      assert.deepEqual(event, before, 'the SDK\'s own event was changed');
    });
  }
});

describe('an event crosses as it is', () => {
  for (const event of [
    { type: 'response.output_audio_transcript.delta', delta: 'hello' },
    { type: 'session.updated', session: { audio: { input: { transcription: null } } } },
    { type: 'conversation.item.added', item: null },
    { type: 'response.done', response: null },
    { type: 'something.new', nested: { audio: 'an opinion' } },
  ]) {
    it(event.type, () => assert.equal(eventJson(event), JSON.stringify(event)));
  }
});

describe('a frame of the client', () => {
  it('that appends audio crosses with its size', () => {
    const frame = JSON.stringify({ type: 'input_audio_buffer.append', audio: AUDIO });
    assert.deepEqual(JSON.parse(frameJson(frame) ?? ''), { type: 'input_audio_buffer.append', audio: 1_000 });
  });

  it('that appends audio and has a name keeps it', () => {
    const frame = JSON.stringify({ type: 'input_audio_buffer.append', audio: AUDIO, event_id: 'e"1' });
    assert.deepEqual(JSON.parse(frameJson(frame) ?? ''), { type: 'input_audio_buffer.append', audio: 1_000, event_id: 'e"1' });
  });

  it('with audio in an item crosses without', () => {
    const content = [{ type: 'input_audio', audio: AUDIO }];
    const frame = JSON.stringify({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    assert.equal(frameJson(frame)?.includes(AUDIO), false);
  });

  it('without audio crosses as it is', () => {
    const frame = '{"type":"response.create",  "event_id":"e"}';
    assert.equal(frameJson(frame), frame);
  });

  it('that is no event is nothing', () => assert.equal(frameJson('["audio"]'), null));
});

describe('the bytes of base64', () => {
  for (const bytes of [0, 1, 2, 3, 4, 4_799, 4_800]) {
    it(`${bytes}`, () => assert.equal(audioBytes(Buffer.alloc(bytes).toString('base64')), bytes));
  }
});
