import koffi, { type KoffiFunc } from 'koffi';
import type { Handle, Pointer, Socket } from './types.ts';
import './types.ts';

const kernel32 = koffi.load('kernel32.dll');

export const CreateIoCompletionPort = kernel32.func(
  'HANDLE __stdcall CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey, DWORD NumberOfConcurrentThreads)',
) as KoffiFunc<
  (
    FileHandle: Handle | Socket,
    ExistingCompletionPort: Handle | Socket,
    CompletionKey: number | bigint,
    NumberOfConcurrentThreads: number,
  ) => Handle
>;

export const GetQueuedCompletionStatus = kernel32.func(
  'BOOL __stdcall GetQueuedCompletionStatus(HANDLE CompletionPort, void *lpNumberOfBytesTransferred, void *lpCompletionKey, void *lpOverlapped, DWORD dwMilliseconds)',
) as KoffiFunc<
  (
    CompletionPort: Handle | Socket,
    lpNumberOfBytesTransferred: Pointer,
    lpCompletionKey: Pointer,
    lpOverlapped: Pointer,
    dwMilliseconds: number,
  ) => number
>;

export const GetQueuedCompletionStatusEx = kernel32.func(
  'BOOL __stdcall GetQueuedCompletionStatusEx(HANDLE CompletionPort, void *lpCompletionPortEntries, ULONG ulCount, void *ulNumEntriesRemoved, DWORD dwMilliseconds, BOOL fAlertable)',
) as KoffiFunc<
  (
    CompletionPort: Handle | Socket,
    lpCompletionPortEntries: Pointer,
    ulCount: number,
    ulNumEntriesRemoved: Pointer,
    dwMilliseconds: number,
    fAlertable: number,
  ) => number
>;

export const PostQueuedCompletionStatus = kernel32.func(
  'BOOL __stdcall PostQueuedCompletionStatus(HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred, ULONG_PTR dwCompletionKey, void *lpOverlapped)',
) as KoffiFunc<
  (
    CompletionPort: Handle | Socket,
    dwNumberOfBytesTransferred: number,
    dwCompletionKey: number | bigint,
    lpOverlapped: Pointer,
  ) => number
>;

export const CloseHandle = kernel32.func('BOOL __stdcall CloseHandle(HANDLE hObject)') as KoffiFunc<
  (hObject: Handle | Socket) => number
>;

export const GetLastError = kernel32.func('DWORD __stdcall GetLastError()') as KoffiFunc<
  () => number
>;

export const SetLastError = kernel32.func(
  'void __stdcall SetLastError(DWORD dwErrCode)',
) as KoffiFunc<(dwErrCode: number) => void>;

export const CreateFileW = kernel32.func(
  'HANDLE __stdcall CreateFileW(const char16_t *lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode, void *lpSecurityAttributes, DWORD dwCreationDisposition, DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)',
) as KoffiFunc<
  (
    lpFileName: string,
    dwDesiredAccess: number,
    dwShareMode: number,
    lpSecurityAttributes: Pointer,
    dwCreationDisposition: number,
    dwFlagsAndAttributes: number,
    hTemplateFile: Handle | Socket,
  ) => Handle
>;

export const ReadFile = kernel32.func(
  'BOOL __stdcall ReadFile(HANDLE hFile, void *lpBuffer, DWORD nNumberOfBytesToRead, void *lpNumberOfBytesRead, void *lpOverlapped)',
) as KoffiFunc<
  (
    hFile: Handle | Socket,
    lpBuffer: Pointer,
    nNumberOfBytesToRead: number,
    lpNumberOfBytesRead: Pointer,
    lpOverlapped: Pointer,
  ) => number
>;

export const WriteFile = kernel32.func(
  'BOOL __stdcall WriteFile(HANDLE hFile, const void *lpBuffer, DWORD nNumberOfBytesToWrite, void *lpNumberOfBytesWritten, void *lpOverlapped)',
) as KoffiFunc<
  (
    hFile: Handle | Socket,
    lpBuffer: Pointer,
    nNumberOfBytesToWrite: number,
    lpNumberOfBytesWritten: Pointer,
    lpOverlapped: Pointer,
  ) => number
>;

export const CancelIo = kernel32.func('BOOL __stdcall CancelIo(HANDLE hFile)') as KoffiFunc<
  (hFile: Handle | Socket) => number
>;

export const CancelIoEx = kernel32.func(
  'BOOL __stdcall CancelIoEx(HANDLE hFile, void *lpOverlapped)',
) as KoffiFunc<(hFile: Handle | Socket, lpOverlapped: Pointer) => number>;

export const GetOverlappedResult = kernel32.func(
  'BOOL __stdcall GetOverlappedResult(HANDLE hFile, void *lpOverlapped, void *lpNumberOfBytesTransferred, BOOL bWait)',
) as KoffiFunc<
  (
    hFile: Handle | Socket,
    lpOverlapped: Pointer,
    lpNumberOfBytesTransferred: Pointer,
    bWait: number,
  ) => number
>;

export const SetFileCompletionNotificationModes = kernel32.func(
  'BOOL __stdcall SetFileCompletionNotificationModes(HANDLE FileHandle, DWORD Flags)',
) as KoffiFunc<(FileHandle: Handle | Socket, Flags: number) => number>;

