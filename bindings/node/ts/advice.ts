/** What a session's configuration keeps out of its record, and how to set it. */

import { optionsOf, type Session } from './sdk';

/** The member of `include` that makes the API tell how sure it is of a transcript. */
const LOGPROBS = 'item.input_audio_transcription.logprobs';

const NO_TRANSCRIPTION =
  "the session does not transcribe the caller's audio: what the caller says will be missing from the record, and with it " +
  'every fact that only the caller tells. Set it in the options of RealtimeSession: ' +
  "config: { audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } } } }";

const NO_LOGPROBS =
  'the session transcribes without log-probabilities: transcripts of the caller will have no `confidence`. ' +
  `Set it in the options of RealtimeSession: config: { providerData: { include: ['${LOGPROBS}'] } }`;

const TRACED_ANYWAY =
  'OPENAI_AGENTS_DISABLE_TRACING is set, but realtime sessions are traced by the API, and the SDK asks for it all the ' +
  'same (tracing: "auto"). Set tracingDisabled: true in the options of RealtimeSession';

/** Advice on a session as the API describes it in `session.updated`; null where there is none. */
export function adviceOnSettings(settings: any): string | null {
  const beta = settings?.input_audio_transcription;
  const audio = settings?.audio;
  // An update that says nothing about audio.
  if (beta === undefined && audio === undefined) return null;
  return advice(Boolean(beta ?? audio?.input?.transcription), settings.include);
}

/** Advice on a session as it was made, for transports whose events do not come by; null where there is none. */
export function adviceOnOptions(session: Session): string | null {
  const config = optionsOf(session).config ?? {};
  // Left out, the SDK's own default transcribes.
  const transcription = config.inputAudioTranscription ?? config.audio?.input?.transcription;
  const off = config.inputAudioTranscription === null || config.audio?.input?.transcription === null;
  return advice(Boolean(transcription) || !off, config.providerData?.include);
}

/** Advice on the tracing of a session; null where there is none. */
export function adviceOnTracing(session: Session): string | null {
  return isTracingDisabled() && optionsOf(session).tracingDisabled !== true ? TRACED_ANYWAY : null;
}

/** True where the environment says that nothing is to be traced; read as the SDK reads it. */
export function isTracingDisabled(): boolean {
  const told = process.env['OPENAI_AGENTS_DISABLE_TRACING'];
  return told === '1' || told === 'true';
}

function advice(transcribes: boolean, include: unknown): string | null {
  if (!transcribes) return NO_TRANSCRIPTION;
  return Array.isArray(include) && include.includes(LOGPROBS) ? null : NO_LOGPROBS;
}
