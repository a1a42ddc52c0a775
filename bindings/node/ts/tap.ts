/**
 * Listens to one session.
 *
 * The lossless source is `transport_event`, every raw event of the server, together with the client's frames (`frames.ts`).
 * What neither tells comes from the session's own events (`notes.ts`). Whether a transport gives raw events at all is seen,
 * not asked: until the first one has come from a connection, the items of `history_updated` are used (`history.ts`). Both
 * are told by item id and come to the same record, so a change from one to the other loses and doubles nothing.
 *
 * Nothing in here throws into the session, and nothing in here waits.
 */

import { errorMonitor } from 'node:events';
import { adviceOnOptions, adviceOnSettings } from './advice';
import { ClientFrames } from './frames';
import { History } from './history';
import { Listeners } from './listeners';
import { agentNote, approvalNote, errorNote, guardrailNote, handoffNote, mcpNote, toolNote, type NoteData } from './notes';
import { transportOf, type HistoryItem, type Session, type ToolCall, type Transport, type WireEvent } from './sdk';
import { eventJson, isEvent } from './wire';

/** What a tap tells. Each may be called in the middle of a call, and must return at once. */
export interface TapSink {
  /** An event of the wire, as JSON. */
  observe(json: string): void;
  /** An item of the SDK's history, as JSON. */
  item(json: string): void;
  /** An event that the wire does not have. */
  note(type: string, data: NoteData): void;
  /** Something about the session's configuration that its owner should know. */
  advise(advice: string): void;
  /** The connection was made or lost, or there is something to hear from it. */
  connection(isUp: boolean): void;
  /** A listener of ours failed. */
  failed(error: unknown): void;
}

/** What the API's own events are called; transports have others of their own making. */
const WIRE = /^(conversation|response|session|input_audio_buffer|output_audio_buffer|rate_limits|mcp_list_tools)\.|^error$/;

/** How a conversation's events are being come by. */
export type Capture = 'waiting' | 'wire' | 'history';

/** Listens to a session until it is detached. */
export class Tap {
  readonly session: Session;
  readonly #sink: TapSink;
  readonly #listeners: Listeners;
  readonly #history: History;
  readonly #transport: Transport | undefined;
  #frames: ClientFrames | undefined;
  /** When tools began, by their calls. */
  readonly #toolStarts = new Map<string, number>();
  #capture: Capture = 'waiting';
  /** The name of the agent that answered last. */
  #agent: unknown;
  /** The connection is there, and nothing has told so yet. */
  #connectionUntold = false;

