/**
 * A process that records a call, for tests that kill it: `caller.js <what>`, with its settings in `CALL`, as JSON.
 *
 * It prints what it does and what it observes, one JSON object a line.
 */

import { writeSync } from 'node:fs';
import { createRecorder } from 'scripta';
import { until } from './until';
import { sessionFor } from './playing';
import type { WireEvent } from './wire';

/** What the process is told. */
export interface Call {
  dataDir: string;
  url?: string;
  sessionId?: string;
  /** How it ends by itself, after so many events; else it goes on until it is ended. */
  ending?: 'exit' | 'throw';
  after?: number;
  /** Whether the call is recorded; true unless given. */
  isRecorded?: boolean;
  /** Whether the listeners of the SDK for signals are taken away. */
  withoutListeners?: boolean;
}

/** What the process prints. */
export type Said =
    | { said: 'observed'; at: number; event: WireEvent }
  | { said: 'recovered'; left: number }
  | { said: 'measured'; cpuMs: number; ms: number; threads?: number }
  | { said: 'idle' };

const call: Call = JSON.parse(process.env.CALL ?? '{}');

/** Synchronously: what was said must be out before the process is killed. */
function say(said: Said): void {
  writeSync(1, `${JSON.stringify(said)}\n`);
}

async function record(): Promise<void> {
  const session = sessionFor({ name: 'call', lines: [] });
  if (call.withoutListeners) for (const signal of ['SIGTERM', 'SIGINT']) process.removeAllListeners(signal);
  if (call.isRecorded ?? true) {
    const recorder = createRecorder({ dataDir: call.dataDir, archive: { bucket: null } });
    recorder.setupSessionLogging(session, call.sessionId ?? 'session_call');
  }
  let observed = 0;
  // Registered after the recorder's, so that what is told here has been handed over.
  session.on('transport_event', (event) => {
    observed += 1;
    const { type, event_id, item_id, item, transcript } = event as WireEvent;
    say({ said: 'observed', at: Date.now(), event: { type, event_id, item_id, item, transcript } });
    if (observed === call.after && call.ending === 'exit') process.exit(7);
    if (observed === call.after && call.ending === 'throw') throw new Error('the application failed');
  });
  await session.connect({ apiKey: 'none', url: call.url });
}

async function recover(): Promise<void> {
  const recorder = createRecorder({ dataDir: call.dataDir, archive: { bucket: null } });
  const left = recorder.recover();
  await recorder.flush({ timeoutMs: 20_000 });
  await until('the archive has all that was left', () => recorder.status().pending.length === 0);
  await recorder.shutdown({ timeoutMs: 20_000 });
  say({ said: 'recovered', left });
}

/** Opens everything and does nothing: the process must end by itself. */
function nothing(): void {
  const recorder = createRecorder({ dataDir: call.dataDir, archive: { bucket: null } });
  recorder.setupSessionLogging(sessionFor({ name: 'call', lines: [] }), 'session_idle');
  recorder.captureSessionHistory('session_idle', 'nothing_said');
  say({ said: 'idle' });
}

/** What an open recorder with an open conversation costs while nobody speaks. */
async function idle(): Promise<void> {
  nothing();
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  await pause(500);
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  await pause(2_000);
  const { user, system } = process.cpuUsage(cpu);
  say({ said: 'measured', cpuMs: (user + system) / 1_000, ms: performance.now() - start });
}

const doing: Record<string, () => void | Promise<void>> = { record, recover, nothing, idle };
if (require.main === module) void doing[process.argv[2] ?? '']?.();
