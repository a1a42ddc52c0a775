/** Plays a wire log to a real session: the server's part is sent, the application's part is done through the SDK. */

import { RealtimeAgent, RealtimeSession, tool } from '@openai/agents/realtime';
import type { RealtimeSessionOptions } from '@openai/agents/realtime';
import type { Connection } from './realtime-server';
import type { Line, Log, WireEvent } from './wire';

/** How long a frame that the SDK sends by itself is awaited before the application sends it. */
const OWN_FRAME_MS = 400;

/** A session whose agent has the tools that the log calls, which give the log's results. */
export function sessionFor(log: Log, options: Partial<RealtimeSessionOptions<any>> = {}): RealtimeSession<any> {
  const results = resultsIn(log.lines);
  const tools = [...toolsIn(log.lines)].map((name) =>
    tool({
      name,
      description: name,
      strict: false,
      parameters: { type: 'object', properties: {}, required: [], additionalProperties: true },
      execute: (_arguments, _context, details) => {
        const result = results.get(details?.toolCall?.callId ?? '');
        // A call that the log leaves unanswered stays unanswered.
        return result === undefined ? new Promise<string>(() => undefined) : result;
      },
    }),
  );
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Agent', tools }), {
    model: 'gpt-realtime',
    transport: 'websocket',
    ...options,
  });
  // What a log has that the SDK cannot make sense of is the log's affair.
  session.on('error', () => undefined);
  return session;
}

/** Plays the whole log; returns when the client has handled all of it. */
export async function play(log: Log, connection: Connection, session: RealtimeSession<any>): Promise<void> {
  const player = new Player(connection, session);
  // The SDK asks for its settings as soon as it is connected.
  await connection.settled();
  for (const line of log.lines) {
    if (line.dir === 'server') await connection.send(line.event);
    else await player.does(line.event);
  }
  await connection.settled();
}

/** The application: does what the client of the log did, where the SDK has not done it already. */
class Player {
  readonly #connection: Connection;
  readonly #session: RealtimeSession<any>;
  readonly #approvals: any[] = [];
  /** How many frames of a kind of those that came have been matched with the log's. */
  readonly #matched = new Map<string, number>();

  constructor(connection: Connection, session: RealtimeSession<any>) {
    this.#connection = connection;
    this.#session = session;
    session.on('tool_approval_requested', (_context, _agent, request) => {
      this.#approvals.push(request.approvalItem);
    });
  }

  async does(event: WireEvent): Promise<void> {
    const kind = kindOf(event);
    if (this.#came(kind)) return;
    if (isTheSdks(event)) {
      await this.#connection.received(() => this.#count(kind) > this.#matchedOf(kind), 0, OWN_FRAME_MS);
      if (this.#came(kind)) return;
    }
    await this.#do(event);
    // What was sent is here by then, so that both sides have it before the server goes on. The SDK holds back what must
    // wait for the end of a response.
    await this.#connection.settled();
    this.#came(kind);
  }

  /** Whether a frame of this kind has come that was not matched before; then it is. */
  #came(kind: string): boolean {
    const matched = this.#matchedOf(kind);
    if (this.#count(kind) <= matched) return false;
    this.#matched.set(kind, matched + 1);
    return true;
  }

  #count(kind: string): number {
    return this.#connection.transcript.filter((line) => line.dir === 'client' && kindOf(line.event) === kind).length;
  }

  #matchedOf(kind: string): number {
    return this.#matched.get(kind) ?? 0;
  }

  async #do(event: WireEvent): Promise<void> {
    const approval = event.item?.type === 'mcp_approval_response' ? this.#approvals.shift() : undefined;
    if (approval) {
      await (event.item.approve ? this.#session.approve(approval) : this.#session.reject(approval));
    } else if (event.type === 'input_audio_buffer.append') {
      const audio = Buffer.from(event.audio, 'base64');
      this.#session.sendAudio(audio.buffer.slice(audio.byteOffset, audio.byteOffset + audio.byteLength));
    } else if (event.type !== 'conversation.item.truncate' || event.item_id) {
      this.#session.transport.sendEvent(event as any);
    }
  }
}

/** What the SDK sends by itself. */
function isTheSdks(event: WireEvent): boolean {
  return event.type === 'session.update' || event.item?.type === 'function_call_output';
}

function kindOf(event: WireEvent): string {
  return event.item?.type ? `${event.type} ${event.item.type}` : event.type;
}

function items(lines: Line[], type: string): any[] {
  return lines.map((line) => line.event.item).filter((item) => item?.type === type);
}

function toolsIn(lines: Line[]): Set<string> {
  return new Set(items(lines, 'function_call').map((item) => item.name));
}

function resultsIn(lines: Line[]): Map<string, string> {
  return new Map(items(lines, 'function_call_output').map((item) => [item.call_id, item.output]));
}
