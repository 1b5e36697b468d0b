// POST-1: what is posted comes out as it went in, garbage too.
import { createPort, dequeue, PostQueuedCompletionStatus, print } from './win32/index.ts';

//#region program
const port = createPort();

const posted = PostQueuedCompletionStatus(port, 123, 456, 0x1234_5678_9abc_def1n);
const packet = dequeue(port);
PostQueuedCompletionStatus(port, 0xffff_ffff, 0xffff_ffff_ffff_ffffn, 1n);
const extreme = dequeue(port);

print({ posted, packet, extreme });
//#endregion
