// SCHED-1: of four waiting threads the last one gets all the work.
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

import {
  A_WHILE,
  createPort,
  PostQueuedCompletionStatus,
  print,
  startWorkers,
  takePackets,
} from './win32/index.ts';

//#region program
if (isMainThread) {
  const port = createPort(4);
  const workers = await startWorkers(import.meta.url, 4, port);

  // Each packet is posted when all four wait again.
  for (let packet = 1; packet <= 4; packet++) {
    PostQueuedCompletionStatus(port, 0, packet, null);
    await workers.took(packet);
    await sleep(A_WHILE);
  }

  await workers.quit();
  print({ 'the threads that took the packets': workers.takers });
} else {
  takePackets(() => {});
}
//#endregion
