/** The programs of the workspace that tests compare with: the CLI, and the printer of samples. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The workspace. Tests run from `build/test/support`, or wherever they were compiled to, in the package's folder. */
const WORKSPACE = resolve(packageFolder(), '..', '..');

let built = false;

/** The CLI: `SCRIPTA_CLI`, or built. */
export function cli(): string {
  return process.env.SCRIPTA_CLI ?? program('scripta');
}

/** Prints samples as wire logs: `SCRIPTA_WIRE_LOG`, or built. */
export function wireLog(): string {
  return process.env.SCRIPTA_WIRE_LOG ?? program(join('examples', 'wire_log'));
}

/** Runs a program to its end; gives what it printed. Its standard error is told where it fails. */
export function run(program: string, args: string[], env: Record<string, string> = {}): string {
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, ...env },
  });
  if (done.status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${done.status ?? done.signal}: ${done.stderr}`);
  }
  return done.stdout;
}

function program(name: string): string {
  // Cargo knows whether there is anything to do, and lets one of several test processes do it.
  if (!built) {
    const packages = ['--package', 'scripta', '--package', 'scripta-sample'];
    execFileSync('cargo', ['build', '--quiet', '--locked', ...packages, '--bins', '--examples'], {
      cwd: WORKSPACE,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    built = true;
  }
  const target = process.env.CARGO_TARGET_DIR ?? 'target';
  return resolve(WORKSPACE, target, 'debug', process.platform === 'win32' ? `${name}.exe` : name);
}

/** The folder of this package: the nearest above with its package.json. */
export function packageFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = resolve(folder, '..');
  return folder;
}