export const CreateEventW = kernel32.func(
  'HANDLE __stdcall CreateEventW(void *lpEventAttributes, BOOL bManualReset, BOOL bInitialState, void *lpName)',
) as KoffiFunc<
  (
    lpEventAttributes: Pointer,
    bManualReset: number,
    bInitialState: number,
    lpName: Pointer,
  ) => Handle
>;

export const SetEvent = kernel32.func('BOOL __stdcall SetEvent(HANDLE hEvent)') as KoffiFunc<
  (hEvent: Handle | Socket) => number
>;

export const WaitForSingleObject = kernel32.func(
  'DWORD __stdcall WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)',
) as KoffiFunc<(hHandle: Handle | Socket, dwMilliseconds: number) => number>;

export const SleepEx = kernel32.func(
  'DWORD __stdcall SleepEx(DWORD dwMilliseconds, BOOL bAlertable)',
) as KoffiFunc<(dwMilliseconds: number, bAlertable: number) => number>;

export const QueueUserAPC = kernel32.func(
  'DWORD __stdcall QueueUserAPC(void *pfnAPC, HANDLE hThread, ULONG_PTR dwData)',
) as KoffiFunc<(pfnAPC: Pointer, hThread: Handle | Socket, dwData: number | bigint) => number>;

export const GetCurrentThread = kernel32.func('HANDLE __stdcall GetCurrentThread()') as KoffiFunc<
  () => Handle
>;

export const GetCurrentThreadId = kernel32.func(
  'DWORD __stdcall GetCurrentThreadId()',
) as KoffiFunc<() => number>;

export const GetCurrentProcess = kernel32.func('HANDLE __stdcall GetCurrentProcess()') as KoffiFunc<
  () => Handle
>;

export const OpenProcess = kernel32.func(
  'HANDLE __stdcall OpenProcess(DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwProcessId)',
) as KoffiFunc<(dwDesiredAccess: number, bInheritHandle: number, dwProcessId: number) => Handle>;

export const DuplicateHandle = kernel32.func(
  'BOOL __stdcall DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle, void *lpTargetHandle, DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwOptions)',
) as KoffiFunc<
  (
    hSourceProcessHandle: Handle | Socket,
    hSourceHandle: Handle | Socket,
    hTargetProcessHandle: Handle | Socket,
    lpTargetHandle: Pointer,
    dwDesiredAccess: number,
    bInheritHandle: number,
    dwOptions: number,
  ) => number
>;

export const GetTempPathW = kernel32.func(
  'DWORD __stdcall GetTempPathW(DWORD nBufferLength, void *lpBuffer)',
) as KoffiFunc<(nBufferLength: number, lpBuffer: Pointer) => number>;

export const CreateDirectoryW = kernel32.func(
  'BOOL __stdcall CreateDirectoryW(const char16_t *lpPathName, void *lpSecurityAttributes)',
) as KoffiFunc<(lpPathName: string, lpSecurityAttributes: Pointer) => number>;

export const RemoveDirectoryW = kernel32.func(
  'BOOL __stdcall RemoveDirectoryW(const char16_t *lpPathName)',
) as KoffiFunc<(lpPathName: string) => number>;

export const ReadDirectoryChangesW = kernel32.func(
  'BOOL __stdcall ReadDirectoryChangesW(HANDLE hDirectory, void *lpBuffer, DWORD nBufferLength, BOOL bWatchSubtree, DWORD dwNotifyFilter, void *lpBytesReturned, void *lpOverlapped, void *lpCompletionRoutine)',
) as KoffiFunc<
  (
    hDirectory: Handle,
    lpBuffer: Pointer,
    nBufferLength: number,
    bWatchSubtree: number,
    dwNotifyFilter: number,
    lpBytesReturned: Pointer,
    lpOverlapped: Pointer,
    lpCompletionRoutine: Pointer,
  ) => number
>;

export const CreateNamedPipeW = kernel32.func(
  'HANDLE __stdcall CreateNamedPipeW(const char16_t *lpName, DWORD dwOpenMode, DWORD dwPipeMode, DWORD nMaxInstances, DWORD nOutBufferSize, DWORD nInBufferSize, DWORD nDefaultTimeOut, void *lpSecurityAttributes)',
) as KoffiFunc<
  (
    lpName: string,
    dwOpenMode: number,
    dwPipeMode: number,
    nMaxInstances: number,
    nOutBufferSize: number,
    nInBufferSize: number,
    nDefaultTimeOut: number,
    lpSecurityAttributes: Pointer,
  ) => Handle
>;

export const ConnectNamedPipe = kernel32.func(
  'BOOL __stdcall ConnectNamedPipe(HANDLE hNamedPipe, void *lpOverlapped)',
) as KoffiFunc<(hNamedPipe: Handle | Socket, lpOverlapped: Pointer) => number>;

export const GetModuleHandleW = kernel32.func(
  'void * __stdcall GetModuleHandleW(const char16_t *lpModuleName)',
) as KoffiFunc<(lpModuleName: string) => bigint | null>;

export const GetProcAddress = kernel32.func(
  'void * __stdcall GetProcAddress(void *hModule, const char *lpProcName)',
) as KoffiFunc<(hModule: Pointer, lpProcName: string) => bigint | null>;
