/**
 * The first lines that were asked for, run as they were written: `test/seed/*.js`, against a Realtime API of our own. Only
 * the path of the import is another, and what the lines take for granted (`req`, `session`) stands before them.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';
import realtimeSessionLogger, { createRecorder, scriptaTraceProcessor } from 'scripta';
import { addTraceProcessor } from '@openai/agents';
import { Api } from './support/api';
import { conversations, files, folder } from './support/folder';
import { packageFolder } from './support/programs';
import { RealtimeServer, type Connection } from './support/realtime-server';

/** The ways in which a program gets the package. */
const SYSTEMS = ['mjs', 'cjs'] as const;
type System = (typeof SYSTEMS)[number];

function snippet(name: string): string {
  const text = readFileSync(join(packageFolder(), 'test', 'seed', `${name}.js`), 'utf8');
  return text.replace('./services/realtimeSessionLogger.js', 'scripta');
}

/** The same for a system without `import` and `await` at the top. */
function required(program: string): string {
  const lines = program
    .replace(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);')
    .replace(/^import (\w+) from ('.*');$/gm, 'const { default: $1 } = require($2);')
    .replace(/^export async function (\w+)/gm, 'module.exports.$1 = async function $1');
  return `(async () => {\n${lines}\n})();\n`;
}

/** Sends the SDK's sockets to our server, as no line of the snippets says where to. */
const REDIRECT = `
import { OpenAIRealtimeWebSocket } from '@openai/agents/realtime';
const { connect } = OpenAIRealtimeWebSocket.prototype;
OpenAIRealtimeWebSocket.prototype.connect = function (options) {
  return connect.call(this, { ...options, url: process.env.TEST_URL });
};
`;

