import { setTimeout as sleep } from 'node:timers/promises';
import { Worker, workerData } from 'node:worker_threads';

import { INFINITE } from './constants.ts';
import { PostQueuedCompletionStatus } from './kernel32.ts';
import { dequeue } from './ports.ts';

/*
 * Threads that take packets from a port and do something that takes time. A program starts itself once more on each of
 * them; main thread and workers share a few numbers in memory, and the main thread alone says when something ends.
 */

/** How long, in milliseconds, a thread gets to come into a wait, or to take a packet that it may not have. */
export const A_WHILE = 200;

const QUIT = 0;

/* Where the shared numbers are. */
const READY = 0;
const TAKEN = 1;
const PHASE = 2;
const COMPUTING = 3;
const TAKERS = 4;

type Shared = Int32Array<SharedArrayBuffer>;

interface Given<Data> {
  port: bigint;
  index: number;
  shared: Shared;
  data: Data;
}

/** Waits until something is so, which comes by itself. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('What was waited for did not come.');
    await sleep(1);
  }
}

/** The main thread's side. */
class Workers {
  readonly #port: bigint;
  readonly #shared: Shared;
  readonly #ends: Promise<unknown>[];

  constructor(port: bigint, shared: Shared, ends: Promise<unknown>[]) {
    this.#port = port;
    this.#shared = shared;
    this.#ends = ends;
  }

  /** How many packets were taken so far. */
  get taken(): number {
    return Atomics.load(this.#shared, TAKEN);
  }

  /** The indices of the workers that took the packets, in the order in which the packets were taken. */
  get takers(): number[] {
    return [...this.#shared.subarray(TAKERS, TAKERS + this.taken)];
  }

  /** How many threads compute now. */
  get computing(): number {
    return Atomics.load(this.#shared, COMPUTING);
  }

  /** Waits until so many packets were taken. */
  async took(count: number): Promise<void> {
    await until(() => this.taken >= count);
  }

  /** Waits until so many threads compute at once. */
  async compute(count: number): Promise<void> {
    await until(() => this.computing >= count);
  }

  /** Ends the phases before this one, for those who {@link computeUntil} it. */
  enter(phase: number): void {
    Atomics.store(this.#shared, PHASE, phase);
  }

  /** Waits until one of the threads has ended. */
  async oneEnded(): Promise<void> {
    await Promise.race(this.#ends);
  }

  /** Sends the threads home, each with a packet of its own. */
  async quit(): Promise<void> {
    for (const _ of this.#ends) PostQueuedCompletionStatus(this.#port, 0, QUIT, null);
    await Promise.all(this.#ends);
  }
}

/**
 * Starts the program once more on each of so many threads, and returns when all of them wait at the port. They came to
 * it one after the other, the first one first.
 *
 * @param program the program's `import.meta.url`
 * @param data what the workers get besides
 */
export async function startWorkers<Data>(
  program: string,
  count: number,
  port: bigint,
  data?: Data,
): Promise<Workers> {
  const shared: Shared = new Int32Array(new SharedArrayBuffer(256));
  const ends: Promise<unknown>[] = [];
  for (let index = 0; index < count; index++) {
    const worker = new Worker(new URL(program), { workerData: { port, index, shared, data } });
    ends.push(new Promise((resolve) => worker.once('exit', resolve)));
    await until(() => Atomics.load(shared, READY) > index);
    // Only time can tell that the thread has come from its last step into the wait.
    await sleep(A_WHILE);
  }
  return new Workers(port, shared, ends);
}

const given = <Data>(): Given<Data> => workerData;

/**
 * On a worker: computes until the main thread enters a phase. Nothing in here waits and nothing allocates, for Windows
 * counts a thread that waits, for whatever reason, as not running.
 */
export function computeUntil(phase: number): void {
  const { shared } = given();
  Atomics.add(shared, COMPUTING, 1);
  while (Atomics.load(shared, PHASE) < phase);
  Atomics.sub(shared, COMPUTING, 1);
}

/**
 * On a worker: takes packets from the port, one after the other, until it is sent home or `handle` says `'end'`.
 *
 * @param handle gets the packet's key, which is not 0, and what else {@link startWorkers} was given
 */
export function takePackets<Data>(handle: (key: number, data: Data) => unknown): void {
  const { port, index, shared, data } = given<Data>();

  // Everything is run once before it counts: a page that is read from disk the first time would be a wait, too.
  dequeue(port);
  computeUntil(0);

  Atomics.add(shared, READY, 1);
  for (;;) {
    const { key } = dequeue(port, INFINITE);
    if (key === QUIT) return;
    Atomics.store(shared, TAKERS + Atomics.add(shared, TAKEN, 1), index);
    if (handle(Number(key), data) === 'end') return;
  }
}
