import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Kernel, openKernel } from '../kernel/index.mjs';
import { type Cost, costTable, perOperation, type Total } from './cost.ts';
import { type EchoServer, type EchoWork, echo, openClients, openEchoServer } from './echo.ts';
import { middle } from './numbers.ts';
import { type PostWork, packetSpeeds, post } from './post.ts';
import { shareProcessors } from './processors.ts';
import { compile, source, start } from './programs.ts';
import { type Contestant, race, raceTable } from './race.ts';
import { REAL_CLOCK, simTable } from './sim.ts';

/** The kernels that the bench is for. */
export const BENCH_KERNELS = ['windows', 'wine', 'sim'] as const;
type BenchKernel = (typeof BENCH_KERNELS)[number];

/** Packets of one measurement; all batch sizes divide them. */
const PACKETS = 10_240;
const BATCHES = [1, 16, 64, 256];
/** Packets before the clock is started where JavaScript does everything, and has to be compiled first. */
const SIM_WARM = 10 * PACKETS;
/** How often it is repeated, the programs in turns. Each is started anew. */
const POST_ROUNDS = 11;
/** Messages of one measurement, of all connections together, and the length of each. */
const MESSAGES = 500;
const BYTES = 64;
const CROWDS = [1, 50];
const DEQUEUE = 'GetQueuedCompletionStatusEx';
/** How often it is repeated, the servers in turns. They stay, so a turn is short. */
const ECHO_ROUNDS = 25;
/** What is counted, not timed: packets at a time, and messages. */
const COUNTED_BATCH = 64;
const COUNTED = 3000;
/** How much more is done where calls are quicker. */
const FACTOR = { wine: 1, windows: 10 };
/** The simulated Windows in tables. */
const SIM = 'simulated';
/** What it is compared with, and it alone. */
const REAL = 'TypeScript';

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
  const { made } = (await of('heap')) as Required<Cost>;
  return { ...(await of('counter')), made };
}

const simPosts = (sim: Kernel, work: PostWork): Contestant => ({
  name: SIM,
  run: () => packetSpeeds(sim, source('post.ts'), work, [REAL_CLOCK]),
});

async function benchPosts(kernel: Kernel, sim: Kernel, inC: string, factor: number): Promise<void> {
  const inTs = source('post.ts');
  const warm = PACKETS / 10;
  const work = { warm, packets: PACKETS * factor, batches: BATCHES };
  const contestants: Contestant[] = [
    { name: 'C', run: () => packetSpeeds(kernel, inC, work) },
    { name: REAL, run: () => packetSpeeds(kernel, inTs, work) },
    simPosts(sim, { ...work, warm: SIM_WARM }),
  ];
  say(`\nPackets posted and dequeued in a second; ${POST_ROUNDS} rounds`);
  say(
    raceTable('at a time', BATCHES, await race(contestants, POST_ROUNDS), [
      [REAL, 'C'],
      [SIM, REAL],
    ]),
  );

  const batches = [COUNTED_BATCH];
  const c = await perOperation(async (packets) => {
    const { lines } = await post(kernel, inC, { warm, packets, batches });
    return { calls: lines[0]?.calls ?? {} };
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
  before: readonly string[],
  factor: number,
): Promise<void> {
  const inTs = source('echo.ts');
  const work: EchoWork = {
    warm: MESSAGES / 10,
    messages: MESSAGES * factor,
    bytes: BYTES,
    crowds: CROWDS,
  };
  const clients = openClients(before);
  const busy: number[] = [];
  const servers: EchoServer[] = [];
  const contestant = async (name: string, program: string): Promise<Contestant> => {
    const server = await openEchoServer(kernel, program, ECHO_ROUNDS, work);
    servers.push(server);
    return {
      name,
      async run() {
        const seen = await clients.round(server.port, work);
        busy.push(...seen.map((crowd) => crowd.busy));
        return seen.map(({ messages, seconds }) => messages / seconds);
      },
    };
  };
  const speeds = await race(
    [
      await contestant('C', inC),
      await contestant('TypeScript', inTs),
      await contestant('node:net', source('echo-net.ts')),
    ],
    ECHO_ROUNDS,
  ).finally(clients.close);
  await Promise.all(servers.map(({ ended }) => ended));
  const percent = (part: number) => `${Math.round(part * 100)} %`;
  say(`\nEchoes of ${BYTES} bytes in a second; ${ECHO_ROUNDS} rounds`);
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
      const { last } = await echo(kernel, inC, { ...counted, messages }, { before });
      return { calls: last.calls ?? {} };
    }, COUNTED);
    const ts = await costInTs(async (messages, preload) => {
      const run = { before, imports: [preload] };
      const { asides } = await echo(kernel, inTs, { ...counted, messages }, run);
      return asides;
    }, COUNTED);
    const count = connections === 1 ? '1 connection' : `${connections} connections`;
    say('');
    say(
      costTable(`For each echo, ${count}`, [
        ['C', c],
        ['TypeScript', ts],
      ]),
    );
    if (connections === 1) {
      const perSecond = middle(speeds.get('TypeScript')?.[CROWDS.indexOf(1)] ?? []).median;
      await benchHop(kernel, 1e6 / perSecond, ts.calls[`${DEQUEUE}.async`] ?? 0);
    }
  }
}

