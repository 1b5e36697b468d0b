// SCHED-7: a thread that ends makes room for another one.
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

  // The thread does not come back to the port.
  workers.enter(1);
  await workers.oneEnded();
  await workers.took(2);
  const afterItsEnd = workers.taken;

  await workers.quit();
  print({
    'taken while the first thread computes': whileComputing,
    'taken after its end': afterItsEnd,
  });
} else {
  takePackets((packet) => {
    if (packet !== 1) return;
    computeUntil(1);
    return 'end';
  });
}
//#endregion
