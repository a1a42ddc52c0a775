/** Metrics on standard output, where the platform makes metrics of such lines (Lambda, ECS with CloudWatch Logs). */

import type { NativeRecorder } from './native';

/** Where metrics go in CloudWatch. */
export interface EmfOptions {
  /** `Scripta` unless given. */
  namespace?: string;
  /** The value of the dimension `Service`; the function's name in Lambda, else `scripta`, unless given. */
  service?: string;
  /** How often lines are printed between two calls of `flush`; 60,000 unless given. */
  everyMs?: number;
}

/** Prints what was counted since it printed last. */
export class Emf {
  readonly #namespace: string;
  readonly #service: string;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor({ namespace, service, everyMs }: EmfOptions) {
    this.#namespace = namespace ?? 'Scripta';
    this.#service = service ?? process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'scripta';
    this.#everyMs = everyMs ?? 60_000;
  }

  /** Prints now and again, and keeps no process alive for it. */
  start(native: NativeRecorder): void {
    this.#timer = setInterval(() => this.print(native), this.#everyMs);
    this.#timer.unref();
  }

  /** Prints now. Not by `console.log`: Lambda's writes its own words before each line, or puts it in JSON. */
  print(native: NativeRecorder): void {
    for (const line of native.metricLines(this.#namespace, this.#service)) process.stdout.write(`${line}\n`);
  }

  stop(native: NativeRecorder): void {
    clearInterval(this.#timer);
    this.print(native);
  }
}

/** What options and environment say of it. */
export function emfOf(told: boolean | EmfOptions | undefined): Emf | undefined {
  const asked = told ?? !['', '0', 'false'].includes(process.env.SCRIPTA_EMF ?? '');
  if (asked === false) return undefined;
  return new Emf(asked === true ? {} : asked);
}
