// The dequeue takes three packets, and what it returns is taken for their number: 1 (EX-2).
import {
  CloseHandle,
  CompletionEntries,
  CreateIoCompletionPort,
  ensure,
  FALSE,
  GetQueuedCompletionStatusEx,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
for (const key of [1, 2, 3]) PostQueuedCompletionStatus(port, 0, key, null);
const entries = new CompletionEntries(8);
let handled = 0;
for (;;) {
  const removed: [number] = [0];
  const count = GetQueuedCompletionStatusEx(port, entries.address, 8, removed, 100, FALSE); // at
  if (count === 0) break;
  handled += entries.first(count).length;
}
console.log(`${handled} of 3`);
entries.free();
CloseHandle(port);
