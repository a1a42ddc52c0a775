/** A Realtime API of our own on a loopback port, for the real SDK over its real WebSocket transport. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Line, WireEvent } from './wire';

/** A server that hands out connections. What is said on them is the test's. */
export class RealtimeServer {
  readonly #server: WebSocketServer;
  readonly #waiting: Connection[] = [];
  readonly #takers: ((connection: Connection) => void)[] = [];

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket, request) => {
      const connection = new Connection(socket, request.url ?? '');
      const taker = this.#takers.shift();
      if (taker) taker(connection);
      else this.#waiting.push(connection);
    });
  }

  static async start(): Promise<RealtimeServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new RealtimeServer(server);
  }

  /** What `session.connect({ url })` takes. */
  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1/realtime?model=gpt-realtime`;
  }

  /** The next client that connects. */
  connection(): Promise<Connection> {
    const waiting = this.#waiting.shift();
    return waiting ? Promise.resolve(waiting) : new Promise((take) => this.#takers.push(take));
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((closed) => this.#server.close(closed));
  }
}

/** One client's connection. */
export class Connection {
  /** Both directions, in the order in which they went over the socket. */
  readonly transcript: Line[] = [];
  /** What the client asked for: path and query. */
  readonly path: string;
  readonly #socket: WebSocket;
  /** Pongs and frames, for whoever waits. */
  #wake: (() => void)[] = [];
  #pongs = 0;
  #pings = 0;
  #closed = false;

  constructor(socket: WebSocket, path: string) {
    this.#socket = socket;
    this.path = path;
    socket.on('message', (data) => {
      this.#note('client', JSON.parse(data.toString()));
      this.#awake();
    });
    socket.on('pong', () => {
      this.#pongs += 1;
      this.#awake();
    });
    socket.on('close', () => {
      this.#closed = true;
      this.#awake();
    });
    socket.on('error', () => socket.terminate());
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Sends an event and returns at once. */
  push(event: WireEvent): void {
    if (this.#closed) return;
    this.#note('server', event);
    this.#socket.send(JSON.stringify(event));
  }

  /** Sends an event, and returns when the client has handled it and its answers are here. */
  async send(event: WireEvent): Promise<void> {
    this.push(event);
    await this.settled();
  }

  /**
   * Returns when the client has handled all that was sent.
   *
   * A client answers a ping after the messages before it. What it sends from a microtask comes after the answer to the
   * first ping, and before that to a second one.
   */
  async settled(): Promise<void> {
    for (let round = 0; round < 2; round += 1) {
      if (this.#closed) return;
      const ping = (this.#pings += 1);
      this.#socket.ping();
      await this.#until(() => this.#pongs >= ping, 10_000);
    }
  }

  /** Waits for a client frame, beginning with the `from`th line of the transcript; gives its place, or -1. */
  async received(matches: (event: WireEvent) => boolean, from = 0, ms = 5_000): Promise<number> {
    const find = (): number =>
      this.transcript.findIndex((line, i) => i >= from && line.dir === 'client' && matches(line.event));
    await this.#until(() => find() >= 0, ms);
    return find();
  }

  /** Closes as the server does when a session is over. */
  async close(): Promise<void> {
    this.#socket.close(1000);
    await this.#until(() => this.#closed, 5_000);
  }

  /** Tears the connection. */
  terminate(): void {
    this.#socket.terminate();
  }

  #note(dir: Line['dir'], event: WireEvent): void {
    this.transcript.push({ dir, event, at: new Date().toISOString() });
  }

  #awake(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const waker of wake) waker();
  }

  async #until(condition: () => boolean, ms: number): Promise<void> {
    const deadline = Date.now() + ms;
    while (!condition() && !this.#closed) {
      const left = deadline - Date.now();
      if (left <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}
