/** The Realtime API's part of a call, in the shape of the wire (GA), for scenarios that no log has. */

import { randomUUID } from 'node:crypto';
import type { Connection } from './realtime-server';
import type { WireEvent } from './wire';

const USAGE = {
  total_tokens: 30,
  input_tokens: 20,
  output_tokens: 10,
  input_token_details: { text_tokens: 5, audio_tokens: 15, image_tokens: 0, cached_tokens: 0 },
  output_token_details: { text_tokens: 4, audio_tokens: 6 },
};

/** Says the API's events on a connection. Each verb returns when the client has handled them. */
export class Api {
  readonly #connection: Connection;
  #previous: string | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The session begins. `audio` takes the place of its settings. */
  async begins(audio: object = {}): Promise<void> {
    const session = {
      type: 'realtime',
      object: 'realtime.session',
      id: id('sess'),
      model: 'gpt-realtime',
      output_modalities: ['audio'],
      instructions: 'Help the caller.',
      tools: [],
      tool_choice: 'auto',
      tracing: null,
      include: ['item.input_audio_transcription.logprobs'],
      audio: {
        input: { format: { type: 'audio/pcm', rate: 24_000 }, transcription: { model: 'gpt-4o-mini-transcribe' } },
        output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'marin' },
        ...audio,
      },
    };
    await this.#send('session.created', { session });
    await this.#send('session.updated', { session });
  }

  /** The caller says something, and it is transcribed. Gives the item's id. */
  async callerSays(transcript: string): Promise<string> {
    const item_id = id('item');
    await this.#send('input_audio_buffer.speech_started', { audio_start_ms: 100, item_id });
    await this.#send('input_audio_buffer.speech_stopped', { audio_end_ms: 900, item_id });
    await this.#send('input_audio_buffer.committed', { item_id, previous_item_id: this.#previous });
    const spoken = (said: string | null): object => ({
      id: item_id,
      type: 'message',
      role: 'user',
      status: 'completed',
      content: [{ type: 'input_audio', transcript: said }],
    });
    await this.#item(spoken(null));
    await this.#send('conversation.item.input_audio_transcription.completed', {
      item_id,
      content_index: 0,
      transcript,
      usage: { type: 'duration', seconds: 1 },
    });
    return item_id;
  }

  /** The agent says something. `whole`: whether the response ends; else `Speaking.stops` ends it. */
  async agentSays(transcript: string): Promise<string> {
    const speaking = await this.agentBegins(transcript);
    await speaking.ends();
    return speaking.item;
  }

  /** The agent has said something, and its response goes on. */
  async agentBegins(transcript: string): Promise<Speaking> {
    const response = id('resp');
    const item = id('item');
    const place = { response_id: response, item_id: item, output_index: 0, content_index: 0 };
    await this.#send('response.created', { response: { id: response, object: 'realtime.response', status: 'in_progress', output: [] } });
    await this.#output(response, message(item, 'in_progress', []), 'added');
    await this.#item(message(item, 'in_progress', []), false);
    await this.#send('response.content_part.added', { ...place, part: { type: 'audio', transcript: '' } });
    await this.#send('response.output_audio_transcript.delta', { ...place, delta: transcript });
    // A tenth of a second of silence.
    await this.#send('response.output_audio.delta', { ...place, delta: Buffer.alloc(4_800).toString('base64') });
    const finish = async (status: string, itemStatus: string): Promise<void> => {
      await this.#send('response.output_audio.done', place);
      await this.#send('response.output_audio_transcript.done', { ...place, transcript });
      const done = message(item, itemStatus, [{ type: 'output_audio', transcript }]);
      await this.#output(response, done, 'done');
      await this.#send('conversation.item.done', { previous_item_id: null, item: done });
      await this.#done(response, status, [done]);
    };
    return {
      item,
      ends: () => finish('completed', 'completed'),
      isCutOff: async (audioEndMs) => {
        await this.#send('input_audio_buffer.speech_started', { audio_start_ms: 2_000, item_id: id('item') });
        await finish('cancelled', 'incomplete');
        await this.#send('conversation.item.truncated', { item_id: item, content_index: 0, audio_end_ms: audioEndMs });
      },
    };
  }

  /** The agent calls a tool; gives the id of the call. */
  async agentCalls(name: string, args: object): Promise<string> {
    const response = id('resp');
    const call_id = id('call');
    const item = {
      id: id('item'),
      type: 'function_call',
      status: 'completed',
      name,
      call_id,
      arguments: JSON.stringify(args),
    };
    await this.#send('response.created', { response: { id: response, object: 'realtime.response', status: 'in_progress', output: [] } });
    await this.#item(item);
    await this.#send('response.function_call_arguments.done', {
      response_id: response,
      item_id: item.id,
      output_index: 0,
      call_id,
      name,
      arguments: item.arguments,
    });
    await this.#output(response, item, 'done');
    await this.#done(response, 'completed', [item]);
    return call_id;
  }

  /** Waits for the result of a call, and takes it into the conversation. Gives it. */
  async takesResult(call_id: string): Promise<string> {
    const result = (event: WireEvent): boolean =>
      event.type === 'conversation.item.create' && event.item.call_id === call_id;
    const at = await this.#connection.received(result);
    const made = this.#connection.transcript[at]?.event.item;
    await this.#item({ id: id('item'), status: 'completed', ...made });
    return made.output;
  }

  /** The agent wants to use a tool of an MCP server that needs approval; gives the request's id. */
  async agentAsksApproval(server: string, name: string, args: object): Promise<string> {
    const request = { id: id('mcpr'), type: 'mcp_approval_request', server_label: server, name, arguments: JSON.stringify(args) };
    await this.#item(request);
    return request.id;
  }

  /** The MCP server's tool gave its output. */
  async mcpCalled(server: string, name: string, args: object, output: string, request: string): Promise<void> {
    const call = { id: id('mcp'), type: 'mcp_call', server_label: server, name, arguments: JSON.stringify(args), output, approval_request_id: request, error: null };
    await this.#item(call);
  }

  /** An item is taken out of the conversation. */
  async deletes(item_id: string): Promise<void> {
    await this.#send('conversation.item.deleted', { item_id });
  }

  async fails(message: string): Promise<void> {
    await this.#send('error', { error: { type: 'invalid_request_error', code: 'invalid_value', message, param: null, event_id: null } });
  }

  async #item(item: any, done = true): Promise<void> {
    await this.#send('conversation.item.added', { previous_item_id: this.#previous, item });
    this.#previous = item.id;
    if (done) await this.#send('conversation.item.done', { previous_item_id: null, item });
  }

  async #output(response_id: string, item: object, what: 'added' | 'done'): Promise<void> {
    await this.#send(`response.output_item.${what}`, { response_id, output_index: 0, item });
  }

  async #done(response: string, status: string, output: object[]): Promise<void> {
    await this.#send('response.done', { response: { id: response, object: 'realtime.response', status, output, usage: USAGE } });
  }

  async #send(type: string, members: object): Promise<void> {
    await this.#connection.send({ type, event_id: id('event'), ...members });
  }
}

/** A response that goes on. */
export interface Speaking {
  item: string;
  ends(): Promise<void>;
  /** The caller speaks while it plays. */
  isCutOff(audioEndMs: number): Promise<void>;
}

function message(item: string, status: string, content: object[]): object {
  return { id: item, type: 'message', role: 'assistant', status, content };
}

function id(kind: string): string {
  return `${kind}_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
}