  constructor(session: Session, sink: TapSink) {
    this.session = session;
    this.#sink = sink;
    this.#listeners = new Listeners(sink.failed);
    this.#history = new History({
      item: (item) => sink.item(JSON.stringify(item)),
      event: (event) => sink.observe(JSON.stringify(event)),
    });
    this.#transport = transportOf(session);
    this.#listen();
  }

  /** How the events are being come by. */
  get capture(): Capture {
    return this.#capture;
  }

  /** What the transport says of its connection. */
  get status(): string | undefined {
    const status = this.#transport?.status;
    return typeof status === 'string' ? status : undefined;
  }

  /** Tells what is held back, and leaves the session as it was found. */
  detach(): void {
    try {
      this.#history.settle();
    } catch (error) {
      this.#sink.failed(error);
    }
    this.#listeners.removeAll();
    this.#frames?.release();
  }

  #listen(): void {
    const { session } = this;
    const on = (event: string | symbol, listener: (...args: any[]) => void): void =>
      this.#listeners.add(session, event, listener);
    on('transport_event', (event) => this.#wireEvent(event));
    on('history_updated', (history) => this.#historyUpdated(history));
    on('agent_tool_start', (_context, agent, tool, details) => this.#toolStarted(agent, tool, details));
    on('agent_tool_end', (_context, agent, tool, result, details) => this.#toolEnded(agent, tool, result, details));
    on('agent_start', (_context, agent) => this.#agentStarted(agent));
    on('agent_handoff', (_context, from, to) => this.#handedOff(from, to));
    on('guardrail_tripped', (_context, agent, error, details) =>
      this.#note('guardrail_tripped', guardrailNote(agent, error, details)),
    );
    on('tool_approval_requested', (_context, agent, request) =>
      this.#note('tool_approval_requested', approvalNote(agent, request)),
    );
    on('mcp_tool_call_completed', (_context, agent, call) => this.#note('mcp_tool_call_completed', mcpNote(agent, call)));
    // A listener for `error` itself would keep a session that has none from throwing, as it does without a recorder.
    on(errorMonitor, (event) => {
      const data = errorNote(event, this.#capture === 'wire');
      if (data) this.#note('error', data);
    });
    on('audio', (event) => this.#audio(event));
    on('audio_stopped', () => this.#ifHistory(() => this.#history.audioDone()));
    on('audio_interrupted', () => this.#ifHistory(() => this.#note('audio_interrupted', { itemId: this.#history.lastSaid })));
    this.#listenToTransport();
    this.#catchUp();
  }

  /** What was so before anybody listened. */
  #catchUp(): void {
    const { history } = this.session;
    if (Array.isArray(history)) this.#history.update(history as HistoryItem[]);
    // Transports to the API keep the settings as it told them.
    const settings = this.#transport?._rawSessionConfig;
    if (settings) this.#advise(adviceOnSettings(settings));
  }

  #listenToTransport(): void {
    const transport = this.#transport;
    if (!transport) return;
    const { failed } = this.#sink;
    this.#frames = new ClientFrames(transport, (json) => this.#sink.observe(json), failed);
    const on = (event: string, listener: (...args: any[]) => void): void => this.#listeners.add(transport, event, listener);
    on('connection_change', (status) => this.#connectionChanged(status));
    on('function_call', (call: ToolCall) => this.#ifHistory(() => this.#history.called(call)));
    on('turn_started', (event) => this.#ifHistory(() => this.#history.responseStarted(event?.providerData?.response)));
    on('turn_done', (event) => this.#ifHistory(() => this.#history.responseDone(event?.response)));
    this.#listeners.wrap(transport, 'sendFunctionCallOutput', (call: ToolCall, output: unknown) =>
      this.#ifHistory(() => this.#history.answered(call, output)),
    );
  }

  #wireEvent(event: WireEvent): void {
    if (!isEvent(event) || isMedia(event)) return;
    if (this.#capture !== 'wire') {
      if (!WIRE.test(event.type)) return this.#observe(event);
      this.#capture = 'wire';
      // The wire tells it by its first `session` event.
      this.#connectionUntold = false;
      this.#history.settle();
    }
    this.#observe(event);
    if (event.type === 'session.updated') this.#advise(adviceOnSettings(event['session']));
  }

  #observe(event: WireEvent): void {
    this.#sink.observe(eventJson(event));
    this.#sink.connection(true);
  }

  #historyUpdated(history: unknown): void {
    if (this.#capture === 'wire' || !Array.isArray(history)) return;
    // Each connection begins with an empty history, before anything tells whether there will be raw events.
    if (history.length === 0 && this.#history.isEmpty) return;
    this.#ifHistory(() => this.#history.update(history as HistoryItem[]));
  }

  /** Does what is only to be done where no raw events come by. */
  #ifHistory(work: () => void): void {
    if (this.#capture === 'wire') return;
    if (this.#capture === 'waiting') {
      this.#capture = 'history';
      this.#advise(adviceOnOptions(this.session));
    }
    if (this.#connectionUntold) {
      this.#connectionUntold = false;
      this.#note('session_connected', {});
    }
    work();
    this.#sink.connection(true);
  }

  #audio(event: any): void {
    if (this.#capture === 'wire') return;
    this.#ifHistory(() => this.#history.audio(event?.data?.byteLength ?? 0, event?.responseId));
  }

  /** It comes with every answer; only another agent is worth a note. */
  #agentStarted(agent: any): void {
    if (typeof agent?.name !== 'string' || agent.name === this.#agent) return;
    this.#agent = agent.name;
    this.#note('agent_started', agentNote(agent));
  }

  #handedOff(from: any, to: any): void {
    this.#agent = to?.name;
    this.#note('agent_handoff', handoffNote(from, to));
  }

  #toolStarted(agent: any, tool: any, details: any): void {
    const call: ToolCall = details?.toolCall ?? {};
    if (call.callId) this.#toolStarts.set(call.callId, performance.now());
    if (this.#capture !== 'wire') this.#ifHistory(() => this.#history.called(call));
    this.#note('agent_tool_start', toolNote(agent, tool, details));
  }

  #toolEnded(agent: any, tool: any, result: unknown, details: any): void {
    const call: ToolCall = details?.toolCall ?? {};
    const started = this.#toolStarts.get(call.callId ?? '');
    this.#toolStarts.delete(call.callId ?? '');
    if (this.#capture !== 'wire') this.#ifHistory(() => this.#history.answered(call, result));
    const durationMs = started === undefined ? undefined : Math.round(performance.now() - started);
    this.#note('agent_tool_end', toolNote(agent, tool, details, durationMs));
  }

  #connectionChanged(status: unknown): void {
    this.#frames?.follow();
    if (status === 'disconnected') {
      this.#history.settle();
      this.#note('session_disconnected', {});
      this.#sink.connection(false);
      return;
    }
    // What was seen of the connection before says nothing about the next.
    this.#history.reset();
    this.#capture = 'waiting';
    this.#connectionUntold = status === 'connected';
    this.#sink.connection(true);
  }

  #note(type: string, data: NoteData): void {
    this.#sink.note(type, data);
  }

  #advise(advice: string | null): void {
    if (advice !== null) this.#sink.advise(advice);
  }
}

/** A telephony layer passes on its provider's messages among the events, and with them the audio (`twilio_message`). */
function isMedia(event: WireEvent): boolean {
  return event['message']?.event === 'media';
}
