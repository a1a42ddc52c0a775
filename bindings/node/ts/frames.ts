/**
 * What the client sends, which the SDK emits to nobody.
 *
 * `transport.sendEvent` is where an application and most of the SDK send, but not all: in `@openai/agents` 0.20
 * `response.cancel` goes past it, and a `response.create` that must wait until the response before it is done goes out
 * later than it was asked for, and under a name that it gets then. So where a transport shows its connection (those of
 * OpenAI do, also the telephony layers made from them), frames are taken where they leave: at its socket, or at WebRTC's
 * data channel. Of any other transport `sendEvent` is all there is to see.
 */

import { Listeners } from './listeners';
import { isEvent, eventJson, frameJson } from './wire';
import type { Transport, WireEvent } from './sdk';

/** What frames leave through. */
interface Channel {
  send(data: unknown): void;
  readyState?: unknown;
}

/** The states in which a socket and a data channel take frames; in others they may drop them without a word. */
const OPEN = new Set<unknown>([undefined, 1, 'open']);

/** Takes a client's frames. */
export class ClientFrames {
  readonly #transport: Transport;
  readonly #told: (json: string) => void;
  readonly #failed: (error: unknown) => void;
  readonly #transportCalls: Listeners;
  #channel: Channel | undefined;
  #channelCalls: Listeners | undefined;

  constructor(transport: Transport, told: (json: string) => void, failed: (error: unknown) => void) {
    this.#transport = transport;
    this.#told = told;
    this.#failed = failed;
    this.#transportCalls = new Listeners(failed);
    this.#transportCalls.wrap(transport, 'sendEvent', (event) => this.#sent(event));
    this.follow();
  }

  /** Looks for the connection; a transport has another one each time that it connects. */
  follow(): void {
    const channel = channelOf(this.#transport);
    if (channel === this.#channel) return;
    this.#channelCalls?.removeAll();
    this.#channel = channel;
    if (!channel) return;
    this.#channelCalls = new Listeners(this.#failed);
    this.#channelCalls.wrap(channel, 'send', (data) => this.#left(data), () => OPEN.has(channel.readyState));
  }

  /** Gives back everything as it was. */
  release(): void {
    this.#transportCalls.removeAll();
    this.#channelCalls?.removeAll();
    this.#channel = undefined;
  }

  #sent(event: WireEvent): void {
    // Seen when it leaves, if it leaves.
    if (this.#channel || !isEvent(event)) return;
    this.#told(eventJson(event));
  }

  #left(data: unknown): void {
    if (typeof data !== 'string') return;
    const json = frameJson(data);
    if (json !== null) this.#told(json);
  }
}

function channelOf(transport: Transport): Channel | undefined {
  const state = transport.connectionState as { websocket?: unknown; dataChannel?: unknown } | null | undefined;
  if (typeof state !== 'object' || state === null) return undefined;
  const channel = (state.websocket ?? state.dataChannel) as Partial<Channel> | null | undefined;
  return typeof channel?.send === 'function' ? (channel as Channel) : undefined;
}
