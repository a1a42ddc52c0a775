/** Personal data goes into the package everywhere, and is found nowhere: not on the disk, not in what it prints or gives. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { RealtimeAgent, tool } from '@openai/agents/realtime';
import { bytes, conversations, files } from './support/folder';
import { play, sessionFor } from './support/playing';
import { connected, recording, type Recording } from './support/recording';
import { RealtimeServer } from './support/realtime-server';
import { ScriptedCall } from './support/scripted';
import { markedMetadata, sample, type Mark } from './support/wire';

/** The values as they were said, and their digits without what stands between them. */
function needles(marks: Mark[]): string[] {
  const said = marks.flatMap(({ value, saidAs }) => [value, ...saidAs]);
  const digits = said
    .filter((text) => !text.includes('@') && !text.includes('\\'))
    .map((text) => text.replace(/\D/g, ''))
    .filter((text) => text.length >= 9);
  return [...new Set([...said, ...digits])].map((text) => text.toLowerCase());
}

/** What of `search` is in the text, with what is around it. One pass over the text, however much is searched for. */
function found(text: string, search: string[]): string[] {
  const lower = text.toLowerCase();
  const length = Math.min(...search.map((needle) => needle.length));
  const byBeginning = new Map<string, string[]>();
  for (const needle of search) {
    const beginning = needle.slice(0, length);
    byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), needle]);
  }
  const places: string[] = [];
  for (let at = 0; at + length <= lower.length; at += 1) {
    for (const needle of byBeginning.get(lower.slice(at, at + length)) ?? []) {
      if (!lower.startsWith(needle, at)) continue;
      places.push(`${needle} in ${JSON.stringify(text.slice(Math.max(0, at - 60), at + needle.length + 20))}`);
    }
  }
  return places;
}

function assertClean(what: string, text: string, search: string[]): void {
  assert.deepEqual(found(text, search).slice(0, 10), [], what);
}

/** Every byte of every file, and the files' names. */
function assertFolderClean(folder: string, search: string[]): number {
  let searched = 0;
  for (const file of files(folder)) {
    const content = bytes(file);
    searched += content.length;
    assertClean(file, content, search);
    assertClean("a file's name", file, search);
    assertClean("a file's name", decodeURIComponent(file.replace(/%(?![0-9A-F]{2})/gi, '%25')), search);
  }
  return searched;
}

/** What this process prints from now on; passed on to where it goes. */
function printing(t: TestContext): () => string {
  let printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write;
    stream.write = function (this: typeof stream, chunk: any, ...rest: any[]): boolean {
      // The runner's own reports go this way as well, in a form of their own.
      if (typeof chunk === 'string') printed += chunk;
      return Reflect.apply(write, this, [chunk, ...rest]);
    } as typeof write;
    t.after(() => {
      stream.write = write;
    });
  }
  return () => printed;
}

/** What the package tells of its conversations. The session's id is the application's own name for it, as it was given. */
function told({ recorder, logged }: Recording, sessionId: string): string {
  const told = JSON.stringify([
    logged,
    recorder.status(),
    recorder.getSessionStatus(sessionId),
    recorder.getConversationAnalytics(sessionId),
    recorder.searchConversations({ minHistoryLength: 0 }),
  ]);
  return told.replaceAll(sessionId, '');
}

