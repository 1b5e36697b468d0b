import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  GetQueuedCompletionStatus,
  type Handle,
  INFINITE,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';

const THREADS = 4;
const KEYS = { work: 1, quit: 2 };
// Places on the board, which all threads see: handlers at work, and whether they may end.
const AT_WORK = 0;
const OVER = 1;

interface Given {
  port: Handle;
  board: Int32Array<SharedArrayBuffer>;
}

if (isMainThread) await lead();
else serve(workerData as Given);

async function lead(): Promise<void> {
  // As many may run at once, however many wait (SCHED-2).
  const limit = THREADS;
  const port = ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, limit),
  );
  const post = (key: number) =>
    ensure('PostQueuedCompletionStatus', () =>
      PostQueuedCompletionStatus(port, 0, key, null),
    );
  const board = new Int32Array(new SharedArrayBuffer(8));
  const given: Given = { port, board };
  const threads = Array.from(
    { length: THREADS },
    () => new Worker(new URL(import.meta.url), { workerData: given }),
  );
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  const ends = threads.map((thread) => once(thread, 'exit'));

  for (let packet = 1; packet <= THREADS; packet++) post(KEYS.work);
  // No handler ends before all are at work, or a long time has gone by.
  const deadline = performance.now() + 5000;
  while (Atomics.load(board, AT_WORK) < THREADS && performance.now() < deadline) {
    await sleep(5);
  }
  console.log(`Handlers at work: ${Atomics.load(board, AT_WORK)} of ${THREADS}.`);
  Atomics.store(board, OVER, 1);

  for (let packet = 1; packet <= THREADS; packet++) post(KEYS.quit);
  await Promise.all(ends);
  ensure('CloseHandle', () => CloseHandle(port));
}

function serve({ port, board }: Given): void {
  parentPort?.postMessage('here');
  for (;;) {
    const key: [number] = [0];
    ensure('GetQueuedCompletionStatus', () =>
      GetQueuedCompletionStatus(port, [0], key, [null], INFINITE),
    );
    if (key[0] === KEYS.quit) return;
    Atomics.add(board, AT_WORK, 1);
    while (Atomics.load(board, OVER) === 0);
  }
}
