// CLOSE-4: 735 and 258 are not what the table of errors makes of the two statuses.
import { setTimeout as sleep } from 'node:timers/promises';

import {
  CloseHandle,
  createPort,
  dequeue,
  dequeueOnThread,
  print,
  RtlNtStatusToDosError,
} from './win32/index.ts';

//#region program
const STATUS_ABANDONED_WAIT_0 = 0x80;
const STATUS_TIMEOUT = 0x102;
/** Nothing tells when the thread is inside its wait. */
const UNTIL_IT_WAITS = 500;

const port = createPort();
const timedOut = dequeue(port);
const waiting = dequeueOnThread(port, 3000);
await sleep(UNTIL_IT_WAITS);
CloseHandle(port);
const abandoned = await waiting;

print({
  'by the table': {
    STATUS_TIMEOUT: RtlNtStatusToDosError(STATUS_TIMEOUT),
    STATUS_ABANDONED_WAIT_0: RtlNtStatusToDosError(STATUS_ABANDONED_WAIT_0),
  },
  'by GetQueuedCompletionStatus': {
    'after a time-out': timedOut.error,
    'port closed': abandoned.error,
  },
});
//#endregion
