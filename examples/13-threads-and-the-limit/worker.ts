import { parentPort, workerData } from 'node:worker_threads';
import { ensure, GetQueuedCompletionStatus, INFINITE } from '@iocp/ffi';
import { BLOCKED, COMPUTING, type Given, KEYS, OVER, PHASES } from './board.ts';

const { port, thread, board } = workerData as Given;

//#region compute
/** Keeps a processor busy until the phase is over. */
function compute(phase: number): void {
  Atomics.add(board, COMPUTING, 1);
  while (Atomics.load(board, OVER) < phase);
  Atomics.sub(board, COMPUTING, 1);
}
//#endregion

//#region block
/** Waits until the phase is over, and needs no processor meanwhile. */
function block(phase: number): void {
  Atomics.add(board, BLOCKED, 1);
  for (;;) {
    const over = Atomics.load(board, OVER);
    if (over >= phase) break;
    // Sleeps until the number there is another one.
    Atomics.wait(board, OVER, over);
  }
  Atomics.sub(board, BLOCKED, 1);
}
//#endregion

//#region handlers
const handlers = new Map([
  [KEYS.nothing, () => {}],
  [KEYS.compute, () => compute(PHASES.compute)],
  [KEYS.block, () => block(PHASES.block)],
  [
    KEYS.blockThenCompute,
    () => {
      block(PHASES.blockFirst);
      compute(PHASES.thenCompute);
    },
  ],
]);
//#endregion

// Told once before the first packet, and after each.
const tell = () => parentPort?.postMessage(thread);
tell();

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
  // The one key without a handler is KEYS.quit.
  if (!handle) break;
  //#endregion

  handle();
  tell();
}
