/** What `scripta replay` makes of a wire log, to compare with. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversations } from './folder';
import { cli, run } from './programs';
import type { Line } from './wire';

/** Replays `lines` into `folder`, and gives the archived conversation. */
export function replayed(lines: Line[], folder: string): any {
  const log = join(folder, 'log.jsonl');
  writeFileSync(log, lines.map((line) => JSON.stringify(line)).join('\n'));
  const data = join(folder, 'replayed');
  // The environment of the caller may name a bucket; tests have none.
  run(cli(), ['--data-dir', data, 'replay', log], { CONVERSATIONS_BUCKET: '' });
  const archived = conversations(data);
  if (archived.length !== 1) throw new Error(`${archived.length} conversations of one log`);
  return archived[0];
}

/** Events that the SDK tells and the wire does not. */
const OF_THE_SDK = new Set(['agent_started', 'agent_tool_start', 'agent_tool_end', 'tool_approval_requested', 'mcp_tool_call_completed']);

/** A conversation without what differs from one recording of it to another: times, our own ids, how it was captured. */
export function comparable(conversation: any): any {
  const { capture, sdk, ...source } = conversation.source;
  return {
    completeness: conversation.completeness,
    source,
    turns: conversation.turns.map(turn),
    history: conversation.history.map(withoutTimes),
    usage: conversation.usage,
    events: conversation.events.filter((event: any) => !OF_THE_SDK.has(event.type)).map(happened),
  };
}

function turn({ startMs, endMs, timestamp, responseLatencyMs, ...turn }: any): any {
  const { atMs, ...interruption } = turn.interruption ?? {};
  const toolCalls = (turn.toolCalls ?? []).map(({ durationMs, ...call }: any) => call);
  return { ...turn, interruption, toolCalls };
}

function happened({ id, timestamp, data, ...event }: any): any {
  const { durationMs, ...rest } = data;
  return { ...event, data: rest };
}

function withoutTimes(item: any): any {
  const { createdAt, timestamp, completedAt, ...rest } = item;
  return rest;
}
