/** Spans of text agents that work on a conversation: they share its group id. */

import { isTracingDisabled } from './advice';
import { spanNote } from './notes';
import type { SessionRecorder } from './recorder';
import type { Span, Trace } from './sdk';

/** A `TracingProcessor` of `@openai/agents-core`, for `addTraceProcessor`. */
export interface TraceProcessor {
  onTraceStart(trace: Trace): Promise<void>;
  onTraceEnd(trace: Trace): Promise<void>;
  onSpanStart(span: Span): Promise<void>;
  onSpanEnd(span: Span): Promise<void>;
  shutdown(timeout?: number): Promise<void>;
  forceFlush(): Promise<void>;
}

/** Traces that are remembered. One that never ends is forgotten when there are this many younger ones. */
const TRACES = 1_000;

/** Adds spans to the conversations of a recorder. */
export class ConversationTraceProcessor implements TraceProcessor {
  readonly #recorder: SessionRecorder;
  /** Groups, by trace. */
  readonly #groups = new Map<string, string>();
  readonly #disabled = isTracingDisabled();

  constructor(recorder: SessionRecorder) {
    this.#recorder = recorder;
  }

  async onTraceStart(trace: Trace): Promise<void> {
    if (this.#disabled || typeof trace?.groupId !== 'string') return;
    this.#groups.set(trace.traceId, trace.groupId);
    if (this.#groups.size <= TRACES) return;
    for (const oldest of this.#groups.keys()) {
      this.#groups.delete(oldest);
      return;
    }
  }

  async onTraceEnd(trace: Trace): Promise<void> {
    this.#groups.delete(trace?.traceId);
  }

  async onSpanStart(): Promise<void> {
    // A span is told when it is complete.
  }

  async onSpanEnd(span: Span): Promise<void> {
    const group = this.#groups.get(span?.traceId);
    if (group === undefined) return;
    try {
      for (const live of this.#recorder.conversationsOfGroup(group)) live.note('trace_span', spanNote(span));
    } catch {
      // A span that cannot be read is not worth an agent's run.
    }
  }

  async shutdown(): Promise<void> {
    this.#groups.clear();
  }

  async forceFlush(): Promise<void> {
    // Nothing is held back.
  }
}
