/** The package as it is installed. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import type * as generated from '../binding';
import type { NativeConversation, NativeRecorder } from '#dist/native';
import { packageFolder } from './support/programs';

/** What the Rust crate says of itself is what `ts/native.ts` says of it; the compiler tells otherwise. */
export const asTold: {
  recorder: (one: generated.NativeRecorder) => NativeRecorder;
  conversation: (one: generated.NativeConversation) => NativeConversation;
} = { recorder: (one) => one, conversation: (one) => one };

describe('the package', () => {
  it('is one, however it is loaded', () => {
    const program = `
      import { createRequire } from 'node:module';
      import imported, * as names from 'scripta';
      const required = createRequire(import.meta.url)('scripta');
      const same = imported === required.default && imported === required.realtimeSessionLogger
        && names.realtimeSessionLogger === imported && names.createRecorder === required.createRecorder;
      console.log(same, Object.keys(names).sort().join());
    `;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: packageFolder(), encoding: 'utf8' });
    assert.equal(printed.trim(), 'true createRecorder,default,realtimeSessionLogger,scriptaTraceProcessor');
  });

  it('loads nothing and listens to nothing until it records', () => {
    const program = `
      const { default: recorder } = require('scripta');
      const loaded = Object.keys(require.cache).filter((file) => /binding\\.js$|\\.node$|@openai/.test(file));
      console.log(JSON.stringify([loaded, process.listenerCount('exit'), process.listenerCount('SIGTERM'), recorder.status().state]));
    `;
    const printed = execFileSync(process.execPath, ['--eval', program], { cwd: packageFolder(), encoding: 'utf8' });
    assert.deepEqual(JSON.parse(printed), [[], 0, 0, 'idle']);
  });

  it('ships all that it loads, and no test', () => {
    // Through the shell: npm is a script on Windows.
    const packed = JSON.parse(execFileSync('npm pack --dry-run --json --ignore-scripts', { cwd: packageFolder(), encoding: 'utf8', shell: true, stdio: ['ignore', 'pipe', 'ignore'] } as any) as unknown as string);
    const [{ files }] = Array.isArray(packed) ? packed : (Object.values(packed) as any[]);
    const paths: string[] = files.map(({ path }: any) => path);
    for (const needed of ['package.json', 'README.md', 'index.mjs', 'index.d.mts', 'binding.js', 'dist/index.js', 'dist/index.d.ts']) {
      assert.ok(paths.includes(needed), `${needed} is not in the package`);
    }
    assert.deepEqual(paths.filter((path) => /test|bench|\.rs$|\.toml$|\.node$/.test(path)), []);
  });
});
