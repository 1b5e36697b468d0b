import { parentPort, workerData } from 'node:worker_threads';
import { ensure, GetQueuedCompletionStatus, INFINITE, Sleep } from '@iocp/ffi';
import { type Given, KEYS, type Report } from './keys.ts';

/** How long a packet's work takes, in milliseconds. */
const WORK = 150;

const { port, thread, working } = workerData as Given;

//#region compute
/**
 * Keeps a processor busy. Each look at the clock leaves a number to be collected,
 * and collecting can be a wait, so most of the time is spent in counting.
 */
function compute(): void {
  const end = performance.now() + WORK;
  let number = 1;
  while (performance.now() < end) {
    for (let step = 0; step < 10_000; step++) number = Math.imul(number, 48_271);
  }
}
//#endregion

//#region block
/** Needs no processor: whoever waits does not count as running (SCHED-3). */
function block(): void {
  Sleep(WORK);
}
//#endregion

//#region together
/** Works, and says how many threads did when this one began. */
function together(work: () => void): number {
  const count = Atomics.add(working, 0, 1) + 1;
  work();
  Atomics.sub(working, 0, 1);
  return count;
}
//#endregion

//#region handlers
const handlers = new Map([
  [KEYS.nothing, () => together(() => {})],
  [KEYS.compute, () => together(compute)],
  [KEYS.block, () => together(block)],
  [
    KEYS.blockThenCompute,
    () => {
      block();
      return together(compute);
    },
  ],
]);
//#endregion

const tell = (report: Report) => parentPort?.postMessage(report);

tell({ thread, together: 0 });

for (;;) {
  //#region wait
  // One packet and no more: in a batch one thread would get the work of all.
  const key: [number] = [0];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, [0], key, [null], INFINITE),
  );
  //#endregion

  //#region identify
  const handle = handlers.get(key[0]);
  if (!handle) break;
  //#endregion

  tell({ thread, together: handle() });
}
