/**
 * Conversations of a transport that gives no raw events: `ScriptedRealtimeTransport`, a telephony layer.
 *
 * The SDK's history is then what there is. It comes whole each time that something in it changes, so what it was the last
 * time is kept, and only items that differ go to the recorder. What the history does not say is told in the wire's words:
 * responses, the results of tools, how long the agent's audio is.
 */

import { itemWithoutAudio } from './wire';
import type { HistoryItem, ToolCall, WireEvent } from './sdk';

/** Where items and events go. */
export interface HistorySink {
  item(item: HistoryItem): void;
  event(event: WireEvent): void;
}

/** Turns the SDK's histories into items and events. */
export class History {
  readonly #sink: HistorySink;
  /** Items as they last were, by their ids. */
  #known = new Map<string, HistoryItem>();
  /** Of calls, by the ids of their items. */
  #callIds = new Map<string, string>();
  /** A call whose own id is not known yet: the SDK tells it right after the item. */
  #held: HistoryItem | undefined;
  #last: string | null = null;
  /** The agent's message that is being spoken. */
  #speaking: string | undefined;
  /** The agent's last message: it may be played for longer than it is spoken. */
  #said: string | undefined;
  /** Bytes of audio that came before the item that they belong to. */
  #early = 0;

  constructor(sink: HistorySink) {
    this.#sink = sink;
  }

  /** Whether there is anything yet. */
  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** A new connection begins with an empty history, which deletes nothing. */
  reset(): void {
    this.settle();
    this.#known = new Map();
    this.#last = null;
    this.#speaking = undefined;
    this.#said = undefined;
  }

  /** The agent's last message, which is the one that is cut off when the agent is. */
  get lastSaid(): string | undefined {
    return this.#said;
  }

  /** The history as it is now. */
  update(items: readonly HistoryItem[]): void {
    const now = new Map<string, HistoryItem>();
    let previous: string | null = null;
    let kept = 0;
    for (const item of items) {
      if (typeof item?.itemId !== 'string') continue;
      const before = this.#known.get(item.itemId);
      now.set(item.itemId, item);
      if (before) kept += 1;
      if (!before || !isSame(before, item)) this.#changed(item, previous);
      previous = item.itemId;
    }
    if (kept < this.#known.size) this.#deleted(now);
    this.#known = now;
    this.#last = previous;
  }

  /** The model calls a function. */
  called(call: ToolCall): void {
    const { callId } = call;
    if (!callId) return;
    const held = this.#held;
    const id = call.id ?? held?.itemId ?? callId;
    if (this.#callIds.get(id) === callId) return;
    this.#callIds.set(id, callId);
    if (held?.itemId === id) return this.settle();
    this.settle();
    // One that the history does not have, or has had without its call's id.
    const { name, arguments: args } = call;
    this.#tell({ itemId: id, previousItemId: this.#last, type: 'function_call', name, arguments: args });
  }

  /** A function gave its result. */
  answered(call: ToolCall, output: unknown): void {
    this.called(call);
    if (!call.callId || typeof output !== 'string') return;
    const item = { type: 'function_call_output', call_id: call.callId, output };
    this.#event({ type: 'conversation.item.create', item });
  }

  /** The agent begins a response. */
  responseStarted(response: any): void {
    if (typeof response?.id !== 'string') return;
    this.#event({ type: 'response.created', response: { id: response.id, status: 'in_progress' } });
  }

  /** A response is done. */
  responseDone(response: any): void {
    if (typeof response?.id !== 'string') return;
    const output = Array.isArray(response.output) ? response.output.filter((item: any) => item?.id) : [];
    const usage = response.usage && usageOf(response.usage);
    this.#event({
      type: 'response.done',
      response: { id: response.id, status: response.status ?? 'completed', output: output.map(itemWithoutAudio), usage },
    });
  }

  /** Audio of the agent, by its size. */
  audio(bytes: number, responseId: unknown): void {
    if (!this.#speaking) {
      this.#early += bytes;
      return;
    }
    this.#event({
      type: 'response.output_audio.delta',
      response_id: responseId,
      item_id: this.#speaking,
      content_index: 0,
      delta: bytes + this.#early,
    });
    this.#early = 0;
  }

  /** The agent's audio is complete. */
  audioDone(): void {
    if (!this.#speaking) return;
    if (this.#early > 0) this.audio(0, undefined);
    this.#event({ type: 'response.output_audio.done', item_id: this.#speaking, content_index: 0 });
    this.#speaking = undefined;
  }

  /** Tells what was held back, as it is. */
  settle(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#tell(held);
  }

  #changed(item: HistoryItem, previous: string | null): void {
    this.settle();
    const told = { ...itemWithoutAudio(item), previousItemId: previous };
    if (item.type === 'function_call' && !this.#callIds.has(item.itemId) && !this.#known.has(item.itemId)) {
      this.#held = told;
      return;
    }
    this.#tell(told);
    if (item.type !== 'message') return;
    const isAgent = item['role'] === 'assistant';
    if (isAgent && !this.#known.has(item.itemId)) this.#speaking = this.#said = item.itemId;
    if (!isAgent) this.#speaking = undefined;
    if (this.#speaking && this.#early > 0) this.audio(0, undefined);
  }

  #tell(item: HistoryItem): void {
    const callId = this.#callIds.get(item.itemId);
    // The SDK has a call in progress until its result is there. What the model said is complete when it calls.
    this.#sink.item(callId === undefined ? item : { ...item, callId, status: 'completed' });
  }

  #deleted(now: ReadonlyMap<string, HistoryItem>): void {
    for (const itemId of this.#known.keys()) {
      if (now.has(itemId)) continue;
      if (this.#held?.itemId === itemId) this.#held = undefined;
      this.#event({ type: 'conversation.item.deleted', item_id: itemId });
    }
  }

  #event(event: WireEvent): void {
    this.settle();
    this.#sink.event(event);
  }
}

/**
 * True where two versions of an item say the same. The SDK makes new objects of all items each time, mostly with the
 * strings of before: comparing those is cheap.
 */
function isSame(one: HistoryItem, other: HistoryItem): boolean {
  if (one === other) return true;
  for (const name of Object.keys(other)) {
    if (one[name] !== other[name] && !isSameValue(one[name], other[name])) return false;
  }
  return true;
}

function isSameValue(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(other)) {
    if (!Array.isArray(one) || one.length !== other.length) return false;
    return other.every((part, i) => part === one[i] || isSameValue(one[i], part));
  }
  const parts = other as Record<string, unknown>;
  return Object.keys(parts).every((name) => {
    const before = (one as Record<string, unknown>)[name];
    return name === 'audio' || before === parts[name] || isSameValue(before, parts[name]);
  });
}

/** Usage in the wire's names. */
function usageOf(usage: any): Record<string, unknown> {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    total_tokens: usage.totalTokens,
    input_token_details: usage.inputTokensDetails,
    output_token_details: usage.outputTokensDetails,
  };
}
