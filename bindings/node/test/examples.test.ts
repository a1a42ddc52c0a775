/** The examples do what their pages say. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { conversations, files, folder } from './support/folder';
import { packageFolder } from './support/programs';

/** A copy of an example, which finds its packages here instead of installing them. */
function example(t: TestContext, name: string): string {
  const copy = join(folder(t), name);
  cpSync(resolve(packageFolder(), '..', '..', 'examples', name), copy, {
    recursive: true,
    filter: (path) => !/node_modules|scripta-data/.test(path),
  });
  const packages = join(copy, 'node_modules');
  mkdirSync(packages);
  symlinkSync(packageFolder(), join(packages, 'scripta'), 'dir');
  for (const name of ['@openai', 'ws', 'zod']) {
    symlinkSync(join(packageFolder(), 'node_modules', name), join(packages, name), 'dir');
  }
  return copy;
}

function run(folder: string, file: string, env: Record<string, string> = {}): string {
  const clean: NodeJS.ProcessEnv = { ...process.env, ...env };
  for (const name of ['NODE_TEST_CONTEXT', 'CONVERSATIONS_BUCKET']) delete clean[name];
  const done = spawnSync(process.execPath, [file], { cwd: folder, env: clean, encoding: 'utf8', timeout: 60_000 });
  assert.equal(done.status, 0, `${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

test('the insurance agent makes its call without a key, and leaves a record of it', (t) => {
  const copy = example(t, 'insurance-agent-node');
  const said = run(copy, 'call.mjs');
  assert.match(said, /Conversation saved: \[\n\s+\{\n\s+object: 'conversation'/);
  assert.match(said, /→ get_quote/);
  assert.match(said, /quote_completed/);
  const [record, ...others] = conversations(copy);
  assert.deepEqual(others, []);
  assert.equal(record.completeness.status, 'complete', JSON.stringify(record.completeness));
  const data = JSON.parse(readFileSync(files(copy).find((file) => file.endsWith('_insurance_data.json'))!, 'utf8'));
  const { vehicleYear, vehicleMake, vehicleModel, zipCode, phoneNumber } = data;
  assert.deepEqual(
    { vehicleYear, vehicleMake, vehicleModel, zipCode, phoneNumber },
    { vehicleYear: '2020', vehicleMake: 'Toyota', vehicleModel: 'Camry', zipCode: '90210', phoneNumber: 'XXX-XXX-XXXX' },
  );
  assert.ok(record.turns.some((turn: any) => turn.interruption && turn.heard.length < turn.transcript.length));
  assert.ok(record.events.some((event: any) => event.type === 'transcript' && event.data.confidence > 0.9));
});

/** What runs a handler as Lambda does: one event after the other, each with its time. */
const RUNTIME = `
import { startRealtimeServer } from './realtime-server.mjs';
import { existsSync, readdirSync } from 'node:fs';

const server = await startRealtimeServer([
  { writes: true },
  { agent: 'It is 62 dollars a month.' },
]);
process.env.REALTIME_URL = server.url;
process.env.OPENAI_API_KEY = 'not needed here';
const { handleWebSocketConnection } = await import('./handler.mjs');
const { default: recorder } = await import('scripta');
const context = { getRemainingTimeInMillis: () => 20_000 };
const event = (routeKey, body) => ({
  requestContext: { routeKey, connectionId: 'Zm9v=', identity: { sourceIp: '203.0.113.7' } },
  headers: { 'User-Agent': 'test' },
  body,
});
const told = [];
told.push(await handleWebSocketConnection(event('$connect'), context));
told.push(await handleWebSocketConnection(event('$default', JSON.stringify({ text: 'What does it cost?' })), context));
// The process may be frozen here: all that was observed is acknowledged.
const { observed, acknowledged } = recorder.getSessionStatus('Zm9v=');
told.push({ observed, acknowledged });
told.push(await handleWebSocketConnection(event('$disconnect'), context));
// Nothing works on once the handler has returned.
const before = process.cpuUsage();
await new Promise((resolve) => setTimeout(resolve, 1_000));
const { user, system } = process.cpuUsage(before);
told.push({ idleMs: (user + system) / 1_000 });
server.close();
console.log('TOLD' + JSON.stringify(told));
process.exit(0);
`;

test('the Lambda handler has everything safe when it returns, and works on nothing then', (t) => {
  const copy = example(t, 'lambda-node');
  const server = resolve(packageFolder(), '..', '..', 'examples', 'insurance-agent-node', 'realtime-server.mjs');
  cpSync(server, join(copy, 'realtime-server.mjs'));
  writeFileSync(join(copy, 'runtime.mjs'), RUNTIME);
  const dataDir = join(copy, 'tmp');
  const said = run(copy, 'runtime.mjs', { SCRIPTA_DATA_DIR: dataDir });
  const [connected, answered, standing, disconnected, idle] = JSON.parse(/^TOLD(.*)$/m.exec(said)![1]!);
  assert.equal(connected.statusCode, 200);
  assert.deepEqual(answered, { statusCode: 200, body: 'It is 62 dollars a month.' });
  assert.ok(standing.observed > 0);
  assert.equal(standing.acknowledged, standing.observed);
  assert.equal(disconnected.statusCode, 200);
  // A thread that spins would take all of the second.
  assert.ok(idle.idleMs < 250, `${idle.idleMs} ms of a second in which there was nothing to do`);
  const [record] = conversations(dataDir);
  assert.equal(record.metadata.userAgent, 'test');
  assert.deepEqual(
    record.turns.map((turn: any) => turn.transcript),
    ['What does it cost?', 'It is 62 dollars a month.'],
  );
});
