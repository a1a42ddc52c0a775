// Stands in for the Realtime API: speaks its protocol on a loopback port and plays a script, so that the example needs
// neither a key nor the network. What a caller says here was never audio, and what the agent says is silence.

import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketServer } from 'ws';

/** Between two things that happen. */
const BEAT_MS = 30;
/** What is heard of an answer before the caller cuts it off. */
const HEARD_MS = 1_500;
/** A tenth of a second of silence: 16-bit PCM at 24 kHz. */
const SILENCE = Buffer.alloc(4_800).toString('base64');

/** Starts the server; `url` is what `session.connect` takes, `played` resolves when the script is over. */
export async function startRealtimeServer(script) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const played = once(server, 'connection').then(([socket]) => new Call(socket).play(script));
  return {
    url: `ws://127.0.0.1:${server.address().port}/v1/realtime?model=gpt-realtime`,
    played,
    close: () => server.close(),
  };
}

class Call {
  #socket;
  #made = 0;
  #last = null;
  #items = new Map();
  #frames = [];
  #arrived = () => {};

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#frame(JSON.parse(data)));
  }

  async play(script) {
    this.#send('session.created', { session: { id: 'sess_example', object: 'realtime.session', type: 'realtime' } });
    await this.#received('session.update');
    for (const step of script) {
      await pause(BEAT_MS);
      if (step.caller) this.#callerSays(step.caller);
      else if (step.writes) await this.#clientWrites();
      else if (step.tool) await this.#agentCalls(step.tool, step.arguments);
      else await this.#agentSays(step.agent, step.cutOff);
    }
    // The answer to a ping says that the client has handled all that came before it.
    this.#socket.ping();
    await once(this.#socket, 'pong');
  }

  #callerSays(transcript) {
    const item_id = this.#id('item');
    this.#send('input_audio_buffer.speech_started', { audio_start_ms: 0, item_id });
    this.#send('input_audio_buffer.speech_stopped', { audio_end_ms: 900, item_id });
    this.#send('input_audio_buffer.committed', { item_id, previous_item_id: this.#last });
    const content = [{ type: 'input_audio', transcript: null }];
    const item = { id: item_id, type: 'message', status: 'completed', role: 'user', content };
    this.#item(item);
    // The API sends it when it has it, often after the agent has begun to answer.
    setTimeout(() => {
      content[0].transcript = transcript;
      const logprobs = transcript.split(' ').map((token) => ({ token, logprob: -0.05, bytes: [...Buffer.from(token)] }));
      const usage = { type: 'duration', seconds: 1 };
      const type = 'conversation.item.input_audio_transcription.completed';
      this.#send(type, { item_id, content_index: 0, transcript, logprobs, usage });
    }, BEAT_MS * 1.5);
  }

  /** The client sends a message in writing, and asks for an answer. */
  async #clientWrites() {
    const { item } = await this.#received('conversation.item.create');
    this.#item({ id: this.#id('item'), status: 'completed', ...item });
    await this.#received('response.create');
  }

  async #agentSays(text, cutOff = false) {
    const response_id = this.#response();
    const item = { id: this.#id('item'), type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    const at = { response_id, item_id: item.id, output_index: 0, content_index: 0 };
    this.#begin(item, response_id);
    this.#send('response.content_part.added', { ...at, part: { type: 'audio', transcript: '' } });
    for (const delta of text.match(/\S+\s*/g)) {
      this.#send('response.output_audio_transcript.delta', { ...at, delta });
      this.#send('response.output_audio.delta', { ...at, delta: SILENCE });
      await pause(2);
    }
    this.#send('response.output_audio.done', at);
    this.#send('response.output_audio_transcript.done', { ...at, transcript: text });
    Object.assign(item, { status: 'completed', content: [{ type: 'output_audio', transcript: text }] });
    this.#done(item, response_id);
    if (cutOff) {
      await pause(HEARD_MS);
      // The caller speaks while the agent is still heard; the client says how much of it was.
      this.#send('input_audio_buffer.speech_started', { audio_start_ms: 0, item_id: this.#id('item') });
      const { item_id, content_index, audio_end_ms } = await this.#received('conversation.item.truncate');
      this.#send('conversation.item.truncated', { item_id, content_index, audio_end_ms });
    }
  }

  async #agentCalls(name, args) {
    const response_id = this.#response();
    const call_id = this.#id('call');
    const item = { id: this.#id('item'), type: 'function_call', status: 'in_progress', name, call_id, arguments: '' };
    this.#begin(item, response_id);
    Object.assign(item, { status: 'completed', arguments: JSON.stringify(args) });
    const at = { response_id, item_id: item.id, output_index: 0, call_id };
    this.#send('response.function_call_arguments.done', { ...at, name, arguments: item.arguments });
    this.#done(item, response_id);
    const created = await this.#received('conversation.item.create');
    this.#item({ id: this.#id('item'), ...created.item });
    await this.#received('response.create');
  }

  #response() {
    const id = this.#id('resp');
    this.#send('response.created', { response: { id, object: 'realtime.response', status: 'in_progress', output: [] } });
    return id;
  }

  #begin(item, response_id) {
    this.#send('response.output_item.added', { response_id, output_index: 0, item });
    this.#send('conversation.item.added', { previous_item_id: this.#last, item });
    this.#last = item.id;
  }

  #done(item, response_id) {
    this.#items.set(item.id, item);
    this.#send('conversation.item.done', { previous_item_id: null, item });
    this.#send('response.output_item.done', { response_id, output_index: 0, item });
    const usage = { total_tokens: 30, input_tokens: 10, output_tokens: 20 };
    const response = { id: response_id, object: 'realtime.response', status: 'completed', output: [item], usage };
    this.#send('response.done', { response });
  }

  #item(item) {
    this.#items.set(item.id, item);
    this.#send('conversation.item.added', { previous_item_id: this.#last, item });
    this.#send('conversation.item.done', { previous_item_id: this.#last, item });
    this.#last = item.id;
  }

  #frame(frame) {
    switch (frame.type) {
      case 'session.update':
        this.#send('session.updated', { session: { id: 'sess_example', object: 'realtime.session', ...frame.session } });
        break;
      case 'conversation.item.retrieve':
        this.#send('conversation.item.retrieved', { item: this.#items.get(frame.item_id) });
        return;
    }
    this.#frames.push(frame);
    this.#arrived();
  }

  /** The next frame of a type; others before it are passed over. */
  async #received(type) {
    for (;;) {
      const at = this.#frames.findIndex((frame) => frame.type === type);
      if (at >= 0) return this.#frames.splice(0, at + 1).at(-1);
      await new Promise((arrived) => (this.#arrived = arrived));
    }
  }

  #send(type, members) {
    this.#socket.send(JSON.stringify({ type, event_id: this.#id('event'), ...members }));
  }

  #id(kind) {
    this.#made += 1;
    return `${kind}_${String(this.#made).padStart(4, '0')}`;
  }
}
