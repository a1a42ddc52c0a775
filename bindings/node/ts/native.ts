/**
 * The recorder itself, which is written in Rust (`src/`). Everything that crosses is a JSON text, so that a call is one
 * crossing whatever it carries.
 */

/** A JSON text. */
export type Json = string;

/** The recorder. */
export interface NativeRecorder {
  /** `{ dataDir, archive, local, profile }` */
  readonly description: Json;
  /** Begins the conversation of a session. `start`: `{ metadata?, sdk?, tracing? }`. Throws where it cannot. */
  begin(sessionId: string, start: Json): NativeConversation;
  /** Finishes what earlier processes left, in the background; gives how many conversations. */
  recover(): number;
  /** `{ active, pending: [{ conversationId, lastError }], journal, archive, queuedBytes }` */
  status(): Json;
  /** All observed is committed and all ended is archived; false where it is not by then. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Ends what is open, archives what it can, closes. Gives what is amiss, or null. Never rejects. */
  shutdown(timeoutMs: number): Promise<string | null>;
  /** The same while the process exits. */
  shutdownSync(timeoutMs: number): string | null;
  /** An archived conversation; `null` where the archive has none. Rejects where it cannot be read. */
  read(conversationId: string): Promise<Json>;
  /** The ids of a session's archived conversations, latest first. Rejects where the archive cannot be read. */
  find(sessionId: string): Promise<Json>;
  /** `{ wasActive, objects, bytes, allVersions }`. Rejects where something may be left. */
  delete(conversationId: string): Promise<Json>;
  /** A value as the record would have it. */
  redact(value: Json): Json;
}

/** A conversation being recorded. */
export interface NativeConversation {
  readonly id: string;
  readonly sessionId: string;
  readonly startTime: string;
  /** One event of the wire; false where it is dropped. Hands over and returns. */
  observe(event: Json): boolean;
  /** One item of an SDK's history; false where it is dropped. */
  item(item: Json): boolean;
  /** An event that the wire does not have; `data` is an object. */
  note(type: string, data: Json): boolean;
  snapshot(eventType: string): boolean;
  /** `{ observed, acknowledged, dropped, messages, toolCalls, items, lastActivity }`, as last recorded. */
  standing(): Json;
  /** The conversation in figures, once all that was handed over is recorded; null where it is not in time. */
  analytics(timeoutMs: number): Json | null;
  /** Its documents as things stand; null where it has ended. */
  record(): Promise<Json | null>;
  /** `end`: `{ metadata?, completionReason?, noCleanClose? }`. Never rejects. */
  end(end: Json, timeoutMs: number): Promise<Json>;
}

/** How the conversation stood when something was last recorded. */
export interface Standing {
  observed: number;
  acknowledged: number;
  dropped: number;
  messages: number;
  toolCalls: number;
  items: number;
  lastActivity: string;
}

/** What the native module exports. */
export interface Native {
  NativeRecorder: new (options: Json) => NativeRecorder;
}

/**
 * Loads the library for this platform: from this folder after a build, else from the package that npm installed for it.
 * Only when it is needed: an application starts on a platform that has none, and is told when it records.
 */
export function loadNative(): Native {
  return require('../binding.js') as Native;
}
