/** The native recorder, opened when it is first needed. */

import { atExit } from './exit';
import { jsonObjectOf } from './json';
import { reasonOf, type Log } from './log';
import { loadNative, type NativeRecorder } from './native';
import type { Settings } from './options';
import type { Shutdown } from './results';

/** How long a recorder that could not be opened is left alone. */
const RETRY_MS = 10_000;

/** Makes the native recorder. */
export type Make = (options: string) => NativeRecorder;

const make: Make = (options) => new (loadNative().NativeRecorder)(options);

/** A native recorder that is not open yet, open, failed, or closed. */
export class Opening {
  readonly #native: object;
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #make: Make;
  #open: NativeRecorder | undefined;
  #closed = false;
  #closedTold = false;
  #error: string | undefined;
  /** What of it the logger has been told. */
  #told: string | undefined;
  #retryAt = 0;
  #release: (() => void) | undefined;
  /** Conversations that earlier processes left, as found when it opened and not told to anybody. */
  #left = 0;

  constructor(native: object, settings: Settings, log: Log, made: Make = make) {
    this.#native = native;
    this.#settings = settings;
    this.#log = log;
    this.#make = made;
  }

  get state(): 'idle' | 'open' | 'failed' | 'closed' {
    if (this.#closed) return 'closed';
    if (this.#open) return 'open';
    return this.#error === undefined ? 'idle' : 'failed';
  }

  /** Why it is not open. */
  get error(): string | undefined {
    return this.#closed ? 'the recorder has been shut down' : this.#error;
  }

  /** The recorder if it is open. */
  get current(): NativeRecorder | undefined {
    return this.#closed ? undefined : this.#open;
  }

  /** Opens it if need be. Gives undefined where it cannot be, having said why, once. */
  get(): NativeRecorder | undefined {
    if (this.#closed) return this.#tellClosed();
    if (this.#open || performance.now() < this.#retryAt) return this.#open;
    try {
      return this.getOrThrow();
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== this.#told) this.#log.error(`conversations are not recorded: ${reason}`);
      this.#told = reason;
      return undefined;
    }
  }

  /**
   * Opens it if need be.
   *
   * @throws Error with the reason where it cannot be opened.
   */
  getOrThrow(): NativeRecorder {
    if (this.#closed) throw new Error('the recorder has been shut down');
    if (this.#open) return this.#open;
    try {
      const open = this.#make(jsonObjectOf(this.#native));
      this.#open = open;
      this.#error = undefined;
      const { emf, exitTimeoutMs } = this.#settings;
      emf?.start(open);
      this.#release = atExit(() => {
        open.shutdownSync(exitTimeoutMs);
        emf?.stop(open);
      });
    } catch (error) {
      this.#retryAt = performance.now() + RETRY_MS;
      this.#error = reasonOf(error);
      throw error;
    }
    if (this.#settings.recover) this.#left = this.#resume();
    return this.#open;
  }

  /** Finishes what earlier processes left; gives how many conversations, those found when it opened included. */
  recover(): number {
    if (!this.get()) return 0;
    const left = Math.max(this.#left, this.#resume());
    this.#left = 0;
    return left;
  }

  async shutdown(timeoutMs: number): Promise<Shutdown> {
    const open = this.current;
    this.#closed = true;
    if (!open) return { clean: true };
    const error = await open.shutdown(timeoutMs);
    this.#settings.emf?.stop(open);
    this.#release?.();
    return error === null ? { clean: true } : { clean: false, error };
  }

  #tellClosed(): undefined {
    if (!this.#closedTold) this.#log.error(`conversations are not recorded: ${this.error}`);
    this.#closedTold = true;
  }

  #resume(): number {
    try {
      return this.#open?.recover() ?? 0;
    } catch (error) {
      this.#log.error(`what earlier processes left cannot be recovered: ${reasonOf(error)}`);
      return 0;
    }
  }
}
