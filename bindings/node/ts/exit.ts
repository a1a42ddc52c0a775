/**
 * The end of the process: what was observed is made to survive it.
 *
 * Node's `exit` event tells of `process.exit`, of an uncaught exception, and of a process with nothing left to do. It does
 * not tell of a signal that nobody listens to, so signals are listened to as well. That must change nothing for those who
 * listen too, some of whom end the process only where they are alone: `@openai/agents` does, and so does what is built on
 * `signal-exit`, and each would leave it to the other. So this listener is the first to hear of a signal, and steps aside:
 * where there are others they find themselves as if it had never been there, and where there are none it sends the signal
 * again, which then does what it does.
 */

/** Signals that end a process. */
const SIGNALS: NodeJS.Signals[] =
  process.platform === 'win32' ? ['SIGHUP', 'SIGINT', 'SIGTERM'] : ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR2'];

const works = new Set<() => void>();

/** Calls `work` when the process exits; gives what takes that back. */
export function atExit(work: () => void): () => void {
  if (works.size === 0) listen();
  works.add(work);
  return () => {
    works.delete(work);
    if (works.size === 0) stop();
  };
}

function listen(): void {
  process.on('exit', end);
  for (const signal of SIGNALS) process.prependListener(signal, signalled);
}

function stop(): void {
  process.removeListener('exit', end);
  for (const signal of SIGNALS) process.removeListener(signal, signalled);
}

function signalled(signal: NodeJS.Signals): void {
  process.removeListener(signal, signalled);
  if (process.listenerCount(signal) > 0) return;
  end();
  process.kill(process.pid, signal);
}

function end(): void {
  for (const work of works) {
    try {
      work();
    } catch {
      // The process is going: there is nobody to tell, and its exit code is the application's.
    }
  }
}
