/** What a recorder counts, told by itself. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { recordedOver, recording } from './support/recording';
import { sample } from './support/wire';

/** The metric lines that this process prints from now on. */
function lines(t: TestContext): any[] {
  const printed: any[] = [];
  const { write } = process.stdout;
  process.stdout.write = function (this: typeof process.stdout, chunk: any, ...rest: any[]): boolean {
    if (typeof chunk !== 'string' || !chunk.startsWith('{"_aws"')) return Reflect.apply(write, this, [chunk, ...rest]);
    printed.push(JSON.parse(chunk));
    return true;
  } as typeof write;
  t.after(() => {
    process.stdout.write = write;
  });
  return printed;
}

/** What was counted in all lines together. */
function sum(printed: any[], name: string): number {
  return printed.reduce((total, line) => total + (line[name] ?? 0), 0);
}

describe('metrics', () => {
  it('are given as Prometheus reads them', async (t) => {
    const recordings = recording(t);
    await recordedOver(t, recordings, sample('insurance'));
    const text = recordings.recorder.metrics();
    assert.match(text, /^# TYPE scripta_uploads_total counter$/m);
    assert.match(text, /^scripta_uploads_total\{result="archived"\} 1$/m);
    assert.match(text, /^scripta_conversations_active 0$/m);
  });

  it('are printed for CloudWatch when it flushes, each count once', async (t) => {
    const printed = lines(t);
    const recordings = recording(t, { emf: { service: 'quotes' } });
    await recordedOver(t, recordings, sample('insurance'));
    await recordings.recorder.flush();
    assert.equal(sum(printed, 'UploadsResultArchived'), 1);
    const [first] = printed;
    assert.equal(first.Service, 'quotes');
    assert.equal(first._aws.CloudWatchMetrics[0].Namespace, 'Scripta');
    assert.deepEqual(first._aws.CloudWatchMetrics[0].Dimensions, [['Service']]);
    const events = sum(printed, 'Events');
    assert.ok(events > 50, `${events}`);
    await recordings.recorder.flush();
    await recordings.recorder.shutdown();
    assert.equal(sum(printed, 'UploadsResultArchived'), 1);
    assert.equal(sum(printed, 'Events'), events);
  });

  it('are not printed unless asked for', async (t) => {
    const printed = lines(t);
    const recordings = recording(t);
    await recordedOver(t, recordings, sample('insurance'));
    await recordings.recorder.flush();
    assert.deepEqual(printed, []);
  });
});
