import {
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  GetQueuedCompletionStatus,
  INFINITE,
  INVALID_HANDLE_VALUE,
  OVERLAPPED,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';
import koffi from 'koffi';

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const operation = koffi.alloc(OVERLAPPED, 1);
koffi.encode(operation, OVERLAPPED, {});
ensure('PostQueuedCompletionStatus', () =>
  PostQueuedCompletionStatus(port, 5, 1, operation),
);

const bytes: [number] = [0];
const key: [number | bigint] = [0];
const overlapped: [typeof operation | null] = [null];
ensure('GetQueuedCompletionStatus', () =>
  GetQueuedCompletionStatus(port, bytes, key, overlapped, INFINITE),
);
const moved = bytes[0];
console.log(`The packet says ${bytes[0]} bytes.`);
console.log(`The operation has moved ${moved}.`);

koffi.free(operation);
ensure('CloseHandle', () => CloseHandle(port));
