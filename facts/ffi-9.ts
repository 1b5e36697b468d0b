// FFI-9: without _Out_ a parameter goes in and never comes out.
import koffi from 'koffi';
import { createPort, PostQueuedCompletionStatus, print } from './win32/index.ts';

//#region program
const kernel32 = koffi.load('kernel32.dll');
const forgotten = kernel32.func(
  'BOOL __stdcall GetQueuedCompletionStatusEx(HANDLE, OVERLAPPED_ENTRY *, ULONG, ULONG *, DWORD, BOOL)',
);
const declared = kernel32.func(
  'BOOL __stdcall GetQueuedCompletionStatusEx(HANDLE, _Out_ OVERLAPPED_ENTRY *, ULONG, _Out_ ULONG *, DWORD, BOOL)',
);

const port = createPort();
function dequeueWith(call: (...args: unknown[]) => number) {
  PostQueuedCompletionStatus(port, 5, 7, null);
  const entries = [{ lpCompletionKey: 0, dwNumberOfBytesTransferred: 0 }];
  const removed = [0];
  const returned = call(port, entries, 1, removed, 0, 0);
  const { lpCompletionKey, dwNumberOfBytesTransferred } = entries[0] ?? {};
  return { returned, removed: removed[0], key: lpCompletionKey, bytes: dwNumberOfBytesTransferred };
}

print({ 'without _Out_': dequeueWith(forgotten), 'with _Out_': dequeueWith(declared) });
//#endregion
