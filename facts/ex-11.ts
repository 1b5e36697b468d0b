// EX-11: what lies where in an array of OVERLAPPED_ENTRY.
import {
  createPort,
  GetQueuedCompletionStatusEx,
  hex,
  memory,
  Overlapped,
  overlappedAt,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
const port = createPort();
const first = new Overlapped('first');
PostQueuedCompletionStatus(port, 0xaabbccdd, 0x1122334455667788n, first.address);
PostQueuedCompletionStatus(port, 0, 9, null);

const { address, bytes } = memory(2 * 32);
GetQueuedCompletionStatusEx(port, address, 2, memory(4).address, 0, 0);

print({
  'bytes 0 to 7, the key': hex(bytes.readBigUInt64LE(0), 16),
  'bytes 8 to 15, the OVERLAPPED': overlappedAt(bytes.readBigUInt64LE(8)),
  'bytes 16 to 19, the NTSTATUS': hex(bytes.readUInt32LE(16)),
  'bytes 24 to 27, the byte count': hex(bytes.readUInt32LE(24)),
  'bytes 28 to 31': hex(bytes.readUInt32LE(28)),
  'bytes 32 to 39, the next key': hex(bytes.readBigUInt64LE(32), 16),
});
//#endregion
