/** Listeners of ours on emitters of others: they throw into nobody, and are all gone at once. */

import type { Emitter } from './sdk';

/** Listeners that were added together and go together. */
export class Listeners {
  readonly #failed: (error: unknown) => void;
  readonly #remove: (() => void)[] = [];

  /** `failed` hears of what a listener threw. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  add(emitter: Emitter, event: string | symbol, listener: (...args: any[]) => void): void {
    const contained = (...args: unknown[]): void => {
      try {
        listener(...args);
      } catch (error) {
        this.#failed(error);
      }
    };
    emitter.on(event, contained);
    this.#remove.push(() => emitter.off(event, contained));
  }

  /** Wraps a method of an object, which then also calls `after` with what it was called with, once it has returned. */
  wrap(target: object, method: string, after: (...args: any[]) => void, applies = (): boolean => true): void {
    const object = target as Record<string, unknown>;
    const original = object[method];
    if (typeof original !== 'function') return;
    const owned = Object.hasOwn(object, method);
    const failed = this.#failed;
    let removed = false;
    function wrapper(this: unknown, ...args: unknown[]): unknown {
      const tells = !removed && contained(applies, failed);
      // What it throws is the caller's; then nothing was sent.
      const result = Reflect.apply(original as () => unknown, this, args);
      if (tells && !removed) contained(() => (after(...args), true), failed);
      return result;
    }
    object[method] = wrapper;
    this.#remove.push(() => {
      removed = true;
      // Somebody may have wrapped it since: then ours stays, and does nothing.
      if (object[method] !== wrapper) return;
      if (owned) object[method] = original;
      else delete object[method];
    });
  }

  removeAll(): void {
    for (const remove of this.#remove.splice(0)) {
      try {
        remove();
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}

function contained(work: () => boolean, failed: (error: unknown) => void): boolean {
  try {
    return work();
  } catch (error) {
    failed(error);
    return false;
  }
}
