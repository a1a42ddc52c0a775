/** What the recorder has to say. No message carries a session id, a spoken word or a value of anybody's. */

/** Where messages go. */
export interface Logger {
  warn(message: string): void;
  error(message: string): void;
}

/** The console, each line with whose it is. */
const console_: Logger = {
  warn: (message) => console.warn(`[scripta] ${message}`),
  error: (message) => console.error(`[scripta] ${message}`),
};

/** A logger that throws for nobody. */
export class Log {
  readonly #logger: Logger;

  constructor(logger: Logger = console_) {
    this.#logger = logger;
  }

  warn(message: string): void {
    this.#say('warn', message);
  }

  error(message: string): void {
    this.#say('error', message);
  }

  #say(level: 'warn' | 'error', message: string): void {
    try {
      this.#logger[level](message);
    } catch {
      // A logger that fails is no reason to fail: there is nobody left to tell.
    }
  }
}

/**
 * What kind of error it is, and where it was thrown. Not its message: that of a JSON text which cannot be read has the
 * text in it.
 */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const frame = /^\s+at .*$/m.exec(error.stack ?? '')?.[0].trim();
  return frame ? `${error.name} ${frame}` : error.name;
}

/** What an error says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'an error that cannot be shown';
  }
}
