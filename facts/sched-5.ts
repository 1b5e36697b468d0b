// SCHED-5: the thread that runs goes on with the next packet, past one that waits.
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

  for (let packet = 1; packet <= 4; packet++) PostQueuedCompletionStatus(port, 0, packet, null);
  for (let packet = 1; packet <= 4; packet++) {
    await workers.took(packet);
    await sleep(A_WHILE);
    workers.enter(packet);
  }

  await workers.quit();
  print({
    'packets taken': workers.taken,
    'threads that took them': new Set(workers.takers).size,
  });
} else {
  takePackets((packet) => computeUntil(packet));
}
//#endregion
