/**
 * What recording costs the process: `npm run bench`.
 *
 * Each figure is from sessions in processes of their own: nobody listens, a logger of a few lines listens, the recorder
 * does. They take turns, so that a slower minute of the machine is everybody's.
 */

import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { wireLog } from '../test/support/programs';
import type { Figures, Measure, What } from './run';

const WHO: What[] = ['nobody', 'logger', 'scripta'];
const RUNS = Number(process.env.RUNS ?? 7);
const MB = 1024 * 1024;

/** The names of the recorder's threads, as Linux shows them. */
const [RECORDING, JOURNAL] = ['scripta-record', 'scripta-journal'];

/** The goals: µs for an event, bytes and share of CPU time for a session of 720 items. */
const GOALS = { median: 5, p99: 50, bytes: 5 * MB, cpu: 0.02 };

function run(what: What, items: number, measure: Measure): Figures {
  const done = spawnSync(
    process.execPath,
    ['--expose-gc', join(__dirname, 'run.js'), what, String(items), measure],
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (done.status !== 0) throw new Error(`the session of ${what} with ${items} items ended with ${done.status}`);
  return JSON.parse(done.stdout);
}

/** Runs of each, in turns. */
function runs(items: number, measure: Measure): Record<What, Figures[]> {
  const all: Record<What, Figures[]> = { nobody: [], logger: [], scripta: [] };
  for (let i = 0; i < RUNS; i += 1) for (const what of WHO) all[what].push(run(what, items, measure));
  return all;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

const columns = (...cells: (string | number)[]): void =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(34) : String(cell).padStart(12))).join(''));

function verdict(name: string, figure: number, goal: number, unit: (figure: number) => string): string {
  return `${figure <= goal ? 'met ' : 'MISSED'} ${name}: ${unit(figure)}, at most ${unit(goal)}`;
}

function times(items: number): string[] {
  const all = runs(items, 'times');
  const events = all.scripta[0]?.events ?? 0;
  console.log(`\nIn the listeners, for each of ${events} events of a session with ${items} items (µs)`);
  columns('', 'median', 'p99', 'max', 'x logger');
  // The best of the runs: what else the machine did is nobody's cost.
  const best = (what: What, share: number): number =>
    Math.min(...all[what].map((figures) => percentile(figures.times ?? [], share)));
  for (const what of ['logger', 'scripta'] as What[]) {
    const ratio = best(what, 0.5) / best('logger', 0.5);
    columns(what, best(what, 0.5).toFixed(2), best(what, 0.99).toFixed(1), best(what, 1).toFixed(0), ratio.toFixed(1));
  }
  const micro = (figure: number): string => `${figure.toFixed(2)} µs`;
  return [
    verdict(`median of an event, ${items} items`, best('scripta', 0.5), GOALS.median, micro),
    verdict(`p99 of an event, ${items} items`, best('scripta', 0.99), GOALS.p99, micro),
  ];
}

function uses(items: number): string[] {
  const all = runs(items, 'process');
  const of = (what: What, figure: (figures: Figures) => number): number => median(all[what].map(figure));
  const cpu = (what: What): number => of(what, ({ cpuMs }) => cpuMs!);
  const grown = (what: What): number => of(what, ({ rss }) => rss!.after - rss!.before);
  const minutes = of('nobody', ({ lengthMs }) => lengthMs) / 60_000;
  const added = (what: What): number => cpu(what) - cpu('nobody');
  console.log(`\nOf the process, for a session with ${items} items, a call of ${minutes.toFixed(0)} minutes (median of ${RUNS} runs)`);
  columns('', 'CPU ms', 'added', 'x logger', 'main ms', 'recording', 'journal', 'grown MB', 'at start MB', 'over MB');
  const thread = (what: What, ...names: string[]): string =>
    of(what, ({ threads = {} }) => names.reduce((sum, name) => sum + (threads[name] ?? 0), 0)).toFixed(0);
  for (const what of WHO) {
    columns(
      what,
      cpu(what).toFixed(0),
      `${((added(what) / cpu('nobody')) * 100).toFixed(0)} %`,
      (cpu(what) / cpu('logger')).toFixed(2),
      thread(what, 'main'),
      thread(what, RECORDING),
      thread(what, JOURNAL),
      (grown(what) / MB).toFixed(1),
      (of(what, ({ rss }) => rss!.before) / MB).toFixed(1),
      (of(what, ({ rss }) => rss!.over) / MB).toFixed(1),
    );
  }
  if (items < 720) return [];
  const percent = (figure: number): string => `${(figure * 100).toFixed(2)} %`;
  return [
    verdict('memory added by the session', grown('scripta') - grown('nobody'), GOALS.bytes, (b) => `${(b / MB).toFixed(1)} MB`),
    verdict('CPU time added, of the time that the call takes', added('scripta') / (minutes * 60_000), GOALS.cpu, percent),
    verdict('CPU time added, of what the SDK takes without a network', added('scripta') / cpu('nobody'), GOALS.cpu, percent),
  ];
}

wireLog();
console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}`);
const verdicts = [72, 720].flatMap((items) => [...times(items), ...uses(items)]);
console.log(`\n${verdicts.join('\n')}`);
