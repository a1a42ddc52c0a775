/** A conversation that is being recorded: a session, what listens to it, and what records it. */

import { adviceOnTracing, isTracingDisabled } from './advice';
import { jsonObjectOf, jsonOf } from './json';
import { placeOf, type Log } from './log';
import type { NativeConversation, Standing } from './native';
import type { NoteData } from './notes';
import type { Analytics, Conversation, Metadata, SessionStatus } from './results';
import { optionsOf, transportOf, type Session } from './sdk';
import { Tap, type TapSink } from './tap';

/** How long a question about a conversation may keep the process from everything else. */
const PATIENCE_MS = 250;

/** How it is made. */
export interface LiveOptions {
  native: NativeConversation;
  session: Session;
  metadata: Metadata;
  log: Log;
  disconnectGraceMs: number;
  /** The connection was lost, and nothing was heard since. */
  abandoned(): void;
}

/** A conversation that is being recorded. */
export class LiveConversation {
  readonly native: NativeConversation;
  readonly sessionId: string;
  readonly conversationId: string;
  readonly startTime: string;
  readonly metadata: Metadata;
  readonly #log: Log;
  readonly #graceMs: number;
  readonly #abandoned: () => void;
  readonly #advised = new Set<string>();
  readonly #sink: TapSink;
  #session: Session;
  #tap: Tap | undefined;
  #grace: NodeJS.Timeout | undefined;
  #failures = 0;
  #lastFailure: string | undefined;

  constructor({ native, session, metadata, log, disconnectGraceMs, abandoned }: LiveOptions) {
    this.native = native;
    this.sessionId = native.sessionId;
    this.conversationId = native.id;
    this.startTime = native.startTime;
    this.metadata = metadata;
    this.#log = log;
    this.#graceMs = disconnectGraceMs;
    this.#abandoned = abandoned;
    this.#session = session;
    this.#sink = {
      observe: (json) => void native.observe(json),
      item: (json) => void native.item(json),
      note: (type, data) => this.note(type, data),
      advise: (advice) => this.#advise(advice),
      connection: (isUp) => this.#connection(isUp),
      failed: (error) => this.#failed(error),
    };
    this.#attach(session);
  }

  get session(): Session {
    return this.#session;
  }

  /** What `setupSessionLogging` returns. */
  get told(): Conversation {
    return { conversationId: this.conversationId, sessionId: this.sessionId, startTime: this.startTime };
  }

  /** By what traces of the session are found: its group, or else its own id. */
  get groupId(): string {
    const { groupId } = optionsOf(this.#session);
    return typeof groupId === 'string' ? groupId : this.sessionId;
  }

  /** Goes on with another session: the connection was lost, and the application made a new one. */
  reconnect(session: Session, metadata: Metadata): void {
    this.#tap?.detach();
    this.note('session_reconnected', metadata);
    this.#session = session;
    this.#attach(session);
  }

  note(type: string, data: NoteData): void {
    this.native.note(type, jsonObjectOf(data));
  }

  /** Takes nothing more from the session, and leaves it as it was found. */
  detach(): void {
    this.#cancelGrace();
    this.#tap?.detach();
    this.#tap = undefined;
  }

  /** Ends it; gives what the recorder says of that, as JSON. */
  end(metadata: Metadata, noCleanClose: boolean, timeoutMs: number): Promise<string> {
    this.detach();
    const { completionReason } = metadata;
    const reason = typeof completionReason === 'string' ? completionReason : undefined;
    return this.native.end(
      `{"metadata":${jsonObjectOf(metadata)},${noCleanClose ? '"noCleanClose":true,' : ''}"completionReason":${jsonOf(reason)}}`,
      timeoutMs,
    );
  }

  /** The conversation in figures; null where the recorder cannot tell in time. */
  analytics(): Analytics | null {
    const json = this.native.analytics(PATIENCE_MS);
    return json === null ? null : (JSON.parse(json) as Analytics);
  }

  get standing(): Standing {
    return JSON.parse(this.native.standing()) as Standing;
  }

  /** How it stands, but for what became of it. */
  status(): Omit<SessionStatus, 'status'> {
    const { observed, acknowledged, dropped, items, toolCalls, lastActivity } = this.standing;
    return {
      ...this.told,
      connection: this.#tap?.status ?? null,
      capture: this.#tap?.capture ?? null,
      observed,
      acknowledged,
      dropped,
      historyLength: items,
      toolCalls,
      lastActivity,
      failures: this.#failures,
      ...(this.#lastFailure === undefined ? {} : { lastFailure: this.#lastFailure }),
    };
  }

  #attach(session: Session): void {
    try {
      this.#tap = new Tap(session, this.#sink);
      const advice = adviceOnTracing(session);
      if (advice !== null) this.#advise(advice);
    } catch (error) {
      this.#failed(error);
    }
  }

  #advise(advice: string): void {
    if (this.#advised.has(advice)) return;
    this.#advised.add(advice);
    this.#log.warn(`conversation ${this.conversationId}: ${advice}`);
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    this.#lastFailure = placeOf(error);
    if (this.#failures > 1) return;
    const { conversationId } = this;
    this.#log.error(`conversation ${conversationId}: something of the session could not be recorded (${placeOf(error)})`);
  }

  #connection(isUp: boolean): void {
    if (isUp) {
      if (this.#grace) this.#cancelGrace();
    } else if (this.#graceMs > 0) {
      this.#cancelGrace();
      this.#grace = setTimeout(this.#abandoned, this.#graceMs).unref();
    }
  }

  #cancelGrace(): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
  }
}

/** What the recorder is told of a session as it begins, as JSON. */
export function startJson(session: Session, metadata: Metadata): string {
  const { workflowName, groupId, traceMetadata, tracingDisabled } = optionsOf(session);
  const tracing = { workflow_name: workflowName, group_id: groupId, metadata: traceMetadata };
  const isTraced = tracingDisabled !== true && !isTracingDisabled() && Object.values(tracing).some(Boolean);
  const told = isTraced ? `,"tracing":${jsonObjectOf(tracing)}` : '';
  return `{"metadata":${jsonObjectOf(metadata)},"sdk":${JSON.stringify(sdkOf(session))}${told}}`;
}

/** Which SDK it is. Transports to the API tell their version to the API. */
function sdkOf(session: Session): string {
  const transport = transportOf(session) as { getCommonRequestHeaders?: () => Record<string, unknown> } | undefined;
  const agent = transport?.getCommonRequestHeaders?.()['User-Agent'];
  const version = typeof agent === 'string' ? /\d+\.\d+\.\d+\S*/.exec(agent)?.[0] : undefined;
  return version ? `@openai/agents ${version}` : '@openai/agents';
}
