/** Spans of text agents in the record of the call that they work on. */

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import { TraceProvider } from '@openai/agents-core';
import { scriptaTraceProcessor } from 'scripta';
import { faked } from './support/faked';

function session(groupId?: string): any {
  return Object.assign(new EventEmitter(), { options: { groupId } });
}

/** The SDK's own provider, which runs traces through our processor alone. */
function tracing(recorder: ReturnType<typeof faked>['recorder']): TraceProvider {
  const provider = new TraceProvider();
  // Under the test runner it is off by default.
  provider.setDisabled(false);
  provider.setProcessors([scriptaTraceProcessor(recorder)]);
  return provider;
}

async function spanIn(provider: TraceProvider, groupId: string, data: any): Promise<any> {
  const trace = provider.createTrace({ name: 'Back office', groupId });
  await trace.start();
  const span = provider.createSpan({ data }, trace);
  span.start();
  span.end();
  await trace.end();
  return span;
}

describe('a span', () => {
  it('of a trace with the group of a call is in its record', async () => {
    const { recorder, native } = faked();
    recorder.setupSessionLogging(session('g'), 's');
    recorder.setupSessionLogging(session('other'), 't');
    const span = await spanIn(tracing(recorder), 'g', { type: 'function', name: 'rate', input: '{}', output: '"12"' });
    const [call, other] = native.conversations;
    const [note, ...more] = call!.notes('trace_span');
    assert.equal(more.length, 0);
    assert.equal(other!.notes('trace_span').length, 0);
    assert.equal(note.spanType, 'function');
    assert.equal(note.name, 'rate');
    assert.equal(note.traceId, span.traceId);
    assert.equal(note.spanId, span.spanId);
    assert.deepEqual(note.data, { input: '{}', output: '"12"' });
    assert.ok(Date.parse(note.endedAt) >= Date.parse(note.startedAt));
  });

  it('finds a call without a group by its session id', async () => {
    const { recorder, native } = faked();
    recorder.setupSessionLogging(session(), 's');
    await spanIn(tracing(recorder), 's', { type: 'agent', name: 'Underwriter' });
    assert.equal(native.last.notes('trace_span').length, 1);
  });

  it('has neither audio nor all that was said before', async () => {
    const { recorder, native } = faked();
    recorder.setupSessionLogging(session('g'), 's');
    const provider = tracing(recorder);
    await spanIn(provider, 'g', { type: 'transcription', input: { data: 'AAAA', format: 'pcm' }, output: 'hello' });
    await spanIn(provider, 'g', { type: 'generation', input: [{ content: 'first' }, { content: 'last' }], model: 'gpt' });
    await spanIn(provider, 'g', { type: 'response', response_id: 'r', _input: 'all', _response: { usage: { total_tokens: 9 } } });
    const data = native.last.notes('trace_span').map((note) => note.data);
    assert.deepEqual(data, [
      { input: { format: 'pcm', bytes: 3 }, output: 'hello' },
      { input: [{ content: 'last' }], model: 'gpt' },
      { response_id: 'r', usage: { total_tokens: 9 } },
    ]);
  });

  it('is none where tracing is disabled', async () => {
    const { recorder, native } = faked();
    recorder.setupSessionLogging(session('g'), 's');
    process.env.OPENAI_AGENTS_DISABLE_TRACING = '1';
    try {
      await spanIn(tracing(recorder), 'g', { type: 'agent', name: 'Underwriter' });
    } finally {
      delete process.env.OPENAI_AGENTS_DISABLE_TRACING;
    }
    assert.deepEqual(native.last.notes('trace_span'), []);
  });
});
