// EX-6: half of an entry's Internal says nothing.
import {
  createPort,
  GetQueuedCompletionStatusEx,
  hex,
  memory,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
const port = createPort();
PostQueuedCompletionStatus(port, 3, 9, null);

// Every byte of the entry holds 0xCC before the call.
const entry = memory(32);
GetQueuedCompletionStatusEx(port, entry.address, 1, memory(4).address, 0, 0);

print({
  'the low 4 bytes': hex(entry.bytes.readUInt32LE(16)),
  'all 8 bytes together are 0': entry.bytes.readBigUInt64LE(16) === 0n,
});
//#endregion
