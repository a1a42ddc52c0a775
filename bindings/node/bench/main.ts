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
  const main = (what: What): number => of(what, ({ mainMs }) => mainMs!);
  const grown = (what: What): number => of(what, ({ rss }) => rss!.after - rss!.before);
  console.log(`\nOf the process, for a session with ${items} items (median of ${RUNS} runs)`);
  columns('', 'CPU ms', 'added', 'event loop', 'other', 'grown MB', 'at start MB', 'at end MB');
  for (const what of WHO) {
    columns(
      what,
      cpu(what).toFixed(0),
      `${(((cpu(what) - cpu('nobody')) / cpu('nobody')) * 100).toFixed(1)} %`,
      main(what).toFixed(0),
      Math.max(0, cpu(what) - main(what)).toFixed(0),
      (grown(what) / MB).toFixed(1),
      (of(what, ({ rss }) => rss!.before) / MB).toFixed(1),
      (of(what, ({ rss }) => rss!.over) / MB).toFixed(1),
    );
  }
  if (items < 720) return [];
  const percent = (figure: number): string => `${(figure * 100).toFixed(1)} %`;
  return [
    verdict('memory added by the session', grown('scripta') - grown('nobody'), GOALS.bytes, (b) => `${(b / MB).toFixed(1)} MB`),
    verdict('CPU time added', (cpu('scripta') - cpu('nobody')) / cpu('nobody'), GOALS.cpu, percent),
  ];
}

wireLog();
console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}`);
const verdicts = [72, 720].flatMap((items) => [...times(items), ...uses(items)]);
console.log(`\n${verdicts.join('\n')}`);
