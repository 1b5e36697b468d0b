import {
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  type Handle,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
  Win32Error,
} from '@iocp/ffi';
import koffi, { type KoffiFunc } from 'koffi';

//#region library
const kernel32 = koffi.load('kernel32.dll');
//#endregion

//#region bind-values
// HANDLE CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort,
//                               ULONG_PTR CompletionKey,
//                               DWORD NumberOfConcurrentThreads);
//
// HANDLE and ULONG_PTR are as wide as an address, DWORD is 32 bits (FFI-2). A HANDLE
// is a `void *`, so that NULL, which is a failure here, comes back as null.
const create = kernel32.func(`
  void *__stdcall CreateIoCompletionPort(
    void *FileHandle,
    void *ExistingCompletionPort,
    uintptr_t CompletionKey,
    uint32_t NumberOfConcurrentThreads
  )
`) as KoffiFunc<
  (
    file: bigint,
    port: bigint | null,
    key: number | bigint,
    threads: number,
  ) => bigint | null
>;
//#endregion

//#region bind-pointers
// BOOL GetQueuedCompletionStatus(HANDLE CompletionPort,
//                                LPDWORD lpNumberOfBytesTransferred,
//                                PULONG_PTR lpCompletionKey,
//                                LPOVERLAPPED *lpOverlapped,
//                                DWORD dwMilliseconds);
//
// BOOL is 32 bits, not one (FFI-1). Behind the three pointers there is room for one
// value each, which the function writes: an array of one. Without _Out_ it would
// stay as it was, and nothing would say so (FFI-9).
const dequeue = kernel32.func(`
  int32_t __stdcall GetQueuedCompletionStatus(
    void *CompletionPort,
    _Out_ uint32_t *lpNumberOfBytesTransferred,
    _Out_ uintptr_t *lpCompletionKey,
    _Out_ void **lpOverlapped,
    uint32_t dwMilliseconds
  )
`) as KoffiFunc<
  (
    port: bigint,
    bytes: [number],
    key: [number | bigint],
    overlapped: [bigint | null],
    milliseconds: number,
  ) => number
>;
//#endregion

//#region bind-last-error
// DWORD GetLastError();
const lastError = kernel32.func('uint32_t __stdcall GetLastError()') as KoffiFunc<
  () => number
>;
//#endregion

//#region widths
// The same widths under Windows' names: @iocp/ffi has told them to koffi.
const widths = ['DWORD', 'BOOL', 'ULONG_PTR', 'HANDLE'].map(
  (type) => `${type} ${koffi.sizeof(type)}`,
);
console.log(`Bytes: ${widths.join(', ')}.`);
//#endregion

//#region make-port
const port = create(INVALID_HANDLE_VALUE, null, 0, 0);
if (port === null) {
  throw new Error(`CreateIoCompletionPort failed with error ${lastError()}.`);
}
console.log(`A new port. Its handle is a ${typeof port}.`);
//#endregion

//#region misuse
// A new port, says the first argument; this one, says the second (PORT-3). The error
// is taken before anything else can run (THR-3).
const nothing = create(INVALID_HANDLE_VALUE, port, 0, 0);
const reason = lastError();
console.log(
  `INVALID_HANDLE_VALUE and a port: returned ${nothing}, last error ${reason}.`,
);
//#endregion

//#region brand
// Our binding took any bigint for a port. For @iocp/ffi it has to be a Handle: an
// address, or a socket, would not compile.
const handle = port as Handle;
//#endregion

//#region post
/** Too wide for 32 bits. */
const KEY = 0x1_0000_0007;
ensure('PostQueuedCompletionStatus', () =>
  PostQueuedCompletionStatus(handle, 5, KEY, null),
);
//#endregion

//#region wait
const bytes: [number] = [0];
const key: [number | bigint] = [0];
const overlapped: [bigint | null] = [null];
const returned = dequeue(port, bytes, key, overlapped, 0);
if (returned === 0) {
  throw new Error(`GetQueuedCompletionStatus failed with error ${lastError()}.`);
}
console.log(`A packet, and the call returned ${returned}.`);
console.log(
  `Key 0x${key[0].toString(16)}, bytes ${bytes[0]}, OVERLAPPED ${overlapped[0]}.`,
);
//#endregion

//#region stale-error
// Two calls have succeeded since, and left it alone (GQ-3): the last error means
// something after a failure only.
console.log(`The last error is still ${lastError()}.`);
//#endregion

//#region sentence
/** Makes a call that Windows has to refuse, and prints why. */
function refused(name: string, call: () => number | bigint | null): void {
  try {
    ensure(name, call);
    throw new Error(`${name} should have failed, and did not.`);
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    console.log(error.message);
  }
}

refused('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, handle, 0, 0),
);
//#endregion

//#region shut-down
ensure('CloseHandle', () => CloseHandle(handle));
//#endregion

//#region closed
// The number is still here, the port is not (POST-4).
refused('PostQueuedCompletionStatus', () =>
  PostQueuedCompletionStatus(handle, 5, KEY, null),
);
//#endregion
