// FFI-13: a thread in an endless wait keeps the process, process.exit() or not.
import { createPort, GetQueuedCompletionStatus, INFINITE, memory, print } from './win32/index.ts';

//#region program
// The thread has to be inside the wait before the process tries to end, and nothing tells us that it is.
const INSIDE_BY_THEN = 300;

const port = createPort();
const out = () => memory(8).address;
GetQueuedCompletionStatus.async(port, out(), out(), out(), INFINITE, () => {});

print({ 'process.exit': 'is called next' });
setTimeout(() => process.exit(0), INSIDE_BY_THEN);
//#endregion
