/** What only the SDK knows, as data of events in the record. */

import { audioBytes } from './wire';
import type { Span } from './sdk';

/** Data of a note. */
export type NoteData = Record<string, unknown>;

interface Named {
  name?: unknown;
}

/** A tool runs or has run. Its arguments and its result are in the conversation itself. */
export function toolNote(agent: Named, tool: Named, details: any, durationMs?: number): NoteData {
  return { toolName: tool?.name, callId: details?.toolCall?.callId, agent: agent?.name, durationMs };
}

/** Another agent than before answers. */
export function agentNote(agent: Named): NoteData {
  return { agent: agent?.name };
}

/** One agent handed the caller to another. */
export function handoffNote(from: Named, to: Named): NoteData {
  return { from: from?.name, to: to?.name };
}

/** An output guardrail stopped the agent. */
export function guardrailNote(agent: Named, error: any, details: any): NoteData {
  const { guardrail, output } = error?.result ?? {};
  return {
    guardrail: guardrail?.name,
    message: error?.message,
    info: output?.outputInfo,
    agent: agent?.name,
    itemId: details?.itemId,
  };
}

/** A tool waits for somebody's approval. */
export function approvalNote(agent: Named, request: any): NoteData {
  const call = request?.approvalItem?.rawItem;
  return {
    kind: request?.type,
    toolName: request?.tool?.name ?? call?.name,
    callId: call?.callId,
    itemId: call?.providerData?.itemId ?? call?.id,
    serverLabel: call?.providerData?.serverLabel,
    agent: agent?.name,
  };
}

/** A tool of an MCP server has run. */
export function mcpNote(agent: Named, call: any): NoteData {
  return { toolName: call?.name, itemId: call?.itemId, status: call?.status, agent: agent?.name };
}

/** Something went wrong in the session. Gives null for an error of the wire, which the wire has told already. */
export function errorNote(event: any, wireTells: boolean): NoteData | null {
  const error = event?.error ?? event;
  if (wireTells && error?.type === 'error' && typeof error.error === 'object') return null;
  const told = error?.error ?? error;
  return { source: 'sdk', name: told?.name, code: told?.code, message: told?.message ?? String(told) };
}

/** A span of a trace. */
export function spanNote(span: Span): NoteData {
  const data = (span.spanData ?? {}) as Record<string, any>;
  const { type, name, ...rest } = data;
  return {
    spanType: type,
    name,
    traceId: span.traceId,
    spanId: span.spanId,
    parentId: span.parentId,
    startedAt: span.startedAt,
    endedAt: span.endedAt,
    data: spanData(rest),
    error: span.error ?? undefined,
  };
}

/**
 * A span's data without what would make a record grow with the square of the conversation (each model call repeats all
 * that was said before it), and without audio.
 */
function spanData({ _input, _response, ...rest }: Record<string, any>): NoteData {
  const told: NoteData = { ...rest };
  for (const side of ['input', 'output']) {
    const { data, format } = rest[side] ?? {};
    if (typeof data === 'string' && format !== undefined) told[side] = { format, bytes: audioBytes(data) };
  }
  if (Array.isArray(rest['input'])) told['input'] = rest['input'].slice(-1);
  if (_response?.usage) told['usage'] = _response.usage;
  return told;
}
