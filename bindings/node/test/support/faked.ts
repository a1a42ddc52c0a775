/** A recorder over one in memory, and what it logged. */

import { SessionRecorder } from '#dist/recorder';
import type { RecorderOptions } from 'scripta';
import { FakeRecorder } from '../fake-native';

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
  const recorder = new SessionRecorder({ logger, ...options }, () => native);
  return { recorder, native, logged };
}
