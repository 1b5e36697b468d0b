// FFI-13: a thread in an endless wait keeps the process, process.exit() or not.
import { createPort, GetQueuedCompletionStatus, INFINITE, memory, print } from './win32/index.ts';

//#region program
const port = createPort();
const out = () => memory(8).address;
GetQueuedCompletionStatus.async(port, out(), out(), out(), INFINITE, () => {});

print({ 'process.exit': 'is called next' });
process.exit(0);
//#endregion
