// SCHED-4: the limit is exceeded, and then nobody gets a packet until it is not.
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

  // The first thread waits for the event, and so the second one gets a packet.
  PostQueuedCompletionStatus(port, 0, 1, null);
  PostQueuedCompletionStatus(port, 0, 2, null);
  await workers.took(2);
  // The first one goes on: two threads compute, and the limit is one.
  SetEvent(event);
  await workers.compute(2);
  const together = workers.computing;

  // There is a third packet. One of the two threads comes back for it.
  PostQueuedCompletionStatus(port, 0, 3, null);
  workers.enter(1);
  await sleep(A_WHILE);
  const whileOneComputes = workers.taken;

  // And then the other one.
  workers.enter(2);
  await workers.took(3);
  const afterwards = workers.taken;

  await workers.quit();
  print({
    'threads that compute at once': together,
    'taken when one of them has come back': whileOneComputes,
    'taken when both have': afterwards,
  });
} else {
  takePackets((packet, event: bigint) => {
    if (packet === 1) WaitForSingleObject(event, INFINITE);
    if (packet < 3) computeUntil(packet);
  });
}
//#endregion
