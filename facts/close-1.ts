// CLOSE-1: to close a port wakes those who wait at it.
import { setTimeout as sleep } from 'node:timers/promises';

import { CloseHandle, createPort, dequeueOnThread, print } from './win32/index.ts';

//#region program
/** Nothing tells when the threads are inside their waits. */
const UNTIL_THEY_WAIT = 500;
const port = createPort();
const waiting = [1, 2, 3].map(() => dequeueOnThread(port, 3000));
await sleep(UNTIL_THEY_WAIT);

const closed = CloseHandle(port);
const ends = await Promise.all(waiting);

print({
  CloseHandle: closed,
  'how the waits ended': ends.map(({ returned, error, overlapped }) => ({
    returned,
    error,
    overlapped,
  })),
});
//#endregion
