import {
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  FALSE,
  GetQueuedCompletionStatusEx,
  INVALID_HANDLE_VALUE,
  OVERLAPPED_ENTRY,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';
import koffi from 'koffi';

// The members, with the holes that a C compiler leaves (EX-11).
const Entry = koffi.struct({
  lpCompletionKey: 'uintptr_t',
  lpOverlapped: 'uintptr_t',
  Internal: 'uintptr_t',
  dwNumberOfBytesTransferred: 'uint32_t',
});

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
for (const key of [1, 2, 3]) {
  ensure('PostQueuedCompletionStatus', () =>
    PostQueuedCompletionStatus(port, key * 100, key, null),
  );
}
// Room for eight entries, whatever size they have.
const memory = koffi.alloc(OVERLAPPED_ENTRY, 8);
const removed: [number] = [0];
ensure('GetQueuedCompletionStatusEx', () =>
  GetQueuedCompletionStatusEx(port, memory, 8, removed, 0, FALSE),
);
console.log(`${removed[0]} packets of ${koffi.sizeof(Entry)} bytes`);
for (const { lpCompletionKey, dwNumberOfBytesTransferred } of koffi.decode(
  memory,
  Entry,
  removed[0],
)) {
  console.log(`  key ${lpCompletionKey}, ${dwNumberOfBytesTransferred} bytes`);
}
koffi.free(memory);
ensure('CloseHandle', () => CloseHandle(port));
