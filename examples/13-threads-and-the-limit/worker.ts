import { parentPort, workerData } from 'node:worker_threads';
import { ensure, GetQueuedCompletionStatus, INFINITE } from '@iocp/ffi';
import { BLOCKED, COMPUTING, ENOUGH, type Given, KEYS } from './board.ts';

const { port, thread, board } = workerData as Given;

//#region compute
/** Keeps a processor busy until the main thread has said "enough" so many times. */
function compute(times: number): void {
  Atomics.add(board, COMPUTING, 1);
  while (Atomics.load(board, ENOUGH) < times);
  Atomics.sub(board, COMPUTING, 1);
}
//#endregion

//#region block
/** Waits for the same, and needs no processor meanwhile. */
function block(times: number): void {
  Atomics.add(board, BLOCKED, 1);
  for (;;) {
    const said = Atomics.load(board, ENOUGH);
    if (said >= times) break;
    Atomics.wait(board, ENOUGH, said);
  }
  Atomics.sub(board, BLOCKED, 1);
}
//#endregion

//#region handlers
const handlers = new Map([
  [KEYS.nothing, () => {}],
  [KEYS.compute, () => compute(1)],
  [KEYS.block, () => block(2)],
  [
    KEYS.blockThenCompute,
    () => {
      block(3);
      compute(4);
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
  if (!handle) break;
  //#endregion

  handle();
  tell();
}
