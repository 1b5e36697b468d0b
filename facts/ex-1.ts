// EX-1: as many packets as there are and fit.
import { createPort, dequeueMany, PostQueuedCompletionStatus, print } from './win32/index.ts';

//#region program
const port = createPort();
for (const key of [1, 2, 3, 4, 5]) PostQueuedCompletionStatus(port, 0, key, null);

const keys = (room: number) => dequeueMany(port, room).entries.map((entry) => entry.key);

print({ 'room for 3': keys(3), 'room for 64': keys(64) });
//#endregion
