import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXAMPLES } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import type { Kernel } from '../kernel/index.mjs';
import { findNode } from '../kernel/unix.mjs';
import { columns, ratios, spread } from './numbers.ts';
import { source, start } from './programs.ts';
import { race } from './race.ts';

/** How often each figure is measured, all of them in turns. Each program is started anew. */
const ROUNDS = 5;
/** Clients of chapter 12's server, and the length of the one message that each of them sends. */
const CLIENTS = 1000;
const BYTES = 64;
/** Sockets with a receive pending on each. */
const SOCKETS = [10, 100, 1000, 10_000];
/** Completions of one measurement; as many of each socket, where there are not more sockets. */
const COMPLETIONS = 10_000;
const MIB = 2 ** 20;
/** A program that only says how many microseconds processors were busy with it. */
const NOTHING = '(({ user, system }) => user + system)(process.cpuUsage())';

/** Without it a program on the simulated Windows would see the machine's clock. */
export const REAL_CLOCK = fileURLToPath(new URL('real-clock.ts', import.meta.url));
const STOPWATCH = fileURLToPath(new URL('stopwatch.ts', import.meta.url));

/** Seconds of a run of chapter 7, as the stopwatch has them, and with the start and the end of Node. */
async function chapter7(
  sim: Kernel,
): Promise<{ own: number; loaded: number; busy: number; whole: number }> {
  let stderr = '';
  const begun = performance.now();
  const { how, code } = await sim.run({
    file: path.join(EXAMPLES, '07-five-slow-answers', 'main.ts'),
    args: [],
    imports: [STOPWATCH],
    timeoutSeconds: 60,
    onStdout() {},
    onStderr(bytes) {
      stderr += bytes;
    },
  });
  const whole = (performance.now() - begun) / 1000;
  if (how !== 'normal' || code !== 0) throw new Trouble(`Chapter 7 failed: ${stderr.trim()}`);
  return { ...(JSON.parse(stderr) as { own: number; loaded: number; busy: number }), whole };
}

/** The only line of a program of the folder `bench`. */
async function lineOf<Line>(sim: Kernel, name: string, args: readonly number[]): Promise<Line> {
  const { lines } = await start(sim, source(name), args, [REAL_CLOCK]).ended;
  return lines[0] as Line;
}

/** What so many pending receives take, in bytes of memory and in seconds for each completion among them. */
async function pending(sim: Kernel, sockets: number): Promise<{ memory: number; each: number }> {
  const { memory, completions, seconds } = await lineOf<{
    memory: number;
    completions: number;
    seconds: number;
  }>(sim, 'pending.ts', [sockets, COMPLETIONS, COMPLETIONS]);
  return { memory, each: seconds / completions };
}

/** What the simulated Windows takes by itself, as a table. */
export async function simTable(sim: Kernel): Promise<string> {
  const { file: node } = await findNode(() => {});
  const figures = await race(
    [
      {
        name: 'chapter 7',
        async run() {
          const { own, loaded, whole, busy } = await chapter7(sim);
          return [own, loaded, whole, busy];
        },
      },
      {
        name: 'Node',
        async run() {
          const begun = performance.now();
          const busy = execFileSync(node, ['-p', NOTHING], { encoding: 'utf8' });
          return [(performance.now() - begun) / 1000, Number(busy) / 1e6];
        },
      },
      {
        name: 'echo',
        async run() {
          const { served, seconds } = await lineOf<{ served: number; seconds: number }>(
            sim,
            'crowd.ts',
            [CLIENTS, 1, BYTES],
          );
          if (served !== CLIENTS) throw new Trouble(`Only ${served} clients were served.`);
          return [seconds];
        },
      },
      {
        name: 'pending',
        async run() {
          const none = await pending(sim, 2);
          const all: { memory: number; each: number }[] = [];
          for (const sockets of SOCKETS) all.push(await pending(sim, sockets));
          const most = all.at(-1)?.memory ?? Number.NaN;
          return [most - none.memory, ...all.map(({ each }) => each)];
        },
      },
    ],
    ROUNDS,
  );
  const of = (name: string, row: number, factor: number) =>
    (figures.get(name)?.[row] ?? []).map((value) => value * factor);
  const count = (value: number) => value.toLocaleString('en');
  const costs = SOCKETS.map((_, at) => of('pending', at + 1, 1e6));
  const rows: [string, readonly number[], number][] = [
    ['chapter 7 from its own first module to its end, ms', of('chapter 7', 0, 1000), 0],
    ['chapter 7 with loading the simulator, ms', of('chapter 7', 1, 1000), 0],
    ['chapter 7 with starting and ending Node, ms', of('chapter 7', 2, 1000), 0],
    ['Node with nothing to do, ms', of('Node', 0, 1000), 0],
    ['chapter 7 with all that, ms of processors', of('chapter 7', 3, 1000), 0],
    ['Node with nothing to do, ms of processors', of('Node', 1, 1000), 0],
    [`chapter 12’s server and ${count(CLIENTS)} clients, s`, of('echo', 0, 1), 2],
    [`${count(SOCKETS.at(-1) ?? 0)} receives pending, MiB`, of('pending', 0, 1 / MIB), 0],
    ...SOCKETS.map((sockets, at): [string, readonly number[], number] => [
      `a completion among ${count(sockets)} pending, µs`,
      costs[at] ?? [],
      1,
    ]),
    ['the last ÷ the first of these', ratios(costs.at(-1) ?? [], costs[0] ?? []), 2],
  ];
  return columns([
    [`The simulated Windows by itself; ${ROUNDS} rounds`, 'median (lowest–highest)'],
    ...rows.map(([what, values, digits]) => [what, spread(values, digits)]),
  ]);
}
