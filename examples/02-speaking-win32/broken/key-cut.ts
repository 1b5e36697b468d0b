// You see: two connections have different keys, and their packets come back with the same.
// Behind it: M14.
// Refuted by: FFI-2.
import {
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  GetQueuedCompletionStatus,
  type Handle,
  INVALID_HANDLE_VALUE,
} from '@iocp/ffi';
import koffi, { type KoffiFunc } from 'koffi';

//#region defect
// A key is a number, and a DWORD holds one.
const keyType = 'uint32_t';
//#endregion
const post = koffi.load('kernel32.dll').func(`
  int32_t __stdcall PostQueuedCompletionStatus(
    void *CompletionPort,
    uint32_t dwNumberOfBytesTransferred,
    ${keyType} dwCompletionKey,
    void *lpOverlapped
  )
`) as KoffiFunc<
  (port: Handle, bytes: number, key: number, overlapped: null) => number
>;

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
// The address of what the program keeps of a connection is a good key. Two of them
// may well have the same lower half.
for (const connection of [0x1_0000_7000, 0x2_0000_7000]) {
  ensure('PostQueuedCompletionStatus', () => post(port, 0, connection, null));
  const key: [number | bigint] = [0];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, [0], key, [null], 0),
  );
  console.log(`posted 0x${connection.toString(16)}, came 0x${key[0].toString(16)}`);
}
ensure('CloseHandle', () => CloseHandle(port));
