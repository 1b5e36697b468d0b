// SCHED-2: a packet is queued and a thread waits, and the two do not meet.
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

import {
  A_WHILE,
  computeUntil,
  createPort,
  PostQueuedCompletionStatus,
  print,
  startWorkers,
  takePackets,
} from './win32/index.ts';

//#region program
const LIMIT = 1;

if (isMainThread) {
  const port = createPort(LIMIT);
  const workers = await startWorkers(import.meta.url, 2, port);

  PostQueuedCompletionStatus(port, 0, 1, null);
  PostQueuedCompletionStatus(port, 0, 2, null);
  await workers.took(1);
  await sleep(A_WHILE);
  const whileComputing = workers.taken;

  workers.enter(1);
  await workers.took(2);
  const afterwards = workers.taken;

  workers.enter(2);
  await workers.quit();
  print({ 'taken while the first computes': whileComputing, 'taken afterwards': afterwards });
} else {
  takePackets((key) => computeUntil(key));
}
//#endregion
