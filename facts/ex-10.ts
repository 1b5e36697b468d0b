// EX-10: closing the port releases a thread that waits for ever.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  attemptOnThread,
  CloseHandle,
  createPort,
  GetQueuedCompletionStatusEx,
  INFINITE,
  memory,
  print,
} from './win32/index.ts';

//#region program
/** Nothing tells when the thread is inside its wait. */
const UNTIL_IT_WAITS = 500;

const port = createPort();
const entries = memory(8 * 32);
const removed = memory(4);
const waiter = attemptOnThread(
  GetQueuedCompletionStatusEx,
  port,
  entries.address,
  8,
  removed.address,
  INFINITE,
  0,
);
await sleep(UNTIL_IT_WAITS);
CloseHandle(port);

print({ ...(await waiter) });
//#endregion
