/** What the recorder's verbs give. */

/** Anything that the application knows of a session: plain JSON. */
export type Metadata = Record<string, unknown>;

/** A conversation that has begun. */
export interface Conversation {
  /** Names the conversation for good; null where it cannot be recorded, which was logged. */
  conversationId: string | null;
  /** The application's name for the session. */
  sessionId: string;
  /** RFC 3339, UTC, with milliseconds. */
  startTime: string;
}

/** An object in the archive. */
export interface ArchivedObject {
  /** `conversation`, `summary`, `insurance_data` (another profile's name for other profiles). */
  object: string;
  /** Its key in the bucket, or its path in the archive's folder. */
  key: string;
  /** `s3://bucket/key`, or the file's path. */
  url: string;
  bytes: number;
}

/**
 * What became of a conversation.
 *
 * - `archived`: the archive has accepted it.
 * - `pending`: not yet. It is in the journal and is archived by itself, if need be by a later process.
 * - `deleted`: it was deleted by `deleteConversation`.
 * - `not_found`: no such session is or was being recorded.
 */
export type EndStatus = 'archived' | 'pending' | 'deleted' | 'not_found';

/** What `endSessionLogging` resolves with. */
export interface EndResult {
  conversationId: string | null;
  sessionId: string;
  status: EndStatus;
  /** What was written, the conversation first; empty unless archived. */
  s3Results: ArchivedObject[];
  /** All metadata, of the beginning and of the end, without personal data. */
  metadata: Metadata;
  /** Why it is not archived. */
  error?: string;
}

/** A conversation in figures. */
export interface Analytics {
  /** Messages of caller and agent. */
  totalMessages: number;
  /** Items by their type: `message`, `function_call`, … */
  messageTypes: Record<string, number>;
  conversationFlow: {
    userInitiated: number;
    agentInitiated: number;
    toolCalls: number;
  };
  /** From the beginning to the last event, or to the end. */
  duration: { seconds: number; formatted: string };
  /** How often the caller cut the agent off. */
  interruptions: number;
}

/** How a session stands. */
export interface SessionStatus extends Conversation {
  /** `active`, `ending`, and then what became of it. */
  status: 'active' | 'ending' | Exclude<EndStatus, 'not_found'>;
  /** What the transport says of its connection: `connecting`, `connected`, `disconnected`; null where it says nothing. */
  connection: string | null;
  /** How events are being come by: from the wire, or, of transports without raw events, from the SDK's history. */
  capture: 'waiting' | 'wire' | 'history' | null;
  /** Observations recorded. */
  observed: number;
  /** Those that survive whatever happens. */
  acknowledged: number;
  /** Those that were lost: the recorder could not keep up, or was shut down. The record names the loss. */
  dropped: number;
  /** Items in the history: messages and calls. */
  historyLength: number;
  toolCalls: number;
  /** Of the last event. */
  lastActivity: string;
  /** How often something of the recorder failed for this session. None of it reached the session. */
  failures: number;
  /** What failed last. */
  lastFailure?: string;
}

/** A conversation that was found. */
export interface FoundConversation {
  conversationId: string;
  sessionId: string;
  startTime: string;
  /** Items in the history: messages and calls. */
  historyLength: number;
  /** `active` while it is being recorded, then `archived`. */
  status: 'active' | 'archived';
  /** Without personal data. */
  metadata: Metadata;
  /** From its beginning to its last event, or to its end. */
  duration: { seconds: number; formatted: string };
  /** Of an archived one, as all that follows. */
  endTime?: string;
  /** How it ended. */
  outcome?: string;
  topics?: string[];
  /** Whether the record holds everything. */
  completeness?: 'complete' | 'partial';
  /** How often the caller cut the agent off. */
  interruptions?: number;
  /** Where the query matched in what was said. */
  snippets?: Snippet[];
}

/** A piece of what was said, with what matched in it. */
export interface Snippet {
  speaker: 'user' | 'assistant' | 'system';
  /** Milliseconds from the beginning of the conversation. */
  startMs: number;
  /** The text in parts, in order. */
  parts: { text: string; matched: boolean }[];
}

