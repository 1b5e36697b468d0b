import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Kernel, openKernel } from '../kernel/index.mjs';
import { type Cost, costTable, perOperation, type Total } from './cost.ts';
import { type EchoWork, echo } from './echo.ts';
import { middle } from './numbers.ts';
import { packetSpeeds, post } from './post.ts';
import { shareProcessors } from './processors.ts';
import { compile, source, start } from './programs.ts';
import { type Contestant, race, raceTable } from './race.ts';

/** The kernels that the bench is for. */
export const BENCH_KERNELS = ['windows', 'wine'] as const;
type BenchKernel = (typeof BENCH_KERNELS)[number];

/** How often each program is measured; the programs take turns. */
const ROUNDS = 7;
const BATCHES = [1, 16, 64, 256];
/** The batch size at which calls and memory are counted. */
const COUNTED_BATCH = 64;
const CROWDS = [1, 50];
/** Length of a message. */
const BYTES = 64;
/** Work of one measurement, on a kernel where a call takes 20 µs or so. All batch sizes divide the packets. */
const PACKETS = 10_240;
const MESSAGES = 2000;
/** How much more is done where calls are quicker. */
const FACTOR = { wine: 1, windows: 10 };

const preload = (name: string): string => fileURLToPath(new URL(`${name}.ts`, import.meta.url));

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What an operation of a program in TypeScript takes: counted in one pair of runs, its objects weighed in another. */
async function costInTs(
  run: (operations: number, preload: string) => Promise<unknown[]>,
  few: number,
): Promise<Cost> {
  const of = (name: string) =>
    perOperation(async (operations) => {
      const asides = await run(operations, preload(name));
      return { calls: {}, ...(asides.at(-1) as Partial<Total>) };
    }, few);
  const { made, kept } = (await of('heap')) as Required<Cost>;
  return { ...(await of('counter')), made, kept };
}

async function benchPosts(kernel: Kernel, inC: string, factor: number): Promise<void> {
  const inTs = source('post.ts');
  const warm = PACKETS / 10;
  const work = { warm, packets: PACKETS * factor, batches: BATCHES };
  const contestants: Contestant[] = [
    { name: 'C', run: () => packetSpeeds(kernel, inC, work) },
    { name: 'TypeScript', run: () => packetSpeeds(kernel, inTs, work) },
  ];
  say('\nPackets posted and dequeued in a second');
  say(raceTable('at a time', BATCHES, await race(contestants, ROUNDS), [['TypeScript', 'C']]));

  const batches = [COUNTED_BATCH];
  const c = await perOperation(async (packets) => {
    const { lines } = await post(kernel, inC, { warm, packets, batches });
    return { calls: { all: lines[0]?.calls ?? Number.NaN } };
  }, PACKETS);
  const ts = await costInTs(async (packets, preload) => {
    const { asides } = await post(kernel, inTs, { warm, packets, batches }, [preload]);
    return asides;
  }, PACKETS);
  say('');
  say(
    costTable(`For each packet, ${COUNTED_BATCH} at a time`, [
      ['C', c],
      ['TypeScript', ts],
    ]),
  );
}

async function benchEchoes(
  kernel: Kernel,
  inC: string,
  client: readonly string[],
  factor: number,
): Promise<void> {
  const inTs = source('echo.ts');
  const work: EchoWork = {
    warm: MESSAGES / 4,
    messages: MESSAGES * factor,
    bytes: BYTES,
    crowds: CROWDS,
  };
  const busy: number[] = [];
  const contestant = (name: string, program: string): Contestant => ({
    name,
    async run() {
      const { echoed } = await echo(kernel, program, work, client);
      busy.push(...echoed.map((line) => line.busy));
      return echoed.map(({ messages, seconds }) => messages / seconds);
    },
  });
  const contestants = [
    contestant('C', inC),
    contestant('TypeScript', inTs),
    contestant('node:net', source('echo-net.ts')),
  ];
  const speeds = await race(contestants, ROUNDS);
  const percent = (part: number) => `${Math.round(part * 100)} %`;
  say(`\nEchoes of ${BYTES} bytes in a second`);
  say(
    raceTable('connections', CROWDS, speeds, [
      ['TypeScript', 'C'],
      ['TypeScript', 'node:net'],
    ]),
  );
  const { median, to } = middle(busy);
  say(`The clients were busy ${percent(median)} of the time, ${percent(to)} at most.`);

  for (const connections of CROWDS) {
    const counted = { ...work, crowds: [connections] };
    const c = await perOperation(async (messages) => {
      const { last } = await echo(kernel, inC, { ...counted, messages }, client);
      return { calls: { all: last.calls ?? Number.NaN } };
    }, MESSAGES);
    const ts = await costInTs(async (messages, preload) => {
      const { asides } = await echo(kernel, inTs, { ...counted, messages }, client, [preload]);
      return asides;
    }, MESSAGES);
    say('');
    say(
      costTable(
        `For each echo, ${connections === 1 ? '1 connection' : `${connections} connections`}`,
        [
          ['C', c],
          ['TypeScript', ts],
        ],
      ),
    );
  }
}

/** What stands between one connection and `node:net`: the way to a thread of Node's pool and back. */
async function benchHop(kernel: Kernel): Promise<void> {
  const { lines } = await start(kernel, source('hop.ts'), [MESSAGES]).ended;
  const { here, async } = lines[0] as { here: number; async: number };
  say(
    `\nA dequeue of a packet that is there takes ${here.toFixed(0)} µs, by .async ${async.toFixed(0)} µs: the way to a thread of Node’s pool and back ` +
      `takes ${(async - here).toFixed(0)} µs. With one connection every echo goes it once; node:net never does, its loop waits at the port itself.`,
  );
}

/**
 * `npm run bench`: the TypeScript programs against the same in C and on node:net, in turns, as ratios, and what one
 * operation takes in calls and memory. Speeds of different machines and kernels do not compare; ratios of one run do.
 *
 * @returns the exit code
 * @throws {Trouble} when there is no compiler, no kernel, or a program fails
 */
export async function bench(kind: BenchKernel): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-bench-'));
  try {
    const [postC, echoC] = [compile(folder, 'post'), compile(folder, 'echo')];
    const { client, sentence } = shareProcessors();
    const kernel = await openKernel(kind, (line) => process.stderr.write(`${line}\n`));
    try {
      const { product, version, node, os: system } = await kernel.describe();
      say(
        `On ${product} ${version} (${system}), Node ${node}; ${ROUNDS} rounds in turns; of ratios the median (lowest–highest).`,
      );
      say(sentence);
      if (kind === 'wine') {
        say(
          'Wine asks a server process at every use of a port, which hides what a call costs from JavaScript: these ratios say nothing of Windows.',
        );
      }
      await benchPosts(kernel, postC, FACTOR[kind]);
      await benchEchoes(kernel, echoC, client, FACTOR[kind]);
      await benchHop(kernel);
      return 0;
    } finally {
      await kernel.close();
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
