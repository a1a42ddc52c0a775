/**
 * The end of the process: what was observed is made to survive it.
 *
 * `signal-exit` knows how: it hears of `process.exit`, of an uncaught exception and of signals that are about to end the
 * process, and leaves to each signal what it does. It adds nothing that would keep a process alive.
 */

import { onExit } from 'signal-exit';

/** Calls `work` when the process exits; gives what takes that back. */
export function atExit(work: () => void): () => void {
  return onExit(() => {
    try {
      work();
    } catch {
      // The process is going: there is nobody to tell, and its exit code is the application's.
    }
    return undefined;
  });
}
