import {
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  type Handle,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';
import koffi, { type KoffiFunc } from 'koffi';

// Pointers to what the function writes (FFI-9).
const [count, key, pointer] = [
  '_Out_ uint32_t *',
  '_Out_ uintptr_t *',
  '_Out_ void **',
];
const dequeue = koffi.load('kernel32.dll').func(`
  int32_t __stdcall GetQueuedCompletionStatus(
    void *CompletionPort,
    ${count}lpNumberOfBytesTransferred,
    ${key}lpCompletionKey,
    ${pointer}lpOverlapped,
    uint32_t dwMilliseconds
  )
`) as KoffiFunc<
  (
    port: Handle,
    bytes: [number],
    key: [number],
    overlapped: [null],
    milliseconds: number,
  ) => number
>;

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
ensure('PostQueuedCompletionStatus', () =>
  PostQueuedCompletionStatus(port, 5, 7, null),
);
const bytes: [number] = [0];
const keys: [number] = [0];
const returned = dequeue(port, bytes, keys, [null], 0);
console.log(`returned ${returned}: key ${keys[0]}, ${bytes[0]} bytes`);
ensure('CloseHandle', () => CloseHandle(port));
