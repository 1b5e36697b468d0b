/** What an argument or a return value means beyond its type. */
export type Role =
  | 'completion port'
  | 'socket'
  /** An argument that names a handle of any kind; as an out-parameter, a handle that the call makes. */
  | 'handle'
  | 'file'
  | 'pipe'
  | 'event'
  | 'process'
  /** The OVERLAPPED that the call lends to the kernel. */
  | 'overlapped'
  /** The OVERLAPPED of an operation that was started before: the call names it and lends nothing. */
  | 'operation'
  /** Where the byte count of that operation goes, when it is over. */
  | 'operation bytes'
  /** An array of WSABUF whose memory the call lends to the kernel, to be filled. */
  | 'buffers'
  /** An array of WSABUF whose memory the call lends to the kernel, to be read. */
  | 'send buffers'
  /** How many WSABUF there are. */
  | 'buffer count'
  /** Memory that a call with an OVERLAPPED lends to the kernel: filled when it is an out-parameter, else read. */
  | 'buffer'
  /** Size of that memory in bytes. */
  | 'buffer size'
  /** Bytes behind those, which hold an address when the operation has succeeded (AcceptEx). */
  | 'address size'
  /** Memory for OVERLAPPED_ENTRY, filled by the call. */
  | 'entries'
  /** How many of those entries were filled. */
  | 'entries removed'
  /** Where the byte count of the one packet goes that the call dequeues. */
  | 'packet bytes'
  /** Where that packet's completion key goes. */
  | 'packet key'
  /** Where the address of that packet's OVERLAPPED goes; NULL when nothing was dequeued. */
  | 'packet overlapped'
  /** Bytes that the call reads; as an out-parameter, that it fills, and it returns how many. */
  | 'bytes'
  /** A SOCKADDR_IN. */
  | 'address';

export interface Parameter {
  /** In Microsoft's spelling. */
  name: string;
  /** The C type as Windows' headers spell it. */
  type: string;
  direction: 'in' | 'out' | 'inout';
  role?: Role;
}

/**
 * What a function returns when it fails. `all ones` is as wide as the type. `the error` and `the status` are
 * functions that return 0 or the reason itself: a Win32 error, an NTSTATUS.
 */
export type Failure =
  | 'null'
  | 'zero'
  | 'minus one'
  | 'all ones'
  | 'the error'
  | 'the status'
  | 'never';

/** Where a function is found. Those of the last kind are asked of a socket's provider, by their GUID. */
export type Library = 'kernel32.dll' | 'ntdll.dll' | 'ws2_32.dll' | 'mswsock, by WSAIoctl';

export interface Prototype {
  name: string;
  library: Library;
  /** What WSAIoctl is asked with, for functions that are found so. */
  guid?: string;
  returns: { type: string; role?: Role; failure: Failure };
  parameters: Parameter[];
  /** Whether the reason of a failure is in the thread's last error. */
  setsLastError: boolean;
  /** Which argument's handle the call closes. */
  closes?: string;
  /** Success says that the operation has started, not that it is over. */
  startsOnSuccess?: true;
  /** Microsoft's page, without `https://`; null where there is none. */
  page: string | null;
  /** What the prototype does not show, in whole sentences. */
  note?: string;
}

/** A parameter that the call reads. */
export const into = (name: string, type: string, role?: Role): Parameter =>
  role ? { name, type, direction: 'in', role } : { name, type, direction: 'in' };

/** A parameter that the call writes through. */
export const out = (name: string, type: string, role?: Role): Parameter => ({
  ...into(name, type, role),
  direction: 'out',
});

/** A parameter that the call reads and writes through. */
export const inout = (name: string, type: string): Parameter => ({
  ...into(name, type),
  direction: 'inout',
});

/** Nonzero, or 0 for a failure. */
export const BOOL: Prototype['returns'] = { type: 'BOOL', failure: 'zero' };

/** Microsoft's page of a Win32 function, from its path. */
export const page = (path: string): string => `learn.microsoft.com/windows/win32/${path}`;
