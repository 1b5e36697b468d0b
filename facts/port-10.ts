// PORT-10: a limit of one is no limit to how many threads wait.
import { setTimeout as sleep } from 'node:timers/promises';

import { createPort, dequeueOnThread, PostQueuedCompletionStatus, print } from './win32/index.ts';

//#region program
/** Nothing tells when the threads are inside their waits. */
const UNTIL_THEY_WAIT = 500;
const LIMIT = 1;
const port = createPort(LIMIT);
const waiting = [1, 2, 3].map(() => dequeueOnThread(port, 5000));
await sleep(UNTIL_THEY_WAIT);

for (const key of [1, 2, 3]) PostQueuedCompletionStatus(port, 0, key, null);
const packets = await Promise.all(waiting);

print({
  'threads that asked': waiting.length,
  'keys they got': packets.map(({ key }) => key).sort(),
});
//#endregion
