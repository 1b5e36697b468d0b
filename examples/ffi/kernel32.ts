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
 * @param removed an array to be written, or the memory of a ULONG
 * @param milliseconds how long to wait; 0 polls, INFINITE waits for ever
 * @returns nonzero when packets were dequeued, whatever became of their operations
 * (EX-5); 0 when none was, with the reason in the last error: 258 after the
 * time-out, when `removed[0]` may be 1 all the same (EX-3)
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
    removed: [number] | Address<'ULONG'>,
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

//#region open-file
/**
 * CreateFileW opens a file. With FILE_FLAG_OVERLAPPED the handle can have a port
 * (PORT-6), and the file has no position of its own any more: each read says where
 * it begins (OV-12).
 *
 * @returns the file, or INVALID_HANDLE_VALUE, not null, with the reason in the last
 * error (FFI-2): 2 when there is no such file
 */
export const CreateFileW = kernel32.func(`
  HANDLE __stdcall CreateFileW(
    const char16_t *lpFileName,
    DWORD dwDesiredAccess,
    DWORD dwShareMode,
    void *lpSecurityAttributes,
    DWORD dwCreationDisposition,
    DWORD dwFlagsAndAttributes,
    HANDLE hTemplateFile
  )
`) as KoffiFunc<
  (
    path: string,
    access: number,
    share: number,
    security: null,
    disposition: number,
    flags: number,
    template: null,
  ) => Handle
>;
//#endregion

//#region read
/**
 * ReadFile starts a read of a file and lends Windows the OVERLAPPED and the buffer.
 * Where to begin stands in the OVERLAPPED (OV-12). At the end of the file the read
 * fails with 38, usually in its packet (FILE-2).
 *
 * @param read must be null beside an OVERLAPPED: the packet has the count
 * @returns nonzero when it was over at once, and a packet comes all the same
 * (FILE-1); else 0: with 997 in the last error it has started, with any other
 * number it has not and no packet comes
 */
export const ReadFile = kernel32.func(`
  BOOL __stdcall ReadFile(
    HANDLE hFile,
    void *lpBuffer,
    DWORD nNumberOfBytesToRead,
    DWORD *lpNumberOfBytesRead,
    OVERLAPPED *lpOverlapped
  )
`) as KoffiFunc<
  (
    file: Handle,
    buffer: Address<'uint8_t'>,
    size: number,
    read: null,
    overlapped: Address<'OVERLAPPED'>,
  ) => number
>;
//#endregion

//#region write
/**
 * WriteFile starts a write and lends Windows the OVERLAPPED and the buffer, which
 * it reads until the packet says that the write is over (OV-9).
 *
 * @param written must be null beside an OVERLAPPED: the packet has the count
 * @returns nonzero when it was over at once, and a packet comes all the same
 * (FILE-1); else 0: with 997 in the last error it has started, with any other
 * number it has not and no packet comes
 */
export const WriteFile = kernel32.func(`
  BOOL __stdcall WriteFile(
    HANDLE hFile,
    const void *lpBuffer,
    DWORD nNumberOfBytesToWrite,
    DWORD *lpNumberOfBytesWritten,
    OVERLAPPED *lpOverlapped
  )
`) as KoffiFunc<
  (
    file: Handle,
    buffer: Address<'uint8_t'>,
    size: number,
    written: null,
    overlapped: Address<'OVERLAPPED'>,
  ) => number
>;
//#endregion

//#region pipe
/**
 * CreateNamedPipeW makes the server's end of a pipe: a handle that is read and
 * written like a file. Its name begins with `\\\\.\\pipe\\`. With
 * FILE_FLAG_OVERLAPPED it can have a port (PORT-6).
 *
 * @param instances how many servers' ends of that name there may be at once
 * @param outSize bytes that may wait in the pipe for the client; `inSize` for the
 * server
 * @returns the pipe, or INVALID_HANDLE_VALUE, not null, with the reason in the last
 * error (FFI-2)
 */
