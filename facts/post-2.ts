// POST-2: *lpOverlapped is NULL, and a packet was dequeued.
import { createPort, dequeue, PostQueuedCompletionStatus, print } from './win32/index.ts';

//#region program
const port = createPort();

PostQueuedCompletionStatus(port, 3, 7, null);

print({ 'a posted packet': dequeue(port), 'no packet': dequeue(port) });
//#endregion