describe('personal data', () => {
  for (const [what, ...arguments_] of [
    ['marked', '250', '7'],
    ['spoken', '120', '8'],
  ] as const) {
    it(`in a call over a WebSocket (${what}) is not on the disk, not printed, not told`, async (t) => {
      const printed = printing(t);
      const recordings = recording(t);
      const { recorder, dataDir } = recordings;
      const log = sample(what, ...arguments_);
      const [begin, end, others] = [markedMetadata(60, 1), markedMetadata(60, 2), markedMetadata(8, 3)];
      const search = needles([...log.marks!, ...begin.marks, ...end.marks, ...others.marks]);
      const [phone, email] = ['phone', 'email'].map((kind) => others.marks.find((mark) => mark.kind === kind)!.value);
      const sessionId = `call from ${phone}`;

      const server = await RealtimeServer.start();
      t.after(() => server.close());
      const session = sessionFor(log, {
        workflowName: `Calls of ${email}`,
        groupId: `group ${phone}`,
        traceMetadata: { caller: email! },
      });
      recorder.setupSessionLogging(session, sessionId, begin.metadata);
      const connection = await connected(session, server);
      await play(log, connection, session);
      recorder.captureSessionHistory(sessionId, `she gave her number, ${phone}`);
      await recorder.flush({ timeoutMs: 20_000 });
      assert.ok(assertFolderClean(dataDir, search) > 100_000, 'in mid-call the journal holds all of it');
      assertClean('what is told in mid-call', told(recordings, sessionId), search);

      const ended = await recorder.endSessionLogging(sessionId, { completionReason: `sent to ${email}`, ...end.metadata });
      session.close();
      assert.equal(ended.status, 'archived');
      assertFolderClean(dataDir, search);
      assertClean('what the end tells', JSON.stringify({ ...ended, sessionId: '' }), search);
      const exported = await recorder.exportConversationData(ended.conversationId!);
      assert.ok(JSON.stringify(exported).length > 50_000);
      assertClean('what is exported', JSON.stringify(exported), search);
      assertClean('what is told', told(recordings, sessionId), search);
      assertClean('what is printed', printed(), search);
    });
  }

  it('in what only the SDK tells is not on the disk', async (t) => {
    const recordings = recording(t);
    const { recorder, dataDir } = recordings;
    const { marks } = markedMetadata(12, 5);
    const value = (kind: Mark['kind'], nth = 0): string => marks.filter((mark) => mark.kind === kind)[nth]!.value;
    const failing = tool({
      name: 'save_contact',
      description: 'Saves how to reach the caller.',
      strict: false,
      parameters: { type: 'object', properties: {}, required: [], additionalProperties: true },
      errorFunction: null,
      execute: () => {
        throw new Error(`there is a contact with the number ${value('phone')} already`);
      },
    });
    const guardrail = {
      name: 'No personal data',
      execute: async ({ agentOutput }: { agentOutput: string }) => ({
        tripwireTriggered: agentOutput.includes('@'),
        outputInfo: { said: agentOutput, email: value('email') },
      }),
    };
    const call = new ScriptedCall(new RealtimeAgent({ name: 'Agent', tools: [failing] }), { outputGuardrails: [guardrail] });
    recorder.setupSessionLogging(call.session, 'session_sdk');
    await call.connect();
    call.callerSays(`My number is ${value('phone', 1)}.`);
    call.agentCalls('save_contact', { contact: value('email', 1), card: value('card') });
    call.transport.emit('error', { type: 'error', error: new Error(`no such caller: ${value('ssn')}`) });
    call.transport.emit('turn_started', { type: 'response_started', providerData: { response: { id: 'resp_g' } } } as any);
    const delta = `I have your address as ${value('email', 2)} and will send all that you need there in a few minutes from now.`;
    call.transport.emit('audio_transcript_delta', { type: 'transcript_delta', delta, itemId: 'item_g', responseId: 'resp_g' });
    await call.made('sendMessage');
    const ended = await recorder.endSessionLogging('session_sdk');
    assert.equal(ended.status, 'archived');
    const search = needles(marks);
    assert.ok(assertFolderClean(dataDir, search) > 1_000);
    await recorder.shutdown({ timeoutMs: 20_000 });
    assertFolderClean(dataDir, search);
    const [record] = conversations(dataDir);
    const types = record.events.map((event: any) => event.type);
    for (const type of ['guardrail_tripped', 'error']) assert.ok(types.includes(type), `${type}: ${types.join()}`);
  });

  it('that is there is found by the search of these tests', () => {
    const { marks } = markedMetadata(4, 9);
    for (const mark of marks) assert.notDeepEqual(found(`x${mark.value}x`, needles(marks)), []);
  });
});
