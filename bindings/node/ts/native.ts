/**
 * The recorder itself, which is written in Rust (`src/`). Everything that crosses is a JSON text, so that a call is one
 * crossing whatever it carries.
 */

import type { FoundConversation } from './results';

/** A JSON text. */
export type Json = string;

/** The recorder. */
export interface NativeRecorder {
  /** `{ dataDir, archive, local, profile, catalog }`; `catalog`: whether there is one. */
  readonly description: Json;
  /** Begins the conversation of a session. `start`: `{ metadata?, sdk?, tracing? }`. Throws where it cannot. */
  begin(sessionId: string, start: Json): NativeConversation;
  /** Finishes what earlier processes left, in the background; gives how many conversations. */
  recover(): number;
  /** `{ active, pending: [{ conversationId, lastError }], journal, archive, queuedBytes, indexing: { waiting, lastError } }` */
  status(): Json;
  /** What it has counted, as Prometheus reads it. */
  metrics(): string;
  /** What was counted since this was asked last, in CloudWatch's Embedded Metric Format. */
  metricLines(namespace: string, service: string): string[];
  /** All observed is committed and all ended is archived; false where it is not by then. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Ends what is open, archives what it can, closes. Gives what is amiss, or null. Never rejects. */
  shutdown(timeoutMs: number): Promise<string | null>;
  /** The same while the process exits. */
  shutdownSync(timeoutMs: number): string | null;
  /** A {@link SearchRequest}; gives a {@link Found}. Rejects where it cannot be searched. */
  search(request: Json): Promise<Json>;
  /** The same for who cannot wait for long. Throws where it cannot be searched, or not in time. */
  searchNow(request: Json, timeoutMs: number): Json;
  /** `{ conversationId? | sessionId?, actor?, purpose? }`: an archived conversation; `null` where there is none. */
  read(request: Json): Promise<Json>;
  /**
   * `{ conversationIds?, sessionId?, reason?, overrideHold?, actor?, purpose? }`: those, and all of the session. Gives
   * `[{ conversationId, objects, bytes, allVersions, receipt? }]`. Rejects where something may be left.
   */
  erase(request: Json): Promise<Json>;
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

/** What archived conversations to search for: by a query, or by criteria, whose times are milliseconds. */
export interface SearchRequest {
  query?: string;
  criteria?: { [name: string]: unknown };
  limit: number;
  after?: string | undefined;
  sort?: string | undefined;
  snippets?: number | undefined;
  actor?: string | undefined;
  purpose?: string | undefined;
}

/** A page of archived conversations. */
export interface Found {
  conversations: FoundConversation[];
  total: { count: number; exact: boolean };
  next: string | null;
}

/** A conversation that was erased. */
export interface Erased {
  conversationId: string;
  objects: number;
  bytes: number;
  allVersions: boolean;
  receipt?: Record<string, any>;
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
