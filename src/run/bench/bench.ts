import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { ROOT } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import { type Kernel, openKernel } from '../kernel/index.mjs';
import { inPath } from '../machine.ts';
import { echoesPerSecond } from './client.ts';

/** How often each program is measured; the programs take turns. */
const ROUNDS = 5;
const BATCHES = [1, 16, 64, 256] as const;
const PACKETS = 20_000;
const CONNECTIONS = [1, 50] as const;
/** Messages of one measurement, all connections together, and their length. */
const MESSAGES = 5_000;
const BYTES = 64;
/** How long one measurement may take, in seconds. */
const LIMIT = 120;

const COUNTER = fileURLToPath(new URL('counter.ts', import.meta.url));
const source = (name: string): string => path.join(ROOT, 'bench', name);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The middle of several numbers, and how far they lie apart. */
export function middle(numbers: readonly number[]): { median: number; from: number; to: number } {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return {
    median: (low + high) / 2,
    from: sorted[0] ?? Number.NaN,
    to: sorted.at(-1) ?? Number.NaN,
  };
}

/** `0.97 (0.95–1.02)` */
function ratioWords(numbers: readonly number[]): string {
  const { median, from, to } = middle(numbers);
  return `${median.toFixed(2)} (${from.toFixed(2)}–${to.toFixed(2)})`;
}

/** A compiler for Windows' machine code. */
function compiler(): string {
  const names = process.platform === 'win32' ? ['gcc'] : ['x86_64-w64-mingw32-gcc'];
  const found = names.map(inPath).find((file) => file !== null);
  if (found) return found;
  throw new Trouble(
    `There is no ${names.join(' or ')} in PATH, and the programs in C need it; ${
      process.platform === 'win32'
        ? 'install MinGW-w64, from https://www.mingw-w64.org/downloads'
        : 'sudo apt-get install --no-install-recommends gcc-mingw-w64-x86-64-win32 installs it on Debian and Ubuntu'
    }.`,
  );
}

function compile(folder: string, name: string): string {
  const program = path.join(folder, `${name}.exe`);
  const { status, stderr, error } = spawnSync(
    compiler(),
    ['-O2', '-o', program, source(`${name}.c`), '-lws2_32'],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    throw new Trouble(`bench/${name}.c was not compiled: ${error?.message ?? stderr.trim()}`);
  }
  return program;
}

interface Running {
  /** Resolves with what it printed and wrote to stderr once it has ended. */
  ended: Promise<{ lines: string[]; stderr: string }>;
  /** Resolves with its first line. */
  first: Promise<string>;
}

/** Starts a program on the kernel: a TypeScript file, or machine code. */
function start(
  kernel: Kernel,
  program: string,
  args: readonly string[],
  imports: readonly string[] = [],
): Running {
  const isNative = program.endsWith('.exe');
  let stdout = '';
  let stderr = '';
  let told: (line: string) => void = () => {};
  const first = new Promise<string>((resolve) => {
    told = resolve;
  });
  const ended = kernel
    .run({
      file: isNative ? source('native.ts') : program,
      args: isNative ? [kernel.hostPath(program), ...args] : args,
      cwd: ROOT,
      imports,
      timeoutSeconds: LIMIT,
      onStdout(bytes) {
        stdout += bytes;
        if (stdout.includes('\n')) told(stdout.split(/\r?\n/)[0] ?? '');
      },
      onStderr(bytes) {
        stderr += bytes;
      },
    })
    .then(({ how, code }) => {
      told('');
      if (how !== 'normal' || code !== 0) {
        throw new Trouble(
          `${path.basename(program)} ended with ${how === 'normal' ? `exit code ${code}` : how}: ${stderr.trim() || 'it said nothing'}`,
        );
      }
      return { lines: stdout.trim().split(/\r?\n/), stderr };
    });
  // Whoever only waits for the first line learns of the failure from that.
  ended.catch(() => {});
  return { ended, first };
}

/** Packets that a program posts and dequeues in a second. */
async function packetsPerSecond(kernel: Kernel, program: string, batch: number): Promise<number> {
  const { ended } = start(kernel, program, [String(PACKETS), String(batch)]);
  const { packets, seconds } = JSON.parse((await ended).lines[0] ?? '');
  return packets / seconds;
}

