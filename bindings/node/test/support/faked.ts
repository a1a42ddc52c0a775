/** A recorder over one in memory, and what it logged. */

import type { NativeRecorder } from '#dist/native';
import { SessionRecorder } from '#dist/recorder';
import type { RecorderOptions } from 'scripta';
import { FakeRecorder } from '../fake-native';

/** How recorders are made, which is not for applications to know. */
export const makeRecorder = (options: RecorderOptions, make?: () => NativeRecorder): SessionRecorder =>
  new (SessionRecorder as unknown as new (...args: unknown[]) => SessionRecorder)(options, make);

export interface Faked {
  recorder: SessionRecorder;
  native: FakeRecorder;
  /** Level and text. */
  logged: string[];
}

export function faked(options: RecorderOptions = {}): Faked {
  const native = new FakeRecorder();
  const logged: string[] = [];
  const logger = {
    warn: (text: string) => void logged.push(`warn: ${text}`),
    error: (text: string) => void logged.push(`error: ${text}`),
  };
  const recorder = makeRecorder({ logger, ...options }, () => native);
  return { recorder, native, logged };
}
