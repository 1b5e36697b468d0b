// GQ-9: closing the port releases a thread that waits, with 735.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  attemptOnThread,
  CloseHandle,
  createPort,
  GetQueuedCompletionStatus,
  memory,
  overlappedAt,
  print,
} from './win32/index.ts';

//#region program
/** Nothing tells when the thread is inside its wait. */
const UNTIL_IT_WAITS = 500;

const port = createPort();
const [bytes, key, overlapped] = [memory(4), memory(8), memory(8)];
const waiter = attemptOnThread(
  GetQueuedCompletionStatus,
  port,
  bytes.address,
  key.address,
  overlapped.address,
  2000,
);
await sleep(UNTIL_IT_WAITS);
CloseHandle(port);

print({ ...(await waiter), overlapped: overlappedAt(overlapped.bytes.readBigUInt64LE()) });
//#endregion
