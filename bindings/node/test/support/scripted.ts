/** A call over `ScriptedRealtimeTransport`, which gives the SDK items and no events of the wire. */

import { ScriptedRealtimeTransport } from '@openai/agents-realtime/testing';
import { RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';
import type { RealtimeSessionOptions } from '@openai/agents/realtime';
import { until } from './until';

/** The API's part, told in items. */
export class ScriptedCall {
  readonly transport = new ScriptedRealtimeTransport();
  readonly session: RealtimeSession<any>;
  #made = 0;
  #taken = 0;
  #previous: string | null = null;

  constructor(agent = new RealtimeAgent({ name: 'Agent' }), options: Partial<RealtimeSessionOptions<any>> = {}) {
    this.session = new RealtimeSession(agent, { transport: this.transport, ...options });
    this.session.on('error', () => undefined);
  }

  connect(): Promise<void> {
    return this.session.connect({ apiKey: 'none' });
  }

  callerSays(transcript: string): string {
    return this.#message('user', [{ type: 'input_audio', transcript }]);
  }

  agentSays(transcript: string, status = 'completed'): string {
    return this.#inResponse(() => this.#message('assistant', [{ type: 'output_audio', transcript }], status));
  }

  /** The agent calls a tool; gives the call's id, and that of its item. */
  agentCalls(name: string, args: object): { callId: string; itemId: string } {
    const [itemId, callId] = [this.#id('item'), this.#id('call')];
    const call = { type: 'function_call' as const, name, arguments: JSON.stringify(args) };
    this.#inResponse((responseId) => {
      this.#item({ ...call, itemId, status: 'in_progress', output: null });
      this.transport.emit('function_call', { ...call, id: itemId, callId, responseId });
      return itemId;
    });
    return { callId, itemId };
  }

  /** Waits until the SDK has made a call on its transport, and gives it. */
  async made(method: string): Promise<any> {
    const calls = (): any => this.transport.calls.slice(this.#taken).find((call) => call.method === method);
    const call = await until(`the SDK calls ${method}`, calls);
    this.#taken = call.index + 1;
    return call;
  }

  /** Waits for the result of a call, as transports do that put it into the call's item. */
  async takesResult(itemId: string): Promise<string> {
    const { toolCall, output } = await this.made('sendFunctionCallOutput');
    const { name, arguments: args } = toolCall;
    this.#item({ type: 'function_call', itemId, name, arguments: args, status: 'completed', output });
    return output;
  }

  #message(role: string, content: object[], status = 'completed'): string {
    const itemId = this.#id('item');
    this.#item({ itemId, previousItemId: this.#previous, type: 'message', role, status, content });
    return itemId;
  }

  #item(item: any): void {
    this.transport.emit('item_update', item);
    this.#previous = item.itemId;
  }

  #inResponse(output: (responseId: string) => string): string {
    const id = this.#id('resp');
    this.transport.emit('turn_started', { type: 'response_started', providerData: { response: { id } } } as any);
    const item = output(id);
    const usage = { inputTokens: 20, outputTokens: 10, totalTokens: 30 };
    this.transport.emit('turn_done', { type: 'response_done', response: { id, output: [], usage } } as any);
    return item;
  }

  #id(kind: string): string {
    this.#made += 1;
    return `${kind}_${String(this.#made).padStart(4, '0')}`;
  }
}