/** One round of an echo server with clients outside of the kernel. */
async function echoes(
  kernel: Kernel,
  program: string,
  connections: number,
  imports: readonly string[] = [],
): Promise<{ perSecond: number; lines: string[]; stderr: string }> {
  const server = start(kernel, program, [String(connections)], imports);
  const first = await server.first;
  if (first === '') await server.ended;
  const perSecond = await echoesPerSecond({
    port: JSON.parse(first).port,
    connections,
    messages: Math.ceil(MESSAGES / connections),
    bytes: BYTES,
  });
  return { perSecond, ...(await server.ended) };
}

/** Runs contestants in turns, another one first in each round. */
async function inTurns<Name extends string>(
  contestants: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let round = 0; round < ROUNDS; round++) {
    for (let at = 0; at < names.length; at++) {
      const name = names[(at + round) % names.length] as Name;
      results[name].push(await contestants[name]());
    }
  }
  return results;
}

/** The ratios of two contestants, round by round. */
const against = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((value, round) => value / (b[round] ?? Number.NaN));

const rate = (numbers: readonly number[]): string =>
  Math.round(middle(numbers).median).toLocaleString('en');

/**
 * `npm run bench`: the TypeScript programs against the same in C and on node:net, in turns, as ratios. Speeds of different
 * machines and kernels do not compare; ratios of one run do.
 *
 * @returns the exit code
 */
export async function bench(kind: 'windows' | 'wine'): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-bench-'));
  const kernel = await openKernel(kind, (line) => process.stderr.write(`${line}\n`));
  try {
    const [postC, echoC] = [compile(folder, 'post'), compile(folder, 'echo')];
    const { product, version, node, os: system } = await kernel.describe();
    say(
      `On ${product} ${version} (${system}), Node ${node}, ${os.cpus().length} processors; ${ROUNDS} rounds in turns; median (lowest–highest).`,
    );
    if (kind === 'wine') {
      say(
        'Wine’s port is slow in itself, which hides what a call costs from JavaScript: these ratios say nothing of Windows.',
      );
    }

    say('\nPackets posted and dequeued in a second');
    say('batch  C        TypeScript  TypeScript ÷ C');
    for (const batch of BATCHES) {
      const { c, ts } = await inTurns({
        c: () => packetsPerSecond(kernel, postC, batch),
        ts: () => packetsPerSecond(kernel, source('post.ts'), batch),
      });
      say(
        `${String(batch).padStart(5)}  ${rate(c).padEnd(7)}  ${rate(ts).padEnd(10)}  ${ratioWords(against(ts, c))}`,
      );
    }

    say(`\nEchoes of ${BYTES} bytes in a second`);
    say('connections  C       TypeScript  node:net  TypeScript ÷ C    TypeScript ÷ node:net');
    for (const connections of CONNECTIONS) {
      const { c, ts, net } = await inTurns({
        c: async () => (await echoes(kernel, echoC, connections)).perSecond,
        ts: async () => (await echoes(kernel, source('echo.ts'), connections)).perSecond,
        net: async () => (await echoes(kernel, source('echo-net.ts'), connections)).perSecond,
      });
      say(
        `${String(connections).padStart(11)}  ${rate(c).padEnd(6)}  ${rate(ts).padEnd(10)}  ${rate(net).padEnd(8)}  ${ratioWords(against(ts, c)).padEnd(16)}  ${ratioWords(against(ts, net))}`,
      );
    }

    say('\nFor each echo, with 50 connections');
    const inC = await echoes(kernel, echoC, 50);
    const inTs = await echoes(kernel, source('echo.ts'), 50, [COUNTER]);
    const c = JSON.parse(inC.lines.at(-1) ?? '') as { calls: number; echoes: number };
    const ts = JSON.parse(inTs.stderr.trim().split('\n').at(-1) ?? '') as {
      calls: number;
      allocations: number;
    };
    say(`C           ${(c.calls / c.echoes).toFixed(2)} calls`);
    say(
      `TypeScript  ${(ts.calls / c.echoes).toFixed(2)} calls, ${(ts.allocations / c.echoes).toFixed(3)} allocations of native memory`,
    );
    return 0;
  } finally {
    await kernel.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
