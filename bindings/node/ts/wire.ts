/**
 * Events of the Realtime API as they cross to the recorder: as JSON, and without audio.
 *
 * Audio is most of what goes over the wire and none of the record. Where an event has base64 audio, the number of its
 * bytes crosses in its stead, from which the record tells how long somebody spoke. Everything else crosses as it is, also
 * what nobody knows yet. This runs for every event, so nothing is copied but what changes.
 */

import type { WireEvent } from './sdk';

/** Events whose `delta` is audio: GA, beta and GPT-Live. */
const AUDIO_DELTAS = new Set(['response.output_audio.delta', 'response.audio.delta', 'session.output_audio.delta']);

/** How the SDK writes the frame that carries the caller's voice, many times a second. */
const APPEND = '{"type":"input_audio_buffer.append","audio":"';

/** An event as JSON, without audio. */
export function eventJson(event: WireEvent): string {
  return JSON.stringify(withoutAudio(event));
}

/** A client's frame as it was sent, without audio; null for what is no event. */
export function frameJson(frame: string): string | null {
  if (frame.startsWith(APPEND) && frame.endsWith('"}') && frame.indexOf('"', APPEND.length) === frame.length - 2) {
    return `{"type":"input_audio_buffer.append","audio":${audioBytes(frame, APPEND.length, frame.length - 2)}}`;
  }
  if (!frame.includes('"audio"') && frame.startsWith('{"type":"')) return frame;
  const event: unknown = JSON.parse(frame);
  return isEvent(event) ? eventJson(event) : null;
}

/** True for what has an event's type. */
export function isEvent(value: unknown): value is WireEvent {
  return typeof (value as WireEvent | null)?.type === 'string';
}

/** How many bytes the base64 text from `start` to `end` stands for. */
export function audioBytes(base64: string, start = 0, end = base64.length): number {
  let last = end;
  while (last > start && base64.charCodeAt(last - 1) === EQUALS) last -= 1;
  return Math.floor(((last - start) * 3) / 4);
}

const EQUALS = '='.charCodeAt(0);

/** An event with its audio replaced; the same object where it has none. */
function withoutAudio(event: WireEvent): WireEvent {
  if (typeof event['delta'] === 'string') {
    return AUDIO_DELTAS.has(event.type) ? { ...event, delta: audioBytes(event['delta']) } : event;
  }
  if (typeof event['audio'] === 'string') return { ...event, audio: audioBytes(event['audio']) };
  if (typeof event['item'] === 'object') return changed(event, 'item', itemWithoutAudio(event['item']));
  if (typeof event['part'] === 'object') return changed(event, 'part', partWithoutAudio(event['part']));
  if (typeof event['response'] === 'object') return changed(event, 'response', responseWithoutAudio(event['response']));
  // GPT-Live carries events of the Realtime API within its own.
  return isEvent(event['event']) ? changed(event, 'event', withoutAudio(event['event'])) : event;
}

function changed(event: WireEvent, member: string, value: unknown): WireEvent {
  return event[member] === value ? event : { ...event, [member]: value };
}

/** An item, of the wire or of the SDK's history, without the audio in its parts; the same where it has none. */
export function itemWithoutAudio<T>(item: T): T {
  const content = (item as { content?: unknown } | null)?.content;
  if (!Array.isArray(content) || !content.some(hasAudio)) return item;
  return { ...item, content: content.map(partWithoutAudio) };
}

function hasAudio(part: unknown): boolean {
  return (part as { audio?: unknown } | null)?.audio !== undefined;
}

function partWithoutAudio(part: unknown): unknown {
  return hasAudio(part) ? { ...(part as object), audio: undefined } : part;
}

function responseWithoutAudio(response: unknown): unknown {
  const output = (response as { output?: unknown } | null)?.output;
  if (!Array.isArray(output)) return response;
  const items = output.map(itemWithoutAudio);
  return items.every((item, i) => item === output[i]) ? response : { ...(response as object), output: items };
}
