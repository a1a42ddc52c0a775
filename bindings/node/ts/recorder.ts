/** The verbs: what an application says to a recorder. */

import { EndedConversations, type Ended } from './ended';
import { LiveConversation, startJson } from './live';
import { Log, reasonOf } from './log';
import type { Erased, Found, SearchRequest } from './native';
import { jsonObjectOf } from './json';
import { milliseconds, settingsOf, type RecorderOptions, type Settings } from './options';
import { Opening, type Make } from './opening';
import type {
  AccessOptions,
  Analytics,
  ArchivedObject,
  Conversation,
  Deleted,
  DeleteOptions,
  EndResult,
  EndStatus,
  ExportedConversation,
  FindOptions,
  FoundConversation,
  Metadata,
  RecorderStatus,
  SearchCriteria,
  SearchOptions,
  SearchPage,
  SessionStatus,
  Shutdown,
} from './results';
import { criteriaTest, limitOf, nativeCriteria } from './search';
import { isEmitter, type Session } from './sdk';

/** How long the process may stand still for a search. */
const SEARCH_MS = 250;
/** Conversations that `searchConversations` gives, and a page of `search`, and snippets of each. */
const FOUND = 100;
const PAGE = 20;
const SNIPPETS = 3;

/**
 * Records sessions.
 *
 * What is said to it in the course of a call never throws and never waits for a disk or a network; where something cannot
 * be recorded, it says so to the logger and goes on.
 */
export class SessionRecorder {
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #opening: Opening;
  readonly #live = new Map<string, LiveConversation>();
  readonly #ended = new EndedConversations();

  /** @internal Applications call {@link createRecorder}. */
  constructor(options: RecorderOptions = {}, make?: Make) {
    const { settings, native } = settingsOf(options);
    this.#settings = settings;
    this.#log = new Log(options.logger);
    this.#opening = new Opening(native, settings, this.#log, make);
  }

  /** @internal Opens the recorder now rather than when it is first needed. Throws where it cannot be opened. */
  open(): this {
    this.#opening.getOrThrow();
    return this;
  }

  /**
   * Records a session from here on, before or after it connects.
   *
   * The same session again is the same conversation. Another session under an id that is being recorded is taken for a
   * reconnection: the conversation goes on with it.
   *
   * @param session A `RealtimeSession`.
   * @param sessionId Your name for it. Any text; personal data in it is masked where it is stored.
   * @param metadata Whatever you know of it. It is stored without personal data.
   */
  setupSessionLogging(session: Session, sessionId: string, metadata: Metadata = {}): Conversation {
    try {
      return this.#setup(session, String(sessionId ?? ''), metadata ?? {}) ?? inert(sessionId);
    } catch (error) {
      this.#log.error(`a session is not recorded: ${reasonOf(error)}`);
      return inert(sessionId);
    }
  }

  /**
   * Takes a snapshot of the history as it stands, under a name of yours, such as `quote_completed`.
   *
   * @returns Whether it was taken: false where the session is not being recorded.
   */
  captureSessionHistory(sessionId: string, eventType = 'manual'): boolean {
    const live = this.#live.get(String(sessionId));
    return this.#contained(false, () => live?.native.snapshot(String(eventType)) ?? false);
  }

  /**
   * Ends a conversation, and resolves when the archive has it, or after `endTimeoutMs`. Never rejects. Said again, it gives
   * the same result.
   *
   * @param finalMetadata What is known at the end. `completionReason` becomes the conversation's outcome.
   */
  endSessionLogging(sessionId: string, finalMetadata: Metadata = {}): Promise<EndResult> {
    const id = String(sessionId);
    const live = this.#live.get(id);
    if (live) return this.#end(live, finalMetadata ?? {}, false).result;
    const ended = this.#ended.ofSession(id);
    if (ended) return ended.result;
    const { error } = this.#opening;
    return Promise.resolve(endResult(id, null, 'not_found', error));
  }

  /**
   * A conversation in figures, with all that has been observed; null for a session that is not known. Known are those that
   * are being recorded, and the last thousand that ended. Waits a moment for the recorder where that is behind.
   */
  getConversationAnalytics(sessionId: string): Analytics | null {
    const id = String(sessionId);
    const known = this.#live.get(id) ?? this.#ended.ofSession(id);
    return this.#contained(null, () => known?.analytics() ?? null);
  }