/** Runs a program to its end, and gives what it printed. */
async function run(t: TestContext, system: System, program: string, dataDir: string, url: string): Promise<string> {
  // Where the package and the SDK are found.
  const programs = join(packageFolder(), 'build', 'seed');
  mkdirSync(programs, { recursive: true });
  const file = join(programs, `${t.name.replace(/\W+/g, '-')}-${process.pid}.${system}`);
  t.after(() => rmSync(file));
  writeFileSync(file, system === 'mjs' ? program : required(program));
  const env: NodeJS.ProcessEnv = { ...process.env, OPENAI_API_KEY: 'none', SCRIPTA_DATA_DIR: dataDir, TEST_URL: url };
  for (const name of ['NODE_TEST_CONTEXT', 'CONVERSATIONS_BUCKET']) delete env[name];
  const child = spawn(process.execPath, [file], { cwd: dataDir, env, stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, printed);
  return printed;
}

async function talk(connection: Connection): Promise<void> {
  const api = new Api(connection);
  await api.begins();
  await api.agentSays('How can I help you?');
  await api.callerSays('I need a car insurance quote for my 2020 Toyota Camry.');
  await api.agentSays('What is your ZIP code?');
  await api.callerSays('90210, and my number is 555-123-4567.');
  await api.agentSays('Thank you.');
}

/** The objects in the archive, with dates and ids left out. */
function objects(dataDir: string): string[] {
  return files(join(dataDir, 'conversations'))
    .map((file) => file.slice(dataDir.length).replaceAll('\\', '/'))
    .map((file) => file.replace(/\d{4}-\d\d-\d\d/, 'DATE').replace(/[0-9a-f-]{36}/, 'UUID').replace(/session_\d+/, 'SESSION'))
    .sort();
}

describe('the snippets', () => {
  for (const system of SYSTEMS) {
    it(`run as they are written: ${system}`, async (t) => {
      const dataDir = folder(t);
      const server = await RealtimeServer.start();
      t.after(() => server.close());
      void server.connection().then(talk);
      const program = [
        REDIRECT,
        "const req = { headers: { 'user-agent': 'Mozilla/5.0' }, ip: '203.0.113.7' };",
        snippet('integration'),
        snippet('listeners'),
        'while ((realtimeSessionLogger.getSessionStatus(sessionId).historyLength) < 5) await new Promise((go) => setTimeout(go, 5));',
        snippet('snapshots'),
        snippet('analytics'),
        snippet('search'),
        snippet('end'),
        'console.log("RESULT", JSON.stringify({ analytics, conversations, conversationData }));',
        'session.close();',
      ].join('\n');
      const printed = await run(t, system, program, dataDir, server.url);
      const { analytics, conversations: found, conversationData } = JSON.parse(printed.split('RESULT ')[1]!);
      assert.deepEqual(analytics.messageTypes, { message: 5 });
      assert.deepEqual(analytics.conversationFlow, { userInitiated: 2, agentInitiated: 3, toolCalls: 0 });
      assert.equal(analytics.totalMessages, 5);
      assert.match(analytics.duration.formatted, /^00:00:\d\d$/);
      assert.deepEqual(found.map((one: any) => one.sessionId), [conversationData.sessionId]);
      assert.equal(conversationData.status, 'archived');
      assert.deepEqual(conversationData.s3Results.map(({ object }: any) => object), ['conversation', 'summary', 'insurance_data']);
      assert.equal(conversationData.metadata.completionReason, 'quote_completed');
      assert.notEqual(conversationData.metadata.ipAddress, '203.0.113.7');
      assert.deepEqual(objects(dataDir), [
        '/conversations/DATE/SESSION/UUID_conversation.json',
        '/conversations/DATE/SESSION/UUID_insurance_data.json',
        '/conversations/DATE/SESSION/UUID_summary.json',
      ]);
      const [record] = conversations(dataDir);
      const named = record.historySnapshots.map((taken: any) => taken.eventType);
      assert.ok(named.includes('quote_completed') && named.includes('user_provided_vehicle_info'), named.join());
      const { insuranceData } = record.historySnapshots.at(-1).conversationState;
      assert.equal(insuranceData.vehicleModel, 'Camry');
      assert.equal(insuranceData.zipCode, '90210');
    });

    it(`of the handler runs as it is written: ${system}`, async (t) => {
      const dataDir = folder(t);
      const program = [
        "import { RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';",
        "const session = new RealtimeSession(new RealtimeAgent({ name: 'Agent' }), { transport: 'websocket' });",
        'const extractSessionId = (event) => event.requestContext.connectionId;',
        snippet('handler'),
        system === 'cjs' ? 'const { handleWebSocketConnection } = module.exports;' : '',
        "await handleWebSocketConnection({ headers: { 'User-Agent': 'x' }, requestContext: { connectionId: 'session_1' } }, {});",
      ].join('\n');
      await run(t, system, program, dataDir, '');
      assert.equal(objects(dataDir).length, 3);
    });
  }
});

describe('the types', () => {
  it('take the real SDK as it is', (t) => {
    const agent = new RealtimeAgent({ name: 'Agent' });
    const session = new RealtimeSession(agent, { transport: 'websocket' });
    const contextual = new RealtimeSession<{ customer: string }>(new RealtimeAgent<{ customer: string }>({ name: 'Agent' }));
    const recorder = createRecorder({ dataDir: folder(t), archive: { bucket: null }, logger: { warn() {}, error() {} } });
    const { conversationId, startTime } = recorder.setupSessionLogging(session, 'session_typed', { userType: 'insurance_customer' });
    recorder.setupSessionLogging(contextual, 'session_contextual');
    const told: [string | null, string] = [conversationId, startTime];
    assert.ok(told.every((text) => typeof text === 'string'));
    const minutes: number | undefined = recorder.getConversationAnalytics('session_typed')?.duration.seconds;
    assert.equal(typeof minutes, 'number');
    // Never called: that it compiles is what is tested.
    const unused = async (): Promise<string[]> => {
      addTraceProcessor(scriptaTraceProcessor());
      addTraceProcessor(scriptaTraceProcessor(recorder));
      const ended = await realtimeSessionLogger.endSessionLogging('s', { completionReason: 'done' });
      const exported = await realtimeSessionLogger.exportConversationData('s');
      // @ts-expect-error: there is no such criterion.
      realtimeSessionLogger.searchConversations({ startedAfter: 1 });
      return [ended.status, ...ended.s3Results.map(({ url }) => url), exported?.summary['outcome']];
    };
    assert.equal(typeof unused, 'function');
    return recorder.shutdown().then(() => undefined);
  });
});
