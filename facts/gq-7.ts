// GQ-7: 0 asks, INFINITE waits for ever.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  attemptOnThread,
  createPort,
  dequeue,
  GetQueuedCompletionStatus,
  INFINITE,
  memory,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
/** “For ever” can only be asked for a while. */
const A_WHILE = 300;

const port = createPort();
const polled = dequeue(port, 0);
const waited = dequeue(port, 50);

const [bytes, key, overlapped] = [memory(4), memory(8), memory(8)];
const infinite = attemptOnThread(
  GetQueuedCompletionStatus,
  port,
  bytes.address,
  key.address,
  overlapped.address,
  INFINITE,
);
const stillWaits = await Promise.race([infinite.then(() => false), sleep(A_WHILE, true)]);
PostQueuedCompletionStatus(port, 0, 9, null);
const { returned } = await infinite;

print({
  'a time-out of 0': { returned: polled.returned, error: polled.error },
  'a time-out of 50 ms': { returned: waited.returned, error: waited.error },
  INFINITE: { 'still waits after 300 ms': stillWaits, 'returned when a packet came': returned },
});
//#endregion