  /**
   * Searches the conversations that are being recorded and those that are archived, the newest first. It waits for the
   * catalog, at most {@link SEARCH_MS} ms: with one in a file of this machine that takes a few. `search` gives a promise, and
   * more.
   *
   * @throws TypeError for a criterion that is not known or cannot be read; Error where the archived conversations cannot be
   * searched, or not in time, since silently to find fewer would pass for an answer.
   */
  searchConversations(criteria: SearchCriteria = {}, options: FindOptions = {}): FoundConversation[] {
    const test = criteriaTest(criteria);
    const limit = limitOf(options.limit, 'limit', FOUND);
    const active = this.#active(test);
    const native = this.#opening.getOrThrow();
    if (!JSON.parse(native.description).catalog) return newestFirst(active).slice(0, limit);
    const { actor, purpose } = options;
    const request: SearchRequest = { criteria: nativeCriteria(criteria), limit, actor, purpose };
    const { conversations } = JSON.parse(native.searchNow(jsonObjectOf(request), SEARCH_MS)) as Found;
    const archived = conversations.filter(({ conversationId }) => !active.some((one) => one.conversationId === conversationId));
    for (const one of archived) delete one.snippets;
    return newestFirst([...active, ...archived]).slice(0, limit);
  }

  /**
   * Searches the archived conversations by what was said and by what is known of them, a page at a time.
   *
   * @param query In the query language, such as `outcome:quote_completed tool:get_quote "full coverage"`; or criteria.
   *
   * Rejects for a query that cannot be read, saying where and what; for criteria that do not exist; and where the catalog
   * cannot be searched.
   */
  async search(query: string | SearchCriteria = {}, options: SearchOptions = {}): Promise<SearchPage> {
    const { limit, after, sort, snippets, actor, purpose } = options;
    if (typeof query !== 'string') criteriaTest(query);
    const request: SearchRequest = {
      ...(typeof query === 'string' ? { query } : { criteria: nativeCriteria(query) }),
      limit: limitOf(limit, 'limit', PAGE),
      snippets: limitOf(snippets, 'snippets', SNIPPETS),
      after: after ?? undefined,
      sort,
      actor,
      purpose,
    };
    return JSON.parse(await this.#opening.getOrThrow().search(jsonObjectOf(request))) as SearchPage;
  }

  /** How a session stands; null for one that is not known. */
  getSessionStatus(sessionId: string): SessionStatus | null {
    const live = this.#live.get(String(sessionId));
    if (live) return { ...live.status(), status: 'active' };
    return this.#ended.ofSession(String(sessionId))?.status() ?? null;
  }

  /** The sessions that are being recorded. */
  getActiveSessions(): SessionStatus[] {
    return [...this.#live.values()].map((live) => ({ ...live.status(), status: 'active' as const }));
  }

  /**
   * All documents of a conversation, with the full history of each snapshot; null where there is none. Of a session with
   * several conversations it is the latest.
   *
   * Rejects where the archive cannot be read, or the access cannot be written into the audit trail.
   */
  async exportConversationData(
    sessionOrConversationId: string,
    { actor, purpose }: AccessOptions = {},
  ): Promise<ExportedConversation | null> {
    const id = String(sessionOrConversationId);
    const record = await this.#liveOf(id)?.native.record();
    if (record) return JSON.parse(record) as ExportedConversation;
    const native = this.#opening.getOrThrow();
    const ended = this.#ended.ofSession(id) ?? this.#ended.ofConversation(id);
    await ended?.result;
    const read = async (of: { conversationId: string } | { sessionId: string }): Promise<ExportedConversation | null> =>
      JSON.parse(await native.read(jsonObjectOf({ ...of, actor, purpose })));
    const known = ended?.conversationId ?? (isUuid(id) ? id : undefined);
    const found = known === undefined ? null : await read({ conversationId: known });
    return found || ended ? found : read({ sessionId: id });
  }

  /**
   * Erases a conversation, or all conversations of a session, for good: from the recording, the journal, the archive with
   * all versions, and the catalog. A tombstone keeps it from being recorded or indexed again.
   *
   * Rejects where something may be left: an erasure that was not complete must not pass for one that was. Asked again, it
   * goes on with the rest.
   */
  async deleteConversation(sessionOrConversationId: string, options: DeleteOptions = {}): Promise<Deleted> {
    const id = String(sessionOrConversationId);
    const native = this.#opening.getOrThrow();
    const { reason, overrideHold, actor, purpose } = options;
    const erase = async (what: { conversationIds: string[]; sessionId?: string }): Promise<Deleted> => {
      for (const conversationId of what.conversationIds) this.#forget(conversationId);
      const request = { ...what, reason, overrideHold, actor, purpose };
      return deletedOf(JSON.parse(await native.erase(jsonObjectOf(request))));
    };
    if (isUuid(id)) {
      const deleted = await erase({ conversationIds: [id] });
      // A session may be named by a UUID too.
      if (deleted.deleted) return deleted;
    }
    return erase({ conversationIds: this.#conversationsOf(id), sessionId: id });
  }

  /**
   * Finishes, in the background, what earlier processes left: conversations that were being recorded when they ended, and
   * those that the archive had not taken. It is done by itself when the recorder opens, unless the options say otherwise.
   *
   * @returns How many conversations there were.
   */
  recover(): number {
    return this.#opening.recover();
  }

  /**
   * Waits until all that was observed is in the journal and all that has ended is in the archive, such as before a Lambda
   * function returns.
   *
   * @returns False where it is not by then; nothing is lost by that.
   */
  async flush({ timeoutMs }: { timeoutMs?: number } = {}): Promise<boolean> {
    const timeout = milliseconds('timeoutMs', timeoutMs, this.#settings.endTimeoutMs);
    const native = this.#opening.current;
    if (!native) return true;
    const flushed = await native.flush(timeout);
    this.#settings.emf?.print(native);
    return flushed;
  }

  /**
   * What this recorder has counted, as Prometheus reads it: the answer to `GET /metrics`, of the type
   * `text/plain; version=0.0.4`. Empty where it has not opened. docs/metrics.md tells what each metric means.
   */
  metrics(): string {
    return this.#contained('', () => this.#opening.current?.metrics() ?? '');
  }

  /**
   * Ends what is being recorded, archives what can be, and closes the recorder for good. What is left is finished at the
   * next start. Never rejects.
   */
  async shutdown({ timeoutMs }: { timeoutMs?: number } = {}): Promise<Shutdown> {
    const timeout = milliseconds('timeoutMs', timeoutMs, this.#settings.endTimeoutMs);
    const ending = [...this.#live.values()].map((live) => this.#end(live, {}, false).result);
    const [shutdown] = await Promise.all([this.#opening.shutdown(timeout), ...ending]);
    return shutdown;
  }

  /** How the recorder stands. */
  status(): RecorderStatus {
    const { state, error, current } = this.#opening;
    if (!current) return { state, ...(error === undefined ? {} : { error }), active: 0, pending: [], queuedBytes: 0 };
    const { dataDir, archive, profile } = JSON.parse(current.description);
    const { active, pending, journal, queuedBytes, indexing } = JSON.parse(current.status());
    return { state, dataDir, archive, profile, active, pending, journal, queuedBytes, indexing };
  }

  /** @internal The conversations whose traces have this group. */
  conversationsOfGroup(groupId: string): LiveConversation[] {
    return [...this.#live.values()].filter((live) => live.groupId === groupId);
  }

  #setup(session: Session, sessionId: string, metadata: Metadata): Conversation | undefined {
    if (!isEmitter(session) || sessionId === '') {
      const lacks = sessionId === '' ? 'session id' : 'RealtimeSession';
      this.#log.error(`a session is not recorded: setupSessionLogging was given no ${lacks}`);
      return undefined;
    }
    const active = this.#live.get(sessionId);
    if (active) {
      if (active.session !== session) active.reconnect(session, metadata);
      return active.told;
    }
    const recorder = this.#opening.get();
    if (!recorder) return undefined;
    const live: LiveConversation = new LiveConversation({
      native: recorder.begin(sessionId, startJson(session, metadata)),
      session,
      metadata,
      log: this.#log,
      disconnectGraceMs: this.#settings.disconnectGraceMs,
      abandoned: () => this.#abandon(live),
    });
    this.#live.set(sessionId, live);
    return live.told;
  }

  /** Ends a conversation that nobody ended. */
  #abandon(live: LiveConversation): void {
    if (this.#live.get(live.sessionId) !== live) return;
    this.#log.warn(
      `conversation ${live.conversationId} was ended by itself: its connection was lost, and nothing was heard for ` +
        `${this.#settings.disconnectGraceMs / 1000} s`,
    );
    this.#end(live, {}, true);
  }

  #end(live: LiveConversation, metadata: Metadata, noCleanClose: boolean): Ended {
    this.#live.delete(live.sessionId);
    const { sessionId, conversationId, startTime } = live;
    const result = this.#result(live, metadata, noCleanClose);
    const ended: Ended = {
      sessionId,
      conversationId,
      startTime,
      result,
      analytics: () => live.analytics(),
      status: () => ({ ...live.status(), status: 'ending' }),
    };
    this.#ended.add(ended);
    void result.then((told) => settle(ended, told.status));
    return ended;
  }

  /** Ends it, and makes of the answer what the application is told. Never rejects. */
  async #result(live: LiveConversation, metadata: Metadata, noCleanClose: boolean): Promise<EndResult> {
    const { sessionId, conversationId } = live;
    try {
      const told = JSON.parse(await live.end(metadata, noCleanClose, this.#settings.endTimeoutMs));
      const result = endResult(sessionId, conversationId, told.status, told.error);
      return { ...result, s3Results: told.objects as ArchivedObject[], metadata: told.metadata as Metadata };
    } catch (error) {
      return endResult(sessionId, conversationId, 'pending', reasonOf(error));
    }
  }

  /** A conversation is about to be deleted: nothing more is taken of it. */
  #forget(conversationId: string): boolean {
    const live = this.#liveOf(conversationId);
    if (live) {
      live.detach();
      this.#live.delete(live.sessionId);
      const { sessionId, startTime } = live;
      const result = Promise.resolve(endResult(sessionId, conversationId, 'deleted'));
      const ended: Ended = {
        sessionId,
        conversationId,
        startTime,
        result,
        analytics: () => null,
        status: () => ({ ...live.status(), status: 'deleted' }),
      };
      settle(ended, 'deleted');
      this.#ended.add(ended);
      return true;
    }
    const ended = this.#ended.ofConversation(conversationId);
    if (!ended) return false;
    ended.result = Promise.resolve(endResult(ended.sessionId, conversationId, 'deleted'));
    ended.analytics = () => null;
    settle(ended, 'deleted');
    return true;
  }

  #liveOf(id: string): LiveConversation | undefined {
    return this.#live.get(id) ?? [...this.#live.values()].find((live) => live.conversationId === id);
  }

  #conversationsOf(sessionId: string): string[] {
    const live = this.#live.get(sessionId);
    const ended = [...this.#ended.allOfSession(sessionId)].map(({ conversationId }) => conversationId);
    return live ? [live.conversationId, ...ended] : ended;
  }

  #redacted(metadata: Metadata): Metadata {
    return this.#contained({}, () => {
      const redacted = this.#opening.current?.redact(jsonObjectOf(metadata));
      return redacted === undefined ? {} : (JSON.parse(redacted) as Metadata);
    });
  }

  /** Those that are being recorded and pass a test. */
  #active(test: ReturnType<typeof criteriaTest>): FoundConversation[] {
    const found: FoundConversation[] = [];
    for (const live of this.#live.values()) {
      const { conversationId, sessionId, startTime, metadata } = live;
      const startedAt = Date.parse(startTime);
      if (!test({ conversationId, sessionId, startedAt, historyLength: () => live.standing.items, metadata })) continue;
      const { items, lastActivity } = live.standing;
      const duration = lengthOf(Date.parse(lastActivity) - startedAt);
      const told = this.#redacted(metadata);
      found.push({ conversationId, sessionId, startTime, historyLength: items, status: 'active', metadata: told, duration });
    }
    return found;
  }

  /** What somebody asks in the middle of a call must not break it. */
  #contained<T>(otherwise: T, work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#log.error(`the recorder cannot tell: ${reasonOf(error)}`);
      return otherwise;
    }
  }
}

