/**
 * What the recorder uses of `@openai/agents`, told by its shape: the package is needed at run time by nobody but the
 * application, and any version will do that has these.
 */

/** Anything that emits events as Node's `EventEmitter` does. */
export interface Emitter {
  on(event: any, listener: (...args: any[]) => void): unknown;
  off(event: any, listener: (...args: any[]) => void): unknown;
}

/** A `RealtimeSession`. */
export interface Session extends Emitter {
  /** What connects it to the API: a WebSocket, WebRTC, SIP, a telephony layer. */
  readonly transport?: unknown;
  /** The SDK's own history of the conversation. */
  readonly history?: unknown;
  /** What the session was made with. */
  readonly options?: unknown;
}

/** A transport, as far as it is looked at. None of it is taken for granted. */
export interface Transport extends Emitter {
  status?: unknown;
  sendEvent?: (...args: any[]) => unknown;
  sendFunctionCallOutput?: (...args: any[]) => unknown;
  connectionState?: unknown;
  _rawSessionConfig?: unknown;
}

/** An event of the Realtime API, from either side. */
export interface WireEvent {
  type: string;
  [member: string]: any;
}

/** An item of the SDK's history. */
export interface HistoryItem {
  itemId: string;
  type: string;
  [member: string]: any;
}

/** A function call as the SDK tells of it: `id` is that of the item. */
export interface ToolCall {
  id?: string;
  callId?: string;
  name?: string;
  arguments?: string;
}

/** What of a session's options says something about the record. */
export interface SessionOptions {
  config?: {
    audio?: { input?: { transcription?: unknown } | null } | null;
    inputAudioTranscription?: unknown;
    providerData?: { include?: unknown } | null;
  } | null;
  workflowName?: unknown;
  groupId?: unknown;
  traceMetadata?: unknown;
  tracingDisabled?: unknown;
}

/** A trace of `@openai/agents-core`. */
export interface Trace {
  traceId: string;
  groupId?: string | null;
}

/** A span of `@openai/agents-core`. */
export interface Span {
  traceId: string;
  spanId: string;
  parentId?: string | null;
  startedAt?: string | null;
  endedAt?: string | null;
  error?: unknown;
  spanData?: unknown;
}

/** True for what can be listened to. */
export function isEmitter(value: unknown): value is Emitter {
  const emitter = value as Partial<Emitter> | null | undefined;
  return typeof emitter?.on === 'function' && typeof emitter.off === 'function';
}

/** What a session was made with; empty where it does not tell. */
export function optionsOf(session: Session): SessionOptions {
  const { options } = session;
  return typeof options === 'object' && options !== null ? (options as SessionOptions) : {};
}

/** A session's transport; undefined where it has none that can be listened to. */
export function transportOf(session: Session): Transport | undefined {
  const { transport } = session;
  return isEmitter(transport) ? (transport as Transport) : undefined;
}
