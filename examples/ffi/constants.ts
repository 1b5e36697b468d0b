import type { Handle, Socket } from './types.ts';

/** FALSE, for a BOOL parameter. minwindef.h. */
export const FALSE = 0;

/**
 * All bits set: "no file". It asks CreateIoCompletionPort for a new port (PORT-1),
 * and CreateFileW gives it back when it could not open one (FFI-2). handleapi.h.
 */
export const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn as Handle;

/** Asks CreateFileW for a handle that may read. winnt.h. */
export const GENERIC_READ = 0x8000_0000;

/** Asks CreateFileW for a handle of a folder that may see what is in it. winnt.h. */
export const FILE_LIST_DIRECTORY = 0x01;

/** Lets others open the same file for reading meanwhile. winnt.h. */
export const FILE_SHARE_READ = 0x01;

/** Lets others write to it meanwhile. winnt.h. */
export const FILE_SHARE_WRITE = 0x02;

/** Lets others rename or remove it meanwhile. winnt.h. */
export const FILE_SHARE_DELETE = 0x04;

/** Opens a file that exists, and makes none. fileapi.h. */
export const OPEN_EXISTING = 3;

/**
 * Opens a file for overlapped operations; without it the file can have no port
 * (PORT-6). winbase.h.
 */
export const FILE_FLAG_OVERLAPPED = 0x4000_0000;

/** Without it CreateFileW opens files only, and no folders. winbase.h. */
export const FILE_FLAG_BACKUP_SEMANTICS = 0x0200_0000;

/** Tells of files that come, go, or get another name. winnt.h. */
export const FILE_NOTIFY_CHANGE_FILE_NAME = 0x01;

/** What a record of ReadDirectoryChangesW says has happened. winnt.h. */
export const FILE_ACTION_ADDED = 1;
export const FILE_ACTION_REMOVED = 2;
export const FILE_ACTION_RENAMED_OLD_NAME = 4;
export const FILE_ACTION_RENAMED_NEW_NAME = 5;

/**
 * Tells a handle to queue no packet for an operation that succeeds at once
 * (SKIP-1). winbase.h.
 */
export const FILE_SKIP_COMPLETION_PORT_ON_SUCCESS = 0x01;

/** Makes a pipe that both ends read and write. winbase.h. */
export const PIPE_ACCESS_DUPLEX = 0x03;

/** Fails where somebody else has a pipe of that name already. winbase.h. */
export const FILE_FLAG_FIRST_PIPE_INSTANCE = 0x0008_0000;

/** What is written at once, the other end can read as one message. winbase.h. */
export const PIPE_TYPE_MESSAGE = 0x04;

/** Reads from this end take one message, or a part of one (FILE-4). winbase.h. */
export const PIPE_READMODE_MESSAGE = 0x02;

/** Lets only this machine's programs open the pipe. winbase.h. */
export const PIPE_REJECT_REMOTE_CLIENTS = 0x08;

/** All bits set: WSASocketW could not make a socket (FFI-2). winsock2.h. */
export const INVALID_SOCKET = 0xffff_ffff_ffff_ffffn as Socket;

/**
 * What Winsock's functions return instead of a count when they fail. winsock2.h.
 */
export const SOCKET_ERROR = -1;

/**
 * A time-out that never comes: 0xFFFFFFFF milliseconds, an unsigned number, not -1
 * (GQ-7). winbase.h.
 */
export const INFINITE = 0xffff_ffff;

/**
 * The time-out came before a packet did: a tick, not a failure (GQ-1, EX-3).
 * winerror.h.
 */
export const WAIT_TIMEOUT = 258;

/**
 * CancelIoEx found nothing pending, which is no failure either: the operation may
 * have ended just before (CANC-2, CANC-4). winerror.h.
 */
export const ERROR_NOT_FOUND = 1168;

/**
 * "The operation has started and is not over": the usual answer, not a failure
 * (RECV-1). winsock2.h.
 */
export const WSA_IO_PENDING = 997;

/** The same number under its Win32 name. winerror.h. */
export const ERROR_IO_PENDING = WSA_IO_PENDING;

/** "There is no more of this file": where a socket says 0 bytes (FILE-2). winerror.h. */
export const ERROR_HANDLE_EOF = 38;

/** The same in a packet (FILE-2). ntstatus.h. */
export const STATUS_END_OF_FILE = 0xc000_0011;

/**
 * "There is more of this message": the buffer is full, the operation is over, its
 * packet comes, and the next read gets the rest (FILE-4). winerror.h.
 */
export const ERROR_MORE_DATA = 234;

/** The same in a packet, where it is a warning. ntstatus.h. */
export const STATUS_BUFFER_OVERFLOW = 0x8000_0005;

