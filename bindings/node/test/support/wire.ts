/** Wire logs: one event of the Realtime API a line, as `scripta replay` reads them. */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run, wireLog } from './programs';

/** An event of the Realtime API, from either side. */
export interface WireEvent {
  type: string;
  [member: string]: any;
}

/** One line of a wire log. */
export interface Line {
  dir: 'server' | 'client';
  event: WireEvent;
  /** RFC 3339. */
  at?: string;
}

/** A wire log and what it is called. */
export interface Log {
  name: string;
  lines: Line[];
  /** The personal data in it, where it has any and tells. */
  marks?: Mark[];
}

/** A personal value that a sample holds. */
export interface Mark {
  kind: 'phone' | 'email' | 'card' | 'ssn' | 'name' | 'address' | 'dob';
  /** In its usual form. */
  value: string;
  /** In every form in which it is in the sample. */
  saidAs: string[];
}

/** Base64 characters that are left of an audio payload: enough to be audio, and short enough to be quick. */
const AUDIO = 1_600;

/** A sample of `scripta-sample`: `insurance`, `random 7`, `repeated 72`. */
export function sample(...what: string[]): Log {
  const printed = run(wireLog(), what);
  const name = what.join(' ');
  if (!printed.startsWith('{"marks"')) return { name, lines: parse(printed) };
  const first = printed.indexOf('\n');
  return { name, lines: parse(printed.slice(first)), marks: JSON.parse(printed.slice(0, first)).marks };
}

/** Metadata with personal data in it. */
export function markedMetadata(values: number, seed: number): { metadata: Record<string, unknown>; marks: Mark[] } {
  return JSON.parse(run(wireLog(), ['metadata', String(values), String(seed)]));
}

/** Recorded sessions, where `SCRIPTA_CAPTURES` names a folder of them. */
export function captures(): Log[] {
  const folder = process.env.SCRIPTA_CAPTURES;
  if (!folder) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .map((file) => ({
      name: basename(file, '.jsonl'),
      lines: parse(readFileSync(join(folder, file), 'utf8')),
    }));
}

function parse(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const read = JSON.parse(line);
      const told: Line = read.event ? read : { dir: 'server', event: read };
      return { ...told, event: shortened(told.event) };
    });
}

function shortened(event: WireEvent): WireEvent {
  const member = event.type.endsWith('audio.delta') ? 'delta' : event.type === 'input_audio_buffer.append' ? 'audio' : '';
  const audio = event[member];
  return typeof audio === 'string' && audio.length > AUDIO ? { ...event, [member]: audio.slice(0, AUDIO) } : event;
}
