/** The process dies in mid-call, in every way; what it observed is recorded. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Said } from './support/caller';
import { Child, runs, type Ended } from './support/child';
import { conversations, folder } from './support/folder';
import { RealtimeServer, type Connection } from './support/realtime-server';
import { until } from './support/until';
import { sample, type WireEvent } from './support/wire';

/** What was observed this long before the end may not be missing. */
const WINDOW_MS = 1_000;

/** Made before any call: it may have to be built first. */
const CALL = sample('repeated', '720').lines;

/** A long call that goes on until the client is gone, an event every few milliseconds. */
async function talk(connection: Connection): Promise<void> {
  for (const { dir, event } of CALL) {
    if (connection.isClosed) return;
    if (dir === 'server') connection.push(event);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function calling(t: TestContext, dataDir: string, call: object = {}): Promise<Child> {
  const server = await RealtimeServer.start();
  t.after(() => server.close());
  const child = new Child('record', { dataDir, url: server.url, ...call });
  t.after(() => child.process.kill('SIGKILL'));
  void server.connection().then(talk);
  return child;
}

function observed(said: Said[]): { at: number; event: WireEvent }[] {
  return said.flatMap((one) => (one.said === 'observed' ? [one] : []));
}

/** All that the events tell of is in the record. */
function assertHolds(record: any, events: WireEvent[]): void {
  assert.ok(events.length > 20, `only ${events.length} events: the call was too short to tell anything`);
  const items = new Map<string, any>(record.history.map((item: any) => [item.itemId, item]));
  for (const event of events) {
    if (event.type === 'conversation.item.added') {
      assert.ok(items.has(event.item.id), `the item ${event.item.id} is missing`);
    }
    if (event.type.endsWith('transcript.done') || event.type.endsWith('transcription.completed')) {
      assert.deepEqual(
        items.get(event.item_id)?.content.map((part: any) => part.transcript),
        [event.transcript],
        `the transcript of ${event.item_id}`,
      );
    }
    if (event.type === 'conversation.item.added' && event.item.type === 'function_call_output') {
      assert.equal(items.get(event.item.id).output, event.item.output);
    }
  }
}

function problems(record: any): string[] {
  return record.completeness.problems.map((problem: any) => problem.problem);
}

/** Recovers what is left in a process of its own, and gives the one conversation that there is. */
async function recovered(dataDir: string): Promise<any> {
  const ended = await runs('recover', { dataDir });
  assert.equal(ended.code, 0, ended.stderr);
  const archived = conversations(dataDir);
  assert.equal(archived.length, 1);
  return archived[0];
}

describe('a process that is killed in mid-call', () => {
  for (const round of [1, 2, 3]) {
    it(`leaves a record with all that was observed up to a second before: moment ${round}`, async (t) => {
      const dataDir = folder(t);
      const child = await calling(t, dataDir);
      const pause = WINDOW_MS + 300 + Math.random() * 1_500;
      await until('the call has begun', () => observed(child.said).length > 0);
      await new Promise((resolve) => setTimeout(resolve, pause));
      child.process.kill('SIGKILL');
      const killed = Date.now();
      const ended = await child.ended();
      assert.equal(ended.signal, 'SIGKILL');

      const record = await recovered(dataDir);
      assert.equal(record.completeness.status, 'partial');
      assert.ok(problems(record).includes('recovered_after_crash'), problems(record).join());
      const before = observed(ended.said).filter(({ at }) => at < killed - WINDOW_MS);
      assertHolds(record, before.map(({ event }) => event));
    });
  }

  it('has its call finished by the process that comes after it, which records calls of its own', async (t) => {
    const dataDir = folder(t);
    const first = await calling(t, dataDir, { sessionId: 'session_first' });
    await until('the call goes on', () => observed(first.said).length > 100);
    first.process.kill('SIGKILL');
    await first.ended();
    const second = await calling(t, dataDir, { sessionId: 'session_second', ending: 'exit', after: 100 });
    await second.ended();
    const ended = await runs('recover', { dataDir });
    assert.equal(ended.code, 0, ended.stderr);
    const sessions = conversations(dataDir).map((record) => record.sessionId);
    assert.deepEqual(sessions.sort(), ['session_first', 'session_second']);
  });

  it('leaves the call of another process that shares its data folder alone', async (t) => {
    const dataDir = folder(t);
    const [first, second] = [
      await calling(t, dataDir, { sessionId: 'session_first' }),
      await calling(t, dataDir, { sessionId: 'session_second' }),
    ];
    await until('both calls go on', () => [first, second].every((child) => observed(child.said).length > 100));
    first.process.kill('SIGKILL');
    await first.ended();
    const ended = await runs('recover', { dataDir });
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(conversations(dataDir).map((record) => record.sessionId), ['session_first']);
    const before = observed(second.said).length;
    await until('the second call goes on', () => observed(second.said).length > before + 20);
  });
});

describe('a process that ends in mid-call', () => {
  it('by process.exit keeps its exit code, and its call is recorded to the last event', async (t) => {
    const dataDir = folder(t);
    const ended = await (await calling(t, dataDir, { ending: 'exit', after: 150 })).ended();
    assert.equal(ended.code, 7, ended.stderr);
    const record = await recovered(dataDir);
    assert.equal(record.completeness.status, 'partial');
    assertHolds(record, observed(ended.said).map(({ event }) => event));
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    for (const withoutListeners of [true, false]) {
      const others = withoutListeners ? 'nobody else listens' : 'the SDK listens too';
      it(`by ${signal}, where ${others}, ends as without a recorder, and its call is recorded`, async (t) => {
        const dataDir = folder(t);
        const ends = [];
        for (const isRecorded of [false, true]) {
          const child = await calling(t, dataDir, { isRecorded, withoutListeners });
          await until('the call goes on', () => observed(child.said).length > 150);
          child.process.kill(signal);
          ends.push(await child.ended());
        }
        const [bare, ended] = ends as [Ended, Ended];
        assert.deepEqual([ended.code, ended.signal], [bare.code, bare.signal], ended.stderr);
        assert.notEqual(ended.signal, 'SIGKILL');
        const record = await recovered(dataDir);
        assert.equal(record.completeness.status, 'partial');
        assertHolds(record, observed(ended.said).map(({ event }) => event));
      });
    }
  }

  it('by an exception that nobody caught still fails as Node fails, and its call is recorded', async (t) => {
    const dataDir = folder(t);
    const ended = await (await calling(t, dataDir, { ending: 'throw', after: 150 })).ended();
    assert.notEqual(ended.code, 0);
    assert.match(ended.stderr, /the application failed/);
    const record = await recovered(dataDir);
    assert.equal(record.completeness.status, 'partial');
    assertHolds(record, observed(ended.said).map(({ event }) => event));
  });
});

describe('a process with nothing left to do', () => {
  it('ends by itself, though a conversation is open', async (t) => {
    const ended = await runs('nothing', { dataDir: folder(t) });
    assert.deepEqual([ended.code, ended.signal], [0, null], ended.stderr);
  });

  it('spends next to nothing on a call in which nobody speaks', async (t) => {
    const ended = await runs('idle', { dataDir: folder(t) });
    const measured = ended.said.find((one) => one.said === 'measured');
    assert.ok(measured?.said === 'measured', ended.stderr);
    // A thread that spins takes all of the time, one that polls every millisecond some hundredths.
    assert.ok(measured.cpuMs < measured.ms / 20, `${measured.cpuMs} ms of CPU in ${measured.ms} ms`);
  });
});
