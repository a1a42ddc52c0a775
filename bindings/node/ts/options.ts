/** What a recorder can be told. */

import { userInfo } from 'node:os';
import { emfOf, type Emf, type EmfOptions } from './emf';
import type { Logger } from './log';

/** What stands in the place of personal data of some kind: a mask, nothing, the value itself, or a pseudonym. */
export type RedactionPolicy = 'mask' | 'drop' | 'keep' | 'token';

/**
 * Options of a recorder. None is needed. What is given here wins over the environment (`CONVERSATIONS_BUCKET`,
 * `AWS_REGION`, `AWS_ENDPOINT_URL`, `SCRIPTA_DATA_DIR`, `SCRIPTA_TOKEN_KEY`, `SCRIPTA_CATALOG_URL`), which wins over `scripta.toml`; `null` stands
 * for "unset", whatever those say. Sections are described in `scripta.toml`'s own documentation; their keys are in
 * camelCase here.
 */
export interface RecorderOptions {
  /** Where the journal is kept, and the archive too where there is no bucket. `./scripta-data` unless given. */
  dataDir?: string | null;
  /** A configuration file. `./scripta.toml` is read unless given, where it is there. */
  configFile?: string | null;
  /** Where conversations are archived. */
  archive?: {
    /** An S3 bucket. Without one the archive is a folder in `dataDir`, with the same layout. */
    bucket?: string | null;
    region?: string | null;
    /** Another service that speaks S3. */
    endpoint?: string | null;
    /** A folder in the bucket. */
    prefix?: string | null;
    /** Server-side encryption; `AES256` unless given. */
    encryption?: 'AES256' | 'aws:kms' | 'bucket-default' | null;
    /** The key for `aws:kms`. */
    kmsKeyId?: string | null;
    /** How long one request may take. */
    timeoutSeconds?: number | null;
    /** How often one request is made at most. */
    attempts?: number | null;
  };
  /** Where what is archived is indexed, to be searched. */
  catalog?: {
    /** `sqlite` (unless given), `postgres` (where there is a URL), or `none`. */
    kind?: 'sqlite' | 'postgres' | 'none' | null;
    /** Of SQLite: the folder; `catalog` in `dataDir` unless given. */
    folder?: string | null;
    /** Of PostgreSQL: `postgres://user:password@host/database`. */
    url?: string | null;
    /** Of PostgreSQL: the schema of the tables; `scripta` unless given. */
    schema?: string | null;
  };
  /** How observations are made to survive. */
  journal?: {
    /** What acknowledged events survive; `power-loss` unless given. */
    durability?: 'power-loss' | 'process-crash' | null;
    /** How long observations are gathered before they are committed together. */
    windowMs?: number | null;
  };
  /** What is personal, and what becomes of it. */
  redact?: {
    /** What is done with a kind (`phone`, `email`, …), by its name; `mask` unless given. */
    policies?: Record<string, RedactionPolicy>;
    /** What stands in the place of a kind's values, instead of its own mask. */
    masks?: Record<string, string>;
    /** The secret of pseudonyms: 32 hexadecimal digits or more. */
    tokenKey?: string | null;
    /** Patterns of your own, in the syntax of Rust's `regex`. */
    patterns?: { name: string; regex: string; mask?: string }[];
    /** Words of your own, each found only whole, in any case. */
    keywords?: { name: string; words: string[]; mask?: string }[];
    /** Names of JSON members whose values are masked whole: a list, or with the kind that each is. */
    keys?: string[] | Record<string, string>;
    /** Texts longer than this are masked whole. */
    maxTextBytes?: number | null;
  };
  /** Which facts are looked for. */
  extract?: {
    /** A profile's file; the built-in one for insurance unless given. */
    profile?: string | null;
    /** Keywords to add to topics, or topics to add. */
    topics?: Record<string, string[]>;
  };
  /** How the recorder itself works. */
  recorder?: {
    /** Threads that record. */
    workers?: number | null;
    /** Bytes of events that may wait to be recorded. */
    queueBytes?: number | null;
    /** Bytes of JSON that a conversation's snapshots with full histories may take together. */
    snapshotLimitBytes?: number | null;
  };
  /** Who asks, for the audit trail of all that is read, searched and erased; the account of this process unless given. */
  actor?: string | null;
  /** Where warnings and errors go; the console unless given. */
  logger?: Logger;
  /** Whether what earlier processes left is finished when the recorder opens; true unless given. */
  recover?: boolean;
  /** How long `endSessionLogging` waits for the archive; 30,000 unless given. */
  endTimeoutMs?: number;
  /**
   * A conversation whose connection is lost and that hears nothing for this long is ended by itself; its record says that
   * nobody closed it. 300,000 (five minutes) unless given; 0 for never.
   */
  disconnectGraceMs?: number;
  /** How long the process may be kept from exiting while what was observed is made to survive; 1,000 unless given. */
  exitTimeoutMs?: number;
  /**
   * Prints metrics on standard output in CloudWatch's Embedded Metric Format: every minute, with each `flush`, and at the end.
   * `SCRIPTA_EMF=1` in the environment does so too.
   */
  emf?: boolean | EmfOptions;
}

/** Options of the layer in JavaScript, with what stands where they are left out. */
export interface Settings {
  recover: boolean;
  endTimeoutMs: number;
  disconnectGraceMs: number;
  exitTimeoutMs: number;
  emf: Emf | undefined;
}

/** Parts the options into those of this layer and those of the native recorder. */
export function settingsOf(options: RecorderOptions): { settings: Settings; native: object } {
  const { logger: _, recover, endTimeoutMs, disconnectGraceMs, exitTimeoutMs, emf, ...native } = options;
  const settings = {
    recover: recover ?? true,
    endTimeoutMs: milliseconds('endTimeoutMs', endTimeoutMs, 30_000),
    disconnectGraceMs: milliseconds('disconnectGraceMs', disconnectGraceMs, 300_000),
    exitTimeoutMs: milliseconds('exitTimeoutMs', exitTimeoutMs, 1_000),
    emf: emfOf(emf),
  };
  return { settings, native: { ...native, actor: native.actor ?? account() } };
}

/** The account that this process runs under, as the system calls it; its number where it has no name. */
function account(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The longest that a timer of Node's waits. */
const LONGEST_MS = 2 ** 31 - 1;

/** A duration; throws a TypeError where it is none. */
export function milliseconds(name: string, told: unknown, otherwise: number): number {
  if (told === undefined || told === null) return otherwise;
  if (typeof told !== 'number' || !(told >= 0)) throw new TypeError(`${name} must be a number of milliseconds, from 0`);
  return Math.min(told, LONGEST_MS);
}
