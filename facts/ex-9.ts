// EX-9: how much of a burst one call gets is a race.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  attemptOnThread,
  createPort,
  dequeueMany,
  dword,
  GetQueuedCompletionStatusEx,
  INFINITE,
  memory,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
/** Nothing tells when the thread is inside its wait. */
const UNTIL_IT_WAITS = 300;

const port = createPort();
const entries = memory(5 * 32);
const removed = memory(4);
const waiter = attemptOnThread(
  GetQueuedCompletionStatusEx,
  port,
  entries.address,
  5,
  removed.address,
  INFINITE,
  0,
);
await sleep(UNTIL_IT_WAITS);
for (const key of [1, 2, 3, 4, 5]) PostQueuedCompletionStatus(port, 0, key, null);
const { returned } = await waiter;
const first = Number(dword(removed.bytes));
const rest = dequeueMany(port, 5).entries.length;

print({ returned, 'packets of the first call': first, 'packets of both calls': first + rest });
//#endregion
