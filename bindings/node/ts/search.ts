/** Criteria of a search. A mistake in one throws: silently found nothing would pass for an answer. */

import type { Metadata, SearchCriteria } from './results';

/** What criteria are held against. */
export interface Candidate {
  sessionId: string;
  conversationId: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  historyLength(): number;
  metadata: Metadata;
}

/** The most conversations that are given at once. */
const MOST = 10_000;

type Test = (candidate: Candidate) => boolean;

/** How each criterion is read. */
const CRITERIA: { [name in keyof Required<SearchCriteria>]: (value: unknown, name: string) => Test } = {
  sessionId: (value, name) => ((text) => (one) => one.sessionId === text)(textOf(value, name)),
  conversationId: (value, name) => ((text) => (one) => one.conversationId === text)(textOf(value, name)),
  startTimeAfter: (value, name) => ((time) => (one) => one.startedAt > time)(timeOf(value, name)),
  startTimeBefore: (value, name) => ((time) => (one) => one.startedAt < time)(timeOf(value, name)),
  minHistoryLength: (value, name) => ((least) => (one) => one.historyLength() >= least)(countOf(value, name)),
  metadata: (value, name) => ((wanted) => (one) => holds(one.metadata, wanted))(membersOf(value, name)),
};

/**
 * Reads criteria into a test.
 *
 * @throws TypeError for a criterion that is not known or cannot be read.
 */
export function criteriaTest(criteria: SearchCriteria): Test {
  const tests = Object.entries(membersOf(criteria, 'the criteria')).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!Object.hasOwn(CRITERIA, name)) {
      throw new TypeError(`${name} is no criterion; there are ${Object.keys(CRITERIA).join(', ')}`);
    }
    return [CRITERIA[name as keyof SearchCriteria](value, name)];
  });
  return (candidate) => tests.every((test) => test(candidate));
}

/** The criteria as the archived conversations are searched by them: times in milliseconds. They have been read as a test before. */
export function nativeCriteria(criteria: SearchCriteria): { [name: string]: unknown } {
  const { startTimeAfter, startTimeBefore, minHistoryLength, ...rest } = criteria;
  return {
    ...rest,
    ...(startTimeAfter === undefined ? {} : { startTimeAfter: timeOf(startTimeAfter, 'startTimeAfter') }),
    ...(startTimeBefore === undefined ? {} : { startTimeBefore: timeOf(startTimeBefore, 'startTimeBefore') }),
    ...(minHistoryLength === undefined ? {} : { minHistoryLength: Math.ceil(minHistoryLength) }),
  };
}

/**
 * How many to give.
 *
 * @throws TypeError where it is no such number.
 */
export function limitOf(value: unknown, name: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST) return value;
  throw new TypeError(`${name} must be a whole number up to ${MOST}`);
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${name} must be a string`);
}

function timeOf(value: unknown, name: string): number {
  const readable = typeof value === 'string' || typeof value === 'number' || value instanceof Date;
  const time = readable ? new Date(value).getTime() : NaN;
  if (Number.isNaN(time)) throw new TypeError(`${name} must be a date, or a text that is one, such as 2024-01-15T00:00:00Z`);
  return time;
}

function countOf(value: unknown, name: string): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new TypeError(`${name} must be a number from 0`);
}

function membersOf(value: unknown, name: string): Metadata {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Metadata;
  throw new TypeError(`${name} must be an object`);
}

function holds(metadata: Metadata, wanted: Metadata): boolean {
  return Object.entries(wanted).every(([name, value]) => JSON.stringify(metadata[name]) === JSON.stringify(value));
}