export const CreateNamedPipeW = kernel32.func(`
  HANDLE __stdcall CreateNamedPipeW(
    const char16_t *lpName,
    DWORD dwOpenMode,
    DWORD dwPipeMode,
    DWORD nMaxInstances,
    DWORD nOutBufferSize,
    DWORD nInBufferSize,
    DWORD nDefaultTimeOut,
    void *lpSecurityAttributes
  )
`) as KoffiFunc<
  (
    name: string,
    openMode: number,
    pipeMode: number,
    instances: number,
    outSize: number,
    inSize: number,
    defaultTimeOut: number,
    security: null,
  ) => Handle
>;

/**
 * ConnectNamedPipe waits for the client that opens the pipe; its packet says that
 * one has come (FILE-6).
 *
 * @returns 0, with 997 in the last error when it has started; 535 says that the
 * client came first, which is good news, but no packet comes (FILE-6)
 */
export const ConnectNamedPipe = kernel32.func(
  'BOOL __stdcall ConnectNamedPipe(HANDLE hNamedPipe, OVERLAPPED *lpOverlapped)',
) as KoffiFunc<(pipe: Handle, overlapped: Address<'OVERLAPPED'>) => number>;
//#endregion

//#region watch
/**
 * ReadDirectoryChangesW lends Windows the OVERLAPPED and a buffer for the next
 * changes in a folder. What happens between its packet and the next call is kept,
 * and comes with that one. A packet of 0 bytes whose status is no failure (GQ-6)
 * says that there were more changes than room for them, and that they are lost.
 *
 * @param size of the buffer in bytes; its address is a multiple of 4
 * @param subtree nonzero watches the folders in it as well
 * @param filter which kinds of changes to tell
 * @param returned must be null beside an OVERLAPPED: the packet has the count
 * @returns nonzero when the watch has started, which is not when it is over; 0 when
 * it has not, with the reason in the last error, and no packet comes
 */
export const ReadDirectoryChangesW = kernel32.func(`
  BOOL __stdcall ReadDirectoryChangesW(
    HANDLE hDirectory,
    void *lpBuffer,
    DWORD nBufferLength,
    BOOL bWatchSubtree,
    DWORD dwNotifyFilter,
    DWORD *lpBytesReturned,
    OVERLAPPED *lpOverlapped,
    void *lpCompletionRoutine
  )
`) as KoffiFunc<
  (
    directory: Handle,
    buffer: Address<'uint8_t'>,
    size: number,
    subtree: number,
    filter: number,
    returned: null,
    overlapped: Address<'OVERLAPPED'>,
    routine: null,
  ) => number
>;
//#endregion

/**
 * GetOverlappedResult says how an operation ended, from its OVERLAPPED. It takes
 * nothing out of the port (RES-3).
 *
 * @param bytes `bytes[0]` becomes the byte count
 * @param wait FALSE asks, and does not wait
 * @returns nonzero when the operation succeeded; 0 when it failed, with its error in
 * the last error (RES-2): 38 at the end of a file (FILE-2)
 */
export const GetOverlappedResult = kernel32.func(`
  BOOL __stdcall GetOverlappedResult(
    HANDLE hFile,
    OVERLAPPED *lpOverlapped,
    _Out_ DWORD *lpNumberOfBytesTransferred,
    BOOL bWait
  )
`) as KoffiFunc<
  (
    file: Handle,
    overlapped: Address<'OVERLAPPED'>,
    bytes: [number],
    wait: number,
  ) => number
>;

/**
 * SetFileCompletionNotificationModes tells a handle how to report. With
 * FILE_SKIP_COMPLETION_PORT_ON_SUCCESS an operation that succeeds at once queues no
 * packet (SKIP-1), while one that pended still does (SKIP-2). What was told cannot
 * be taken back. Sockets can be told only where no layer between them and the kernel
 * makes handles of its own (SKIP-7).
 *
 * @returns nonzero, or 0 with the reason in the last error
 */
export const SetFileCompletionNotificationModes = kernel32.func(`
  BOOL __stdcall SetFileCompletionNotificationModes(
    HANDLE FileHandle,
    uint8_t Flags
  )
`) as KoffiFunc<(fileHandle: Handle | Socket, flags: number) => number>;

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
