/** Folders of a test's own, gone when it is over. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A new folder that is removed after the test, once `before` is done. */
export function folder(t: Pick<TestContext, 'after'>, before?: () => Promise<unknown> | undefined): string {
  const made = mkdtempSync(join(tmpdir(), 'scripta-node-'));
  t.after(async () => {
    await before?.();
    rmSync(made, { recursive: true, force: true, maxRetries: 5 });
  });
  return made;
}

/** All files below a folder. */
export function files(below: string): string[] {
  return readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A file byte by byte; nothing of one that went away since it was listed, as SQLite's journals do. */
export function bytes(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** The archived conversations below a data folder. */
export function conversations(below: string): any[] {
  return files(below)
    .filter((file) => file.endsWith('_conversation.json'))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
}