/** What to look for among the conversations. All criteria must hold. */
export interface SearchCriteria {
  sessionId?: string;
  conversationId?: string;
  /** A date, its milliseconds, or a text that `Date` reads. */
  startTimeAfter?: string | number | Date;
  startTimeBefore?: string | number | Date;
  /** Items in the history. */
  minHistoryLength?: number;
  /** Members that the metadata has, each equal to this. */
  metadata?: Metadata;
}

/** Who asks, for the audit trail. */
export interface AccessOptions {
  /** An account's name or id; that of the recorder's options unless given. */
  actor?: string;
  /** To what end. */
  purpose?: string;
}

/** How `searchConversations` gives what it finds. */
export interface FindOptions extends AccessOptions {
  /** At most so many; 100 unless given. */
  limit?: number;
}

/** How `search` gives what it finds. */
export interface SearchOptions extends AccessOptions {
  /** At most so many on a page; 20 unless given. */
  limit?: number;
  /** `next` of the page before, of the same query. */
  after?: string | null;
  /** `-start` unless given: by begin, the latest first. */
  sort?: SearchSort;
  /** Pieces of what was said, of each conversation; 3 unless given. */
  snippets?: number;
}

/** What archived conversations are sorted by; with a `-`, the greatest first. */
export type SearchSort = `${'' | '-'}${'start' | 'duration' | 'turns' | 'interruptions' | 'latency'}`;

/** A page of archived conversations. */
export interface SearchPage {
  conversations: FoundConversation[];
  /** How many there are on all pages; where that is not exact, there are more. */
  total: { count: number; exact: boolean };
  /** Where the next page begins; null on the last. */
  next: string | null;
}

/** A conversation's documents, with the full history of each snapshot. */
export interface ExportedConversation {
  /** As in `_conversation.json`. */
  conversation: Record<string, any>;
  /** As in `_summary.json`. */
  summary: Record<string, any>;
  /** As in `_insurance_data.json`, or by the name of another profile (`<profile>Data`). */
  insuranceData?: Record<string, any>;
  [extracted: `${string}Data`]: Record<string, any> | undefined;
}

/** What was deleted. */
export interface Deleted {
  /** Whether there was anything. */
  deleted: boolean;
  /** The conversations. */
  conversationIds: string[];
  /** Objects in the archive. */
  objects: number;
  bytes: number;
  /** Whether all versions of the objects are gone; false where the bucket keeps versions that could not be deleted. */
  allVersions: boolean;
  /** For each conversation a signed receipt, as `scripta erase --verify-receipt` reads it; none without a catalog. */
  receipts: Record<string, any>[];
}

/** Why, and for whom, something is erased. */
export interface DeleteOptions extends AccessOptions {
  /** Why; it stands in the receipt, without personal data. */
  reason?: string;
  /** Erases what a legal hold of the rules of retention keeps, too. */
  overrideHold?: boolean;
}

/** How a recorder stands. */
export interface RecorderStatus {
  /** `idle`: not used yet. `failed`: it could not be opened, which is tried again. */
  state: 'idle' | 'open' | 'failed' | 'closed';
  /** Why it could not be opened. */
  error?: string;
  /** Where its journal is. */
  dataDir?: string;
  /** Where its archive is. */
  archive?: string;
  /** Which facts it looks for. */
  profile?: string;
  /** Conversations being recorded. */
  active: number;
  /** Conversations that have ended and are not archived yet. */
  pending: { conversationId: string; lastError?: string | null }[];
  /** `Healthy`, or what is amiss with the journal. */
  journal?: string;
  /** Bytes of events that wait to be recorded. */
  queuedBytes: number;
  /** Conversations that are archived and wait for the catalog, and why; null where there is no catalog. */
  indexing?: { waiting: number; lastError?: string | null } | null;
}

/** How a shutdown went. */
export interface Shutdown {
  /** All that was observed is in the journal, and all that ended is archived. */
  clean: boolean;
  /** What is not, and why. It is finished at the next start. */
  error?: string;
}
