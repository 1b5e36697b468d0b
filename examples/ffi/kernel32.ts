import type { KoffiFunc } from 'koffi';
import { loadSystemLibrary } from './library.ts';
import type { Address, Handle, Socket } from './types.ts';
import './types.ts';

const kernel32 = loadSystemLibrary('kernel32.dll');

//#region create
/**
 * CreateIoCompletionPort makes a port, or ties a handle to one. With
 * INVALID_HANDLE_VALUE and null: a new port (PORT-1). With a handle and a port:
 * every packet of that handle goes to that port from now on, with this key (PORT-2,
 * PORT-9), until the handle is closed (PORT-5). The last number limits how many
 * threads run at once, 0 meaning one for each processor (PORT-10).
 *
 * @returns the port; null when it failed, with the reason in the last error: 87 for
 * a handle that is not overlapped or has a port already (PORT-4, PORT-6)
 */
export const CreateIoCompletionPort = kernel32.func(`
  HANDLE __stdcall CreateIoCompletionPort(
    HANDLE FileHandle,
    HANDLE ExistingCompletionPort,
    ULONG_PTR CompletionKey,
    DWORD NumberOfConcurrentThreads
  )
`) as KoffiFunc<
  (
    fileHandle: Handle | Socket,
    existingCompletionPort: Handle | null,
    completionKey: number | bigint,
    numberOfConcurrentThreads: number,
  ) => Handle | null
>;
//#endregion

//#region dequeue-one
/**
 * GetQueuedCompletionStatus dequeues one packet, waiting until there is one. Only
 * the return value and `overlapped[0]` together tell what happened (GQ-2); bytes and
 * key mean something only where there was a packet (GQ-1).
 *
 * @param milliseconds how long to wait; 0 polls, INFINITE waits for ever
 * @returns nonzero for a packet whose operation succeeded, or that was posted; 0
 * with an OVERLAPPED for the packet of an operation that failed, which is dequeued
 * all the same, its error in the last error (GQ-4); 0 with null when there was no
 * packet, with the reason in the last error: 258 after the time-out
 */
export const GetQueuedCompletionStatus = kernel32.func(`
  BOOL __stdcall GetQueuedCompletionStatus(
    HANDLE CompletionPort,
    _Out_ DWORD *lpNumberOfBytesTransferred,
    _Out_ ULONG_PTR *lpCompletionKey,
    _Out_ OVERLAPPED **lpOverlapped,
    DWORD dwMilliseconds
  )
`) as KoffiFunc<
  (
    port: Handle,
    bytes: [number],
    key: [number | bigint],
    overlapped: [Address<'OVERLAPPED'> | null],
    milliseconds: number,
  ) => number
>;
//#endregion

//#region dequeue
/**
 * GetQueuedCompletionStatusEx dequeues up to `count` packets, waiting until there
 * is at least one (EX-1). The number dequeued is in `removed[0]`, not in the return
 * value (EX-2).
 *
 * @param entries memory for `count` OVERLAPPED_ENTRY
 * @param milliseconds how long to wait; 0 polls, INFINITE waits for ever
 * @returns nonzero when packets were dequeued, whatever became of their operations
 * (EX-5); 0 when none was, with the reason in the last error: 258 after the
 * time-out (EX-3)
 */
export const GetQueuedCompletionStatusEx = kernel32.func(`
  BOOL __stdcall GetQueuedCompletionStatusEx(
    HANDLE CompletionPort,
    OVERLAPPED_ENTRY *lpCompletionPortEntries,
    ULONG ulCount,
    _Out_ ULONG *ulNumEntriesRemoved,
    DWORD dwMilliseconds,
    BOOL fAlertable
  )
`) as KoffiFunc<
  (
    port: Handle,
    entries: Address<'OVERLAPPED_ENTRY'>,
    count: number,
    removed: [number],
    milliseconds: number,
    alertable: number,
  ) => number
>;
//#endregion

/**
 * PostQueuedCompletionStatus puts a packet of the program's own into the port.
 * Windows passes the three values through and looks at none of them (POST-1); a
 * null OVERLAPPED is legal (POST-2).
 *
 * @returns nonzero, or 0 with the reason in the last error
 */
export const PostQueuedCompletionStatus = kernel32.func(`
  BOOL __stdcall PostQueuedCompletionStatus(
    HANDLE CompletionPort,
    DWORD dwNumberOfBytesTransferred,
    ULONG_PTR dwCompletionKey,
    WSAOVERLAPPED *lpOverlapped
  )
`) as KoffiFunc<
  (
    port: Handle,
    bytes: number,
    key: number | bigint,
    overlapped: Address<'OVERLAPPED'> | null,
  ) => number
>;

//#region cancel
/**
 * CancelIoEx asks for the end of an operation that is pending. Its packet comes all
 * the same and says how it ended (CANC-1, CANC-4); until then Windows owns its
 * memory (CANC-7).
 *
 * @param overlapped of the operation; null asks for the end of all of the handle's
 * (CANC-6)
 * @returns nonzero when the end was asked for; 0 with 1168 in the last error when
 * nothing was pending (CANC-2): then the packet waits in the port, or was dequeued
 */
export const CancelIoEx = kernel32.func(
  'BOOL __stdcall CancelIoEx(HANDLE hFile, OVERLAPPED *lpOverlapped)',
) as KoffiFunc<
  (file: Handle | Socket, overlapped: Address<'OVERLAPPED'> | null) => number
>;
//#endregion

/**
 * CloseHandle gives a handle back. Packets still in a closed port are lost
 * (CLOSE-3).
 *
 * @returns nonzero, or 0 with the reason in the last error: 6 for a handle that is
 * none
 */
export const CloseHandle = kernel32.func(
  'BOOL __stdcall CloseHandle(HANDLE hObject)',
) as KoffiFunc<(handle: Handle) => number>;

/**
 * GetLastError: why this thread's last Win32 call failed. The next call may
 * overwrite it, so it is taken with the call (THR-3): see `attempt`.
 */
export const GetLastError = kernel32.func(
  'DWORD __stdcall GetLastError()',
) as KoffiFunc<() => number>;
