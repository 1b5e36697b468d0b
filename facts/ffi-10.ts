// FFI-10: a completion key is a number or a bigint, depending on how large it is.
import koffi from 'koffi';
import {
  createPort,
  GetQueuedCompletionStatusEx,
  memory,
  OVERLAPPED_ENTRY,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
const port = createPort();
const entry = memory(32).address;

function keyBack(key: bigint) {
  PostQueuedCompletionStatus(port, 0, key, null);
  GetQueuedCompletionStatusEx(port, entry, 1, memory(4).address, 0, 0);
  const { lpCompletionKey } = koffi.decode(entry, OVERLAPPED_ENTRY);
  return `${typeof lpCompletionKey} ${lpCompletionKey}`;
}

print({
  'key 7': keyBack(7n),
  '2^53': keyBack(2n ** 53n),
  '2^53 + 1': keyBack(2n ** 53n + 1n),
  '2^64 - 1': keyBack(2n ** 64n - 1n),
});
//#endregion
