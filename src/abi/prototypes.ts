/**
 * The Win32 functions that the book calls, as data: argument names in Microsoft's spelling, who makes a handle,
 * which argument is the OVERLAPPED. Recorder, simulator and reference read this one table.
 */

/** What an argument or a return value means beyond its type. */
export type Role =
  | 'completion port'
  | 'socket'
  | 'handle'
  /** The OVERLAPPED that the call lends to the kernel. */
  | 'overlapped'
  /** An array of WSABUF whose memory the call lends to the kernel. */
  | 'buffers'
  /** Memory for OVERLAPPED_ENTRY, filled by the call. */
  | 'entries'
  /** How many of those entries were filled. */
  | 'entries removed'
  /** Bytes that the call reads. */
  | 'bytes'
  /** A SOCKADDR_IN. */
  | 'address';

export interface Parameter {
  name: string;
  /** The C type as Windows' headers spell it. */
  type: string;
  direction: 'in' | 'out' | 'inout';
  role?: Role;
}

/** What a function returns when it fails. */
export type Failure = 'null' | 'zero' | 'minus one' | 'all ones' | 'the error' | 'never';

export interface Prototype {
  name: string;
  library: 'kernel32.dll' | 'ws2_32.dll';
  returns: { type: string; role?: Role; failure: Failure };
  parameters: Parameter[];
  /** Whether the reason of a failure is in the thread's last error. */
  setsLastError: boolean;
  /** Which argument's handle the call closes. */
  closes?: string;
}

const into = (name: string, type: string, role?: Role): Parameter =>
  role ? { name, type, direction: 'in', role } : { name, type, direction: 'in' };
const out = (name: string, type: string, role?: Role): Parameter => ({
  ...into(name, type, role),
  direction: 'out',
});
const inout = (name: string, type: string): Parameter => ({
  ...into(name, type),
  direction: 'inout',
});

const table: Prototype[] = [
  {
    name: 'CreateIoCompletionPort',
    library: 'kernel32.dll',
    returns: { type: 'HANDLE', role: 'completion port', failure: 'null' },
    parameters: [
      into('FileHandle', 'HANDLE', 'handle'),
      into('ExistingCompletionPort', 'HANDLE', 'handle'),
      into('CompletionKey', 'ULONG_PTR'),
      into('NumberOfConcurrentThreads', 'DWORD'),
    ],
    setsLastError: true,
  },
  {
    name: 'GetQueuedCompletionStatusEx',
    library: 'kernel32.dll',
    returns: { type: 'BOOL', failure: 'zero' },
    parameters: [
      into('CompletionPort', 'HANDLE', 'handle'),
      out('lpCompletionPortEntries', 'LPOVERLAPPED_ENTRY', 'entries'),
      into('ulCount', 'ULONG'),
      out('ulNumEntriesRemoved', 'PULONG', 'entries removed'),
      into('dwMilliseconds', 'DWORD'),
      into('fAlertable', 'BOOL'),
    ],
    setsLastError: true,
  },
  {
    name: 'PostQueuedCompletionStatus',
    library: 'kernel32.dll',
    returns: { type: 'BOOL', failure: 'zero' },
    parameters: [
      into('CompletionPort', 'HANDLE', 'handle'),
      into('dwNumberOfBytesTransferred', 'DWORD'),
      into('dwCompletionKey', 'ULONG_PTR'),
      into('lpOverlapped', 'LPOVERLAPPED'),
    ],
    setsLastError: true,
  },
  {
    name: 'CloseHandle',
    library: 'kernel32.dll',
    returns: { type: 'BOOL', failure: 'zero' },
    parameters: [into('hObject', 'HANDLE', 'handle')],
    setsLastError: true,
    closes: 'hObject',
  },
  {
    name: 'GetLastError',
    library: 'kernel32.dll',
    returns: { type: 'DWORD', failure: 'never' },
    parameters: [],
    setsLastError: false,
  },
  {
    name: 'WSAStartup',
    library: 'ws2_32.dll',
    returns: { type: 'int', failure: 'the error' },
    parameters: [into('wVersionRequested', 'WORD'), out('lpWSAData', 'LPWSADATA')],
    setsLastError: false,
  },
  {
    name: 'WSASocketW',
    library: 'ws2_32.dll',
    returns: { type: 'SOCKET', role: 'socket', failure: 'all ones' },
    parameters: [
      into('af', 'int'),
      into('type', 'int'),
      into('protocol', 'int'),
      into('lpProtocolInfo', 'LPWSAPROTOCOL_INFOW'),
      into('g', 'GROUP'),
      into('dwFlags', 'DWORD'),
    ],
    setsLastError: true,
  },
  {
    name: 'connect',
    library: 'ws2_32.dll',
    returns: { type: 'int', failure: 'minus one' },
    parameters: [
      into('s', 'SOCKET', 'handle'),
      into('name', 'const struct sockaddr *', 'address'),
      into('namelen', 'int'),
    ],
    setsLastError: true,
  },
  {
    name: 'send',
    library: 'ws2_32.dll',
    returns: { type: 'int', failure: 'minus one' },
    parameters: [
      into('s', 'SOCKET', 'handle'),
      into('buf', 'const char *', 'bytes'),
      into('len', 'int'),
      into('flags', 'int'),
    ],
    setsLastError: true,
  },
  {
    name: 'WSARecv',
    library: 'ws2_32.dll',
    returns: { type: 'int', failure: 'minus one' },
    parameters: [
      into('s', 'SOCKET', 'handle'),
      into('lpBuffers', 'LPWSABUF', 'buffers'),
      into('dwBufferCount', 'DWORD'),
      out('lpNumberOfBytesRecvd', 'LPDWORD'),
      inout('lpFlags', 'LPDWORD'),
      into('lpOverlapped', 'LPWSAOVERLAPPED', 'overlapped'),
      into('lpCompletionRoutine', 'LPWSAOVERLAPPED_COMPLETION_ROUTINE'),
    ],
    setsLastError: true,
  },
  {
    name: 'closesocket',
    library: 'ws2_32.dll',
    returns: { type: 'int', failure: 'minus one' },
    parameters: [into('s', 'SOCKET', 'handle')],
    setsLastError: true,
    closes: 's',
  },
  {
    name: 'WSAGetLastError',
    library: 'ws2_32.dll',
    returns: { type: 'int', failure: 'never' },
    parameters: [],
    setsLastError: false,
  },
];

const byName = new Map(table.map((prototype) => [prototype.name, prototype]));

/** The prototype of a Win32 function, or undefined when the book does not use it. */
export function prototypeOf(name: string): Prototype | undefined {
  return byName.get(name);
}

/** Whether this return value says that the call failed. */
export function hasFailed(prototype: Prototype, returned: unknown): boolean {
  switch (prototype.returns.failure) {
    case 'null':
      return returned === null;
    case 'zero':
      return Number(returned) === 0;
    case 'minus one':
      return Number(returned) === -1;
    case 'all ones':
      return BigInt.asUintN(64, BigInt(returned as number | bigint)) === 0xffff_ffff_ffff_ffffn;
    case 'the error':
      return Number(returned) !== 0;
    case 'never':
      return false;
  }
}