/** Keeps of a conversation that has ended what is asked for later, and lets go of the rest. */
function settle(ended: Ended, status: EndStatus): void {
  if (status === 'not_found') return;
  const analytics = ended.analytics();
  const standing = { ...ended.status(), status };
  ended.analytics = () => analytics;
  ended.status = () => standing;
}

/** A session that is not recorded, and costs nothing. */
function inert(sessionId: unknown): Conversation {
  return { conversationId: null, sessionId: String(sessionId ?? ''), startTime: new Date().toISOString() };
}

function endResult(sessionId: string, conversationId: string | null, status: EndStatus, error?: string): EndResult {
  const result: EndResult = { conversationId, sessionId, status, s3Results: [], metadata: {} };
  if (error !== undefined) result.error = error;
  return result;
}

/** What the native recorder tells of each conversation that was erased, as one. */
function deletedOf(erased: Erased[]): Deleted {
  return {
    deleted: erased.length > 0,
    conversationIds: erased.map(({ conversationId }) => conversationId),
    objects: erased.reduce((sum, { objects }) => sum + objects, 0),
    bytes: erased.reduce((sum, { bytes }) => sum + bytes, 0),
    allVersions: erased.every(({ allVersions }) => allVersions),
    receipts: erased.flatMap(({ receipt }) => (receipt ? [receipt] : [])),
  };
}

function newestFirst(found: FoundConversation[]): FoundConversation[] {
  return found.sort((one, other) => Date.parse(other.startTime) - Date.parse(one.startTime));
}

/** A length of time, as the archived conversations have it. */
function lengthOf(ms: number): { seconds: number; formatted: string } {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return { seconds, formatted: parts.map((part) => String(part).padStart(2, '0')).join(':') };
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
