// You see: a packet says that 5 bytes were moved, and the OVERLAPPED that came with it says 0.
// Behind it: M27.
// Refuted by: POST-1.
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
//#region defect
// Posting completes the operation, so its OVERLAPPED knows the count.
const moved = Number(koffi.decode(operation, OVERLAPPED).InternalHigh);
//#endregion
console.log(`The packet says ${bytes[0]} bytes.`);
console.log(`The operation has moved ${moved}.`);

koffi.free(operation);
ensure('CloseHandle', () => CloseHandle(port));