/**
 * What stands between one connection and `node:net`: the way to a thread of Node's pool and back.
 *
 * @param echo how long an echo takes, in microseconds
 * @param hops how often it goes that way
 */
async function benchHop(kernel: Kernel, echo: number, hops: number): Promise<void> {
  const { lines } = await start(kernel, source('hop.ts'), [COUNTED]).ended;
  const { here, async } = lines[0] as { here: number; async: number };
  const micro = (value: number) => `${value.toFixed(0)} µs`;
  say(
    `A dequeue of a packet that is there takes ${micro(here)}, and ${micro(async)} by .async, on a thread of Node’s pool. ` +
      `Of the ${micro(echo)} of an echo in TypeScript that way takes ${micro((async - here) * hops)}: ${hops.toFixed(2)} times ${micro(async - here)}. ` +
      'node:net never goes it, its loop waits at the port itself.',
  );
}

/** What the simulated Windows has to show alone. */
async function benchSim(sim: Kernel, withPosts: boolean): Promise<void> {
  if (withPosts) {
    const work = { warm: SIM_WARM, packets: 10 * PACKETS, batches: BATCHES };
    say(`\nPackets posted and dequeued in a second; ${POST_ROUNDS} rounds`);
    say(raceTable('at a time', BATCHES, await race([simPosts(sim, work)], POST_ROUNDS), []));
  }
  say('');
  say(await simTable(sim));
}

/** What is only compared on a real kernel. */
async function benchKernel(kind: keyof typeof FACTOR, sim: Kernel): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-bench-'));
  try {
    const [postC, echoC] = [compile(folder, 'post'), compile(folder, 'echo')];
    const { client, sentence } = shareProcessors();
    const kernel = await openKernel(kind, tell);
    try {
      await introduce(kernel);
      say(sentence);
      if (kind === 'wine') {
        say(
          'Wine asks a server process at every use of a port, which hides what a call costs from JavaScript: these ratios say nothing of Windows.',
        );
      }
      await benchPosts(kernel, sim, postC, FACTOR[kind]);
      await benchEchoes(kernel, echoC, client, FACTOR[kind]);
    } finally {
      await kernel.close();
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const tell = (line: string) => process.stderr.write(`${line}\n`);

async function introduce(kernel: Kernel): Promise<void> {
  const { product, version, node, os: system } = await kernel.describe();
  say(
    `On ${product} ${version} (${system}), Node ${node}. All run in turns; of ratios stand the median and (lowest–highest).`,
  );
}

/**
 * `npm run bench`: the TypeScript programs against the same in C and on node:net, in turns, as ratios, and what one
 * operation takes in calls and memory; then what the simulated Windows takes. Speeds of different machines and kernels do
 * not compare; ratios of one run do.
 *
 * @returns the exit code
 * @throws {Trouble} when there is no compiler, no kernel, or a program fails
 */
export async function bench(kind: BenchKernel): Promise<number> {
  const sim = await openKernel('sim', tell);
  try {
    if (kind === 'sim') await introduce(sim);
    else await benchKernel(kind, sim);
    await benchSim(sim, kind === 'sim');
    return 0;
  } finally {
    await sim.close();
  }
}
