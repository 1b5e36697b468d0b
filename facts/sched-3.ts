// SCHED-3: a thread that waits for something else makes room for another one.
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

import {
  A_WHILE,
  CreateEventW,
  computeUntil,
  createPort,
  INFINITE,
  PostQueuedCompletionStatus,
  print,
  SetEvent,
  startWorkers,
  takePackets,
  WaitForSingleObject,
} from './win32/index.ts';

//#region program
const LIMIT = 1;

if (isMainThread) {
  const port = createPort(LIMIT);
  const event = CreateEventW(null, 1, 0, null);
  const workers = await startWorkers(import.meta.url, 2, port, event);

  PostQueuedCompletionStatus(port, 0, 1, null);
  PostQueuedCompletionStatus(port, 0, 2, null);
  await workers.took(1);
  await sleep(A_WHILE);
  const whileComputing = workers.taken;

  workers.enter(1);
  await workers.took(2);
  const whileWaiting = workers.taken;

  SetEvent(event);
  await workers.quit();
  print({
    'taken while the first thread computes': whileComputing,
    'taken while it waits for the event': whileWaiting,
    'threads that took them': new Set(workers.takers).size,
  });
} else {
  takePackets((packet, event: bigint) => {
    if (packet !== 1) return;
    computeUntil(1);
    WaitForSingleObject(event, INFINITE);
  });
}
//#endregion
