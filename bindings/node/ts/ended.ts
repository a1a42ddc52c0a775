/** Conversations that have ended, as long as they are remembered. */

import type { Analytics, EndResult, SessionStatus } from './results';

/** How many are remembered. */
const REMEMBERED = 1_000;

/** A conversation that has ended, or is about to. */
export interface Ended {
  sessionId: string;
  conversationId: string;
  startTime: string;
  /** What `endSessionLogging` gives, however often it is asked. */
  result: Promise<EndResult>;
  /** Its figures. */
  analytics: () => Analytics | null;
  /** How it stands. */
  status: () => SessionStatus;
}

/** The last conversations that ended, by session and by conversation. */
export class EndedConversations {
  /** In the order in which they ended. */
  readonly #bySession = new Map<string, Ended>();
  readonly #byConversation = new Map<string, Ended>();

  add(ended: Ended): void {
    // The latest of a session is the session's.
    this.#bySession.delete(ended.sessionId);
    this.#bySession.set(ended.sessionId, ended);
    this.#byConversation.set(ended.conversationId, ended);
    forgetFirst(this.#bySession);
    forgetFirst(this.#byConversation);
  }

  ofSession(sessionId: string): Ended | undefined {
    return this.#bySession.get(sessionId);
  }

  ofConversation(conversationId: string): Ended | undefined {
    return this.#byConversation.get(conversationId);
  }

  /** All conversations of a session. */
  *allOfSession(sessionId: string): Iterable<Ended> {
    for (const ended of this.#byConversation.values()) if (ended.sessionId === sessionId) yield ended;
  }
}

function forgetFirst(map: Map<string, unknown>): void {
  if (map.size <= REMEMBERED) return;
  for (const first of map.keys()) {
    map.delete(first);
    return;
  }
}
