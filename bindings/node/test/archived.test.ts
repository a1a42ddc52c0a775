/** Conversations of an earlier process: found, told and erased by the next one, with the real library. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRecorder } from 'scripta';
import { bytes, files, folder } from './support/folder';
import { recordedOver, type Recording } from './support/recording';
import { sample } from './support/wire';

const WORDS = ['zqsteamroller', 'zqharmonica'];

/** A call whose transcripts end in a word of its own. */
function call(name: string, word: string) {
  const log = sample('insurance');
  const lines = JSON.stringify(log).replaceAll(/("transcript":"[^"]+?)"/g, `$1 ${word}"`);
  return { ...JSON.parse(lines), name } as typeof log;
}

describe('archived conversations', () => {
  it('are found, handed out and erased by a process that did not record them', async (t) => {
    let recorder: ReturnType<typeof createRecorder> | undefined;
    const dataDir = folder(t, () => recorder?.shutdown({ timeoutMs: 20_000 }));
    const options = { dataDir, archive: { bucket: null }, logger: { warn() {}, error() {} } } as const;
    recorder = createRecorder(options);
    const recording: Recording = { recorder, dataDir, logged: [] };
    const ids: string[] = [];
    for (const [at, word] of WORDS.entries()) {
      const { conversation } = await recordedOver(t, recording, call(`call_${at}`, word));
      ids.push(conversation.conversationId);
    }
    await recorder.shutdown({ timeoutMs: 20_000 });

    const next = createRecorder(options);
    recorder = next;
    const byWord = async (word: string) => (await next.search(word)).conversations.map((found) => found.conversationId);
    for (const [at, word] of WORDS.entries()) assert.deepEqual(await byWord(word), [ids[at]]);
    const { conversations: hits } = await next.search(`"${WORDS[0]}" -outcome:nonsense`, { limit: 5 });
    assert.match(JSON.stringify(hits[0]!.snippets), new RegExp(WORDS[0]!));
    await assert.rejects(next.search('outcme:x'), /did you mean .outcome:/);
    const all = () => next.searchConversations({ minHistoryLength: 1 }).map((found) => found.conversationId);
    assert.deepEqual(all().sort(), [...ids].sort());
    assert.deepEqual(next.searchConversations({ startTimeAfter: '2100-01-01T00:00:00Z' }), []);
    assert.deepEqual(
      next.searchConversations({ sessionId: 'session_call_0' }).map((found) => found.conversationId),
      [ids[0]],
    );
    const exported = await next.exportConversationData('session_call_1');
    assert.equal(exported!.conversation.conversationId, ids[1]);

    const deleted = await next.deleteConversation('session_call_0', { reason: 'asked for', actor: 'privacy-desk' });
    assert.equal(deleted.deleted, true);
    assert.deepEqual(await byWord(WORDS[0]!), []);
    assert.deepEqual(all(), [ids[1]]);
    assert.equal(await next.exportConversationData(ids[0]!), null);
    assert.equal((await next.deleteConversation(ids[1]!)).deleted, true);
    assert.deepEqual(all(), []);
    await next.shutdown({ timeoutMs: 20_000 });
    for (const file of files(dataDir)) {
      const content = bytes(file).toLowerCase();
      for (const word of WORDS) assert.ok(!content.includes(word), `${word} in ${file}`);
    }
  });
});
