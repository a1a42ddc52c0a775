/** A native recorder in memory that keeps what it is told, and fails where it is told to. */

import type { NativeConversation, NativeRecorder } from '#dist/native';

/** What a conversation was told, in order. */
export type Told =
  | { event: any }
  | { item: any }
  | { note: string; data: any }
  | { snapshot: string };

export class FakeConversation implements NativeConversation {
  readonly id: string;
  readonly sessionId: string;
  readonly startTime = '2024-01-15T10:30:00.000Z';
  readonly start: any;
  readonly told: Told[] = [];
  ended: any;
  readonly #fails: () => boolean;

  constructor(id: string, sessionId: string, start: any, fails: () => boolean) {
    this.id = id;
    this.sessionId = sessionId;
    this.start = start;
    this.#fails = fails;
  }

  get events(): any[] {
    return this.told.flatMap((one) => ('event' in one ? [one.event] : []));
  }

  get items(): any[] {
    return this.told.flatMap((one) => ('item' in one ? [one.item] : []));
  }

  notes(type: string): any[] {
    return this.told.flatMap((one) => ('note' in one && one.note === type ? [one.data] : []));
  }

  observe(event: string): boolean {
    return this.#keep({ event: JSON.parse(event) });
  }

  item(item: string): boolean {
    return this.#keep({ item: JSON.parse(item) });
  }

  note(type: string, data: string): boolean {
    return this.#keep({ note: type, data: JSON.parse(data) });
  }

  snapshot(eventType: string): boolean {
    return this.#keep({ snapshot: eventType });
  }

  standing(): string {
    const items = this.items.length;
    const lastActivity = this.startTime;
    const observed = this.told.length;
    return JSON.stringify({ observed, acknowledged: observed, dropped: 0, messages: items, toolCalls: 0, items, lastActivity });
  }

  analytics(): string {
    return JSON.stringify({ totalMessages: this.items.length });
  }

  async record(): Promise<string | null> {
    return this.ended ? null : JSON.stringify({ conversation: { conversationId: this.id } });
  }

  async end(end: string): Promise<string> {
    this.ended = JSON.parse(end);
    if (this.#fails()) throw new Error('the native recorder failed');
    const metadata = { ...this.start.metadata, ...this.ended.metadata };
    return JSON.stringify({ status: 'archived', conversationId: this.id, sessionId: this.sessionId, objects: [], metadata });
  }

  #keep(told: Told): boolean {
    if (this.#fails()) throw new Error('the native recorder failed');
    if (!this.ended) this.told.push(told);
    return !this.ended;
  }
}

export class FakeRecorder implements NativeRecorder {
  readonly conversations: FakeConversation[] = [];
  /** What was asked to be erased, and to be searched for. */
  readonly erased: any[] = [];
  readonly searched: any[] = [];
  /** What a search finds. */
  archived: any[] = [];
  /** Whether everything throws. */
  fails = false;
  left = 0;

  get description(): string {
    return JSON.stringify({ dataDir: '/nowhere', archive: '/nowhere', local: true, profile: 'insurance', catalog: true });
  }

  /** The last conversation that began. */
  get last(): FakeConversation {
    const last = this.conversations.at(-1);
    if (!last) throw new Error('no conversation has begun');
    return last;
  }

  begin(sessionId: string, start: string): NativeConversation {
    if (this.fails) throw new Error('the native recorder failed');
    const id = `00000000-0000-4000-8000-${String(this.conversations.length + 1).padStart(12, '0')}`;
    const conversation = new FakeConversation(id, sessionId, JSON.parse(start), () => this.fails);
    this.conversations.push(conversation);
    return conversation;
  }

  recover(): number {
    return this.left;
  }

  status(): string {
    return JSON.stringify({ active: 0, pending: [], journal: 'Healthy', archive: null, queuedBytes: 0, indexing: null });
  }

  metrics(): string {
    return '';
  }

  metricLines(): string[] {
    return [];
  }

  async flush(): Promise<boolean> {
    return true;
  }

  async shutdown(): Promise<string | null> {
    return null;
  }

  shutdownSync(): string | null {
    return null;
  }

  async read(request: string): Promise<string> {
    const { conversationId, sessionId } = JSON.parse(request);
    const found = this.conversations.findLast((one) => one.id === conversationId || one.sessionId === sessionId);
    return JSON.stringify(found ? { conversation: { conversationId: found.id } } : null);
  }

  async erase(request: string): Promise<string> {
    const { conversationIds, sessionId } = JSON.parse(request);
    const known = this.conversations.filter((one) => conversationIds.includes(one.id) || one.sessionId === sessionId);
    this.erased.push(JSON.parse(request));
    return JSON.stringify(
      known.map(({ id }) => ({ conversationId: id, objects: 3, bytes: 300, allVersions: true, receipt: { of: id } })),
    );
  }

  async search(request: string): Promise<string> {
    return this.searchNow(request);
  }

  searchNow(request: string): string {
    this.searched.push(JSON.parse(request));
    if (this.fails) throw new Error('the native recorder failed');
    return JSON.stringify({ conversations: this.archived, total: { count: this.archived.length, exact: true }, next: null });
  }

  redact(value: string): string {
    return value;
  }
}