/** The other end of the pipe was closed (FILE-5). winerror.h. */
export const ERROR_BROKEN_PIPE = 109;

/** The same in a packet. ntstatus.h. */
export const STATUS_PIPE_BROKEN = 0xc000_014b;

/** What a write says when the pipe's other end is closing. winerror.h. */
export const ERROR_NO_DATA = 232;

/** The client opened the pipe before anybody waited for it (FILE-6). winerror.h. */
export const ERROR_PIPE_CONNECTED = 535;

/** "The peer has reset the connection." winsock2.h. */
export const WSAECONNRESET = 10054;

/** IPv4. ws2def.h. */
export const AF_INET = 2;

/** A stream of bytes. winsock2.h. */
export const SOCK_STREAM = 1;

/** TCP. ws2def.h. */
export const IPPROTO_TCP = 6;

/**
 * Makes a socket whose operations can be overlapped; without it a receive blocks
 * (RECV-13). winsock2.h.
 */
export const WSA_FLAG_OVERLAPPED = 0x01;

/** Looks at what has arrived and leaves it where it is. winsock2.h. */
export const MSG_PEEK = 0x02;

/**
 * Sends small pieces at once, where TCP would let them wait for the acknowledgement
 * of the one before. An option of the level IPPROTO_TCP. ws2ipdef.h.
 */
export const TCP_NODELAY = 0x0001;

/** The level of the options that every socket has. winsock2.h. */
export const SOL_SOCKET = 0xffff;

/**
 * Tells a socket that AcceptEx has filled which listener it is from: only then does
 * it know that it is connected (CONN-6). mswsock.h.
 */
export const SO_UPDATE_ACCEPT_CONTEXT = 0x700b;

/** Tells a socket that ConnectEx has connected that it is (CONN-9). mswsock.h. */
export const SO_UPDATE_CONNECT_CONTEXT = 0x7010;

/** As many waiting connections as the system allows a listener. winsock2.h. */
export const SOMAXCONN = 0x7fff_ffff;

/**
 * Asks the provider of a socket for one of its own functions, by its GUID (CONN-1).
 * mswsock.h.
 */
export const SIO_GET_EXTENSION_FUNCTION_POINTER = 0xc800_0006;

/** Winsock 2.2, which every program asks WSAStartup for (FFI-6). */
export const WINSOCK_2_2 = 0x0202;

/** 127.0.0.1. ws2def.h. */
export const INADDR_LOOPBACK = 0x7f00_0001;

/** Names of the errors that the examples can meet. winerror.h. */
export const ERROR_NAMES: Readonly<Record<number, string>> = {
  2: 'ERROR_FILE_NOT_FOUND',
  6: 'ERROR_INVALID_HANDLE',
  38: 'ERROR_HANDLE_EOF',
  64: 'ERROR_NETNAME_DELETED',
  87: 'ERROR_INVALID_PARAMETER',
  109: 'ERROR_BROKEN_PIPE',
  232: 'ERROR_NO_DATA',
  234: 'ERROR_MORE_DATA',
  258: 'WAIT_TIMEOUT',
  535: 'ERROR_PIPE_CONNECTED',
  735: 'ERROR_ABANDONED_WAIT_0',
  995: 'ERROR_OPERATION_ABORTED',
  997: 'ERROR_IO_PENDING',
  1168: 'ERROR_NOT_FOUND',
  1225: 'ERROR_CONNECTION_REFUSED',
  1236: 'ERROR_CONNECTION_ABORTED',
  10014: 'WSAEFAULT',
  10022: 'WSAEINVAL',
  10038: 'WSAENOTSOCK',
  10053: 'WSAECONNABORTED',
  10054: 'WSAECONNRESET',
  10057: 'WSAENOTCONN',
  10061: 'WSAECONNREFUSED',
};

/**
 * Names of the failed NTSTATUS values that a packet of the examples can carry.
 * ntstatus.h.
 */
export const STATUS_NAMES: Readonly<Record<number, string>> = {
  2147483653: 'STATUS_BUFFER_OVERFLOW',
  3221225489: 'STATUS_END_OF_FILE',
  3221225760: 'STATUS_CANCELLED',
  3221225787: 'STATUS_LOCAL_DISCONNECT',
  3221225788: 'STATUS_REMOTE_DISCONNECT',
  3221225803: 'STATUS_PIPE_BROKEN',
  3221225792: 'STATUS_INVALID_CONNECTION',
  3221225997: 'STATUS_CONNECTION_RESET',
  3221226038: 'STATUS_CONNECTION_REFUSED',
  3221226049: 'STATUS_CONNECTION_ABORTED',
};
