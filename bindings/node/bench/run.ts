/**
 * One session, in a process of its own: `run.js <what> <items> <measure>`, which prints its figures as JSON.
 *
 * The session is real, and so is its transport; in place of the network a socket in memory hands over the messages.
 */

import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenAIRealtimeWebSocket, type RealtimeSession } from '@openai/agents/realtime';
import { sessionFor } from '../test/support/playing';
import { sample } from '../test/support/wire';

/** Who listens: nobody, a logger of a few lines, or the recorder. */
export type What = 'nobody' | 'logger' | 'scripta';

/** Times of each event in µs, or what the process used. */
export type Measure = 'times' | 'process';

export interface Figures {
  events: number;
  /** Spent in the listeners for each event, in µs, sorted. */
  times?: number[];
  /** CPU time of the whole process for the session, in ms, and how long the session would have taken. */
  cpuMs?: number;
  lengthMs: number;
  /** CPU time by the names of threads, in ms, where the system tells (Linux). */
  threads?: Record<string, number>;
  /** Resident memory in bytes: before the first event, after the last, and when the session is over. */
  rss?: { before: number; after: number; over: number };
}

/** Messages as a server sends them. */
class MemorySocket {
  readonly #listeners = new Map<string, ((event: any) => void)[]>();

  addEventListener(type: string, listener: (event: any) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  message(data: string): void {
    for (const listener of this.#listeners.get('message') ?? []) listener({ data });
  }

  send(_data: string): void {}

  close(): void {
    for (const listener of this.#listeners.get('close') ?? []) listener({});
  }
}

/** What is spent in listeners that are added from now on, and in what takes the client's frames. */
class Meter {
  spent = 0;

  constructor(session: RealtimeSession<any>) {
    for (const emitter of [session, session.transport] as any[]) {
      const on = emitter.on.bind(emitter);
      emitter.on = (type: string, listener: (...args: unknown[]) => void) =>
        on(type, (...args: unknown[]) => {
          const start = performance.now();
          listener(...args);
          this.spent += performance.now() - start;
        });
    }
  }

  /** Call it when all listeners are there: those that the SDK adds later are its own. */
  close(session: RealtimeSession<any>): void {
    for (const emitter of [session, session.transport] as any[]) delete emitter.on;
  }

  /** What takes the client's frames, once it is in its place. */
  frames(socket: MemorySocket): void {
    const send = socket.send;
    socket.send = (data) => {
      const start = performance.now();
      send.call(socket, data);
      this.spent += performance.now() - start;
    };
  }
}

/** CPU time of the threads by name, in ms. */
function threadTimes(): Map<string, number> {
  const times = new Map<string, number>();
  const tasks = '/proc/self/task';
  if (!existsSync(tasks)) return times;
  for (const task of readdirSync(tasks)) {
    // In nanoseconds, the first of three numbers.
    const [ns] = readFileSync(join(tasks, task, 'schedstat'), 'utf8').split(' ');
    const name = Number(task) === process.pid ? 'main' : readFileSync(join(tasks, task, 'comm'), 'utf8').trim();
    times.set(name, (times.get(name) ?? 0) + Number(ns) / 1e6);
  }
  return times;
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function main(what: What, items: string, measure: Measure): Promise<Figures> {
  const log = sample('repeated', items);
  const messages = log.lines.filter(({ dir }) => dir === 'server').map(({ event }) => JSON.stringify(event));
  const socket = new MemorySocket();
  const transport = new OpenAIRealtimeWebSocket({
    createWebSocket: async () => socket as any,
    skipOpenEventListeners: true,
  } as any);
  const session = sessionFor(log, { transport, tracingDisabled: true });
  const [first, last] = [log.lines.at(0), log.lines.at(-1)].map((line) => Date.parse(line?.at ?? ''));
  const lengthMs = last! - first!;
  log.lines = [];
  const meter = measure === 'times' ? new Meter(session) : undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'scripta-bench-'));
  const finish = await listen(what, session, dataDir);
  meter?.close(session);
  await session.connect({ apiKey: 'none' });
  meter?.frames(socket);

  const figures: Figures = { events: messages.length, lengthMs };
  const times: number[] = [];
  global.gc?.();
  const before = process.memoryUsage.rss();
  const [cpu, threads] = [process.cpuUsage(), threadTimes()];
  for (const message of messages) {
    if (meter) meter.spent = 0;
    socket.message(message);
    if (meter) times.push(meter.spent * 1_000);
    // As from a network: an event at a time, and room for everything else between.
    await pause();
  }
  await finish('said');
  const { user, system } = process.cpuUsage(cpu);
  if (measure === 'times') figures.times = times.sort((a, b) => a - b);
  else {
    figures.cpuMs = (user + system) / 1_000;
    figures.threads = {};
    for (const [name, ms] of threadTimes()) figures.threads[name] = ms - (threads.get(name) ?? 0);
    global.gc?.();
    const after = process.memoryUsage.rss();
    await finish('over');
    global.gc?.();
    figures.rss = { before, after, over: process.memoryUsage.rss() };
  }
  await finish('over');
  session.close();
  rmSync(dataDir, { recursive: true, force: true });
  return figures;
}

/** Lets somebody listen. Gives what waits for the end of it. */
async function listen(
  what: What,
  session: RealtimeSession<any>,
  dataDir: string,
): Promise<(when: 'said' | 'over') => Promise<unknown>> {
  switch (what) {
    case 'nobody':
      return async () => undefined;
    case 'logger': {
      const events: unknown[] = [];
      session.on('transport_event', (event) => events.push({ timestamp: new Date().toISOString(), event }));
      return async (when) => when === 'over' && writeFileSync(join(dataDir, 'log.json'), JSON.stringify(events));
    }
    case 'scripta': {
      // Only here: the others have none of it in memory.
      const { createRecorder } = await import('scripta');
      const recorder = createRecorder({ dataDir, archive: { bucket: null }, logger: { warn() {}, error: console.error } });
      recorder.setupSessionLogging(session, 'session_bench', { userType: 'insurance_customer' });
      return async (when) =>
        when === 'said'
          ? recorder.flush({ timeoutMs: 60_000 })
          : recorder.endSessionLogging('session_bench', { completionReason: 'measured' });
    }
  }
}

const [what, items, measure] = process.argv.slice(2) as [What, string, Measure];
void main(what, items, measure).then((figures) => process.stdout.write(`${JSON.stringify(figures)}\n`));
