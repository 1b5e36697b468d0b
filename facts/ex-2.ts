// EX-2: the return value is TRUE, not the number of packets.
import { createPort, dequeueMany, PostQueuedCompletionStatus, print } from './win32/index.ts';

//#region program
const port = createPort();
for (const key of [1, 2, 3]) PostQueuedCompletionStatus(port, 0, key, null);
const { returned, removed } = dequeueMany(port, 8);

print({ returned, removed });
//#endregion
