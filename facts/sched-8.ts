// SCHED-8: a thread that asks another port makes room at the one that it comes from, though it never waits.
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

import {
  A_WHILE,
  computeUntil,
  createPort,
  dequeue,
  PostQueuedCompletionStatus,
  print,
  startWorkers,
  takePackets,
} from './win32/index.ts';

//#region program
const LIMIT = 1;

if (isMainThread) {
  const port = createPort(LIMIT);
  const other = createPort(LIMIT);
  const workers = await startWorkers(import.meta.url, 2, port, other);

  PostQueuedCompletionStatus(other, 0, 1, null);
  PostQueuedCompletionStatus(port, 0, 1, null);
  PostQueuedCompletionStatus(port, 0, 2, null);
  await workers.took(1);
  await sleep(A_WHILE);
  const whileComputing = workers.taken;

  // The first thread takes a packet of the other port, and goes on computing.
  workers.enter(1);
  await workers.took(2);
  await workers.compute(2);
  const together = workers.computing;

  workers.enter(2);
  await workers.quit();
  print({
    'taken while the first thread computes': whileComputing,
    'threads that compute when it has asked the other port': together,
  });
} else {
  takePackets((packet, other: bigint) => {
    if (packet === 1) {
      computeUntil(1);
      dequeue(other);
    }
    computeUntil(2);
  });
}
//#endregion
