import { EventEmitter, on } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import {
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';
import {
  BLOCKED,
  BOARD_SIZE,
  type Board,
  COMPUTING,
  type Given,
  KEYS,
  OVER,
  PHASES,
} from './board.ts';

const THREADS = 4;
/** Milliseconds for a thread to come to its wait: nothing tells when it has. */
const A_MOMENT = 50;
/** Milliseconds after which a packet that nobody took may be taken by nobody. */
const A_WHILE = 1000;

//#region start
const { values } = parseArgs({
  options: { limit: { type: 'string', default: '1' } },
});
const limit = Number(values.limit);
if (!/^[1-4]$/.test(values.limit)) {
  console.error(`--limit ${values.limit} is not a number of threads from 1 to 4.`);
  process.exit(2);
}
//#endregion

//#region make-port
// The last number: how many of its threads the port lets run at once (PORT-10).
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, limit),
);
//#endregion

//#region post
function post(key: number, count = 1): void {
  for (let packet = 1; packet <= count; packet++) {
    ensure('PostQueuedCompletionStatus', () =>
      PostQueuedCompletionStatus(port, 0, key, null),
    );
  }
}
//#endregion

//#region hear
const threads = new EventEmitter();
const reports = on(threads, 'report');
// When several threads fail, the first failure is the one that is told.
threads.on('error', () => {});

/** Which threads report next, `count` of them; rejects when a thread has failed. */
async function hear(count: number): Promise<number[]> {
  const heard: number[] = [];
  while (heard.length < count) heard.push((await reports.next()).value[0]);
  return heard;
}
//#endregion

//#region board
const board: Board = new Int32Array(new SharedArrayBuffer(BOARD_SIZE));

/** How many threads come to do the same at once: all four, or those that may. */
async function together(what: typeof COMPUTING | typeof BLOCKED): Promise<number> {
  const deadline = performance.now() + A_WHILE;
  while (Atomics.load(board, what) < THREADS && performance.now() < deadline) {
    await sleep(1);
  }
  return Atomics.load(board, what);
}

/** Ends a phase, and those before it: handlers that are at it go on. */
function endPhase(phase: number): void {
  Atomics.store(board, OVER, phase);
  Atomics.notify(board, OVER);
}
//#endregion

const ends: Promise<unknown>[] = [];
try {
  //#region start-threads
  // They come to the port one after the other, thread 1 first.
  for (let thread = 1; thread <= THREADS; thread++) {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { port, thread, board } satisfies Given,
    });
    worker.on('message', (report) => threads.emit('report', report));
    worker.on('error', (error) => threads.emit('error', error));
    ends.push(new Promise((gone) => worker.once('exit', gone)));
    await hear(1);
    await sleep(A_MOMENT);
  }
  console.log(`${THREADS} threads wait at a port. Its limit is ${limit}.`);
  //#endregion

  //#region one-by-one
  // Each packet finds all four waiting. Which of them is woken? (SCHED-1)
  const woken: number[] = [];
  for (let packet = 1; packet <= THREADS; packet++) {
    post(KEYS.nothing);
    woken.push(...(await hear(1)));
    await sleep(A_MOMENT);
  }
  console.log(`Packets one by one: taken by threads ${woken.join(', ')}.`);
  //#endregion

  //#region compute
  // Four packets at once. How many threads may run? (SCHED-2) The rest go to those
  // that run already (SCHED-5).
  post(KEYS.compute, THREADS);
  const computing = await together(COMPUTING);
  endPhase(PHASES.compute);
  const takers = new Set(await hear(THREADS)).size;
  console.log(
    `Handlers that compute: ${computing} at once; threads that took a packet: ${takers}.`,
  );
  if (computing > limit) console.log('This kernel does not keep the limit.');
  //#endregion

  //#region block
  // A thread that waits does not run: its place goes to another one (SCHED-3).
  await sleep(A_MOMENT);
  post(KEYS.block, THREADS);
  console.log(`Handlers that block: ${await together(BLOCKED)} at once.`);
  endPhase(PHASES.block);
  await hear(THREADS);
  //#endregion

  //#region block-then-compute
  // When its wait is over it runs at once, whoever has its place by then (SCHED-4).
  await sleep(A_MOMENT);
  post(KEYS.blockThenCompute, THREADS);
  await together(BLOCKED);
  endPhase(PHASES.blockFirst);
  const afterwards = await together(COMPUTING);
  console.log(`Handlers that block, then compute: ${afterwards} compute at once.`);
  endPhase(PHASES.thenCompute);
  await hear(THREADS);
  //#endregion
} finally {
  //#region shut-down
  // All phases are over, also where we failed before: no handler may go on for ever.
  endPhase(PHASES.thenCompute);
  // A thread at its wait keeps the process alive: each gets a packet that ends it.
  post(KEYS.quit, ends.length);
  await Promise.all(ends);
  ensure('CloseHandle', () => CloseHandle(port));
  //#endregion
}
