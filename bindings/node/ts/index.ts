/** Records voice agents built on the OpenAI Realtime API. See README.md. */

import type { RecorderOptions } from './options';
import { SessionRecorder } from './recorder';
import { ConversationTraceProcessor, type TraceProcessor } from './tracing';

/**
 * The recorder of this process. It opens by itself when it is first needed, as `scripta.toml` and the environment say.
 */
export const realtimeSessionLogger = new SessionRecorder();

export default realtimeSessionLogger;

/**
 * Makes a recorder with options of its own, for those who want no global one, and opens it.
 *
 * @throws Error where it cannot be opened: an option that cannot be used, a folder that cannot be written.
 */
export function createRecorder(options: RecorderOptions = {}): SessionRecorder {
  return new SessionRecorder(options).open();
}

/**
 * A processor for `addTraceProcessor` of `@openai/agents`: the spans of text agents that run under the group id of a
 * session that is being recorded (`groupId` of its options, or else its session id) become events in its record.
 *
 * Does nothing where `OPENAI_AGENTS_DISABLE_TRACING` is set.
 */
export function scriptaTraceProcessor(recorder: SessionRecorder = realtimeSessionLogger): TraceProcessor {
  return new ConversationTraceProcessor(recorder);
}

export type { SessionRecorder };
export type { TraceProcessor };
export type { EmfOptions } from './emf';
export type { Logger } from './log';
export type { RecorderOptions, RedactionPolicy } from './options';
export type * from './results';
export type { Session } from './sdk';
