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
import { type Given, KEYS, type Report } from './keys.ts';

const THREADS = 4;
/** Milliseconds for a thread to come to its wait: nothing tells when it has. */
const A_MOMENT = 50;

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

/** Waits for so many reports; rejects when a thread has failed. */
async function hear(count: number): Promise<Report[]> {
  const heard: Report[] = [];
  while (heard.length < count) heard.push((await reports.next()).value[0]);
  return heard;
}
//#endregion

const ends: Promise<unknown>[] = [];
try {
  //#region start-threads
  // They come to the port one after the other, thread 1 first.
  const working = new Int32Array(new SharedArrayBuffer(4));
  for (let thread = 1; thread <= THREADS; thread++) {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { port, thread, working } satisfies Given,
    });
    worker.on('message', (report) => threads.emit('report', report));
    worker.on('error', (error) => threads.emit('error', error));
    ends.push(new Promise((gone) => worker.once('exit', gone)));
    await hear(1);
    await sleep(A_MOMENT);
  }
  console.log(`${THREADS} threads wait at a port whose limit is ${limit}.`);
  //#endregion

  //#region one-by-one
  // Each packet finds all four threads waiting. Which one is woken? (SCHED-1)
  const woken: number[] = [];
  for (let packet = 1; packet <= THREADS; packet++) {
    post(KEYS.nothing);
    const [report] = await hear(1);
    woken.push(report?.thread ?? 0);
    await sleep(A_MOMENT);
  }
  console.log(`One packet at a time goes to thread ${woken.join(', then ')}.`);
  //#endregion

  //#region all-at-once
  // Four packets for four threads. How many of them may run? (SCHED-2 to SCHED-5)
  for (const [key, handlers, work] of [
    [KEYS.compute, 'compute', 'computed'],
    [KEYS.block, 'block', 'were blocked'],
    [KEYS.blockThenCompute, 'block, then compute', 'computed'],
  ] as const) {
    post(key, THREADS);
    const heard = await hear(THREADS);
    const takers = new Set(heard.map(({ thread }) => thread)).size;
    const together = Math.max(...heard.map(({ together }) => together));
    console.log(
      `Handlers that ${handlers}: threads ${takers}, at most ${together} ${work} at once.`,
    );
    if (key === KEYS.compute && together > limit) {
      console.log('That is above the limit: this kernel does not keep it.');
    }
    await sleep(A_MOMENT);
  }
  //#endregion
} finally {
  //#region shut-down
  // A thread that waits keeps the process alive, so each gets a packet that sends it home.
  post(KEYS.quit, ends.length);
  await Promise.all(ends);
  ensure('CloseHandle', () => CloseHandle(port));
  //#endregion
}
