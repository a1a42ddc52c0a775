/** Processes of the tests' own. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Call, Said } from './caller';

/** How a process ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  said: Said[];
  stdout: string;
  stderr: string;
}

/** A process that runs `caller.ts`. */
export class Child {
  readonly process: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #ended: Promise<void>;

  constructor(what: string, call: Call, env: Record<string, string> = {}) {
    const clean = { ...process.env };
    // Those of the test runner and of whoever runs it are not the child's.
    for (const name of ['NODE_TEST_CONTEXT', 'CONVERSATIONS_BUCKET', 'SCRIPTA_DATA_DIR']) delete clean[name];
    this.process = spawn(process.execPath, [join(__dirname, 'caller.js'), what], {
      // Away from any scripta.toml.
      cwd: call.dataDir,
      env: { ...clean, ...env, CALL: JSON.stringify(call) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout!.setEncoding('utf8').on('data', (text) => (this.stdout += text));
    this.process.stderr!.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    this.#ended = once(this.process, 'close').then(() => undefined);
  }

  /** What it said, so far: whole lines. */
  get said(): Said[] {
    const lines = this.stdout.slice(0, this.stdout.lastIndexOf('\n') + 1).split('\n');
    return lines.filter((line) => line.startsWith('{"said"')).map((line) => JSON.parse(line));
  }

  /** Waits for its end; where it does not come within `ms` the process is killed, and the signal says so. */
  async ended(ms = 30_000): Promise<Ended> {
    const timer = setTimeout(() => this.process.kill('SIGKILL'), ms);
    await this.#ended;
    clearTimeout(timer);
    const { exitCode: code, signalCode: signal } = this.process;
    return { code, signal, said: this.said, stdout: this.stdout, stderr: this.stderr };
  }
}

/** Runs a process to its end. */
export async function runs(what: string, call: Call, env: Record<string, string> = {}): Promise<Ended> {
  return new Child(what, call, env).ended();
}
