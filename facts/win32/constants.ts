/** All bits set: "no file" for CreateIoCompletionPort, failure of CreateFileW. handleapi.h. */
export const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;
/** All bits set. winsock2.h. */
export const INVALID_SOCKET = 0xffff_ffff_ffff_ffffn;
/** A time-out that never comes. winbase.h. */
export const INFINITE = 0xffff_ffff;
/** The one status of an operation that is not over. ntstatus.h. */
export const STATUS_PENDING = 0x103;

export const AF_INET = 2;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const WSA_FLAG_OVERLAPPED = 1;
export const INADDR_LOOPBACK = 0x7f00_0001;
export const MSG_PEEK = 2;
/** The code by which ioctlsocket turns non-blocking mode on and off; negative, since a LONG takes it. */
export const FIONBIO = 0x8004_667e | 0;
export const SOL_SOCKET = 0xffff;
export const SO_LINGER = 0x0080;
export const SO_SNDBUF = 0x1001;
/** Asks for a socket's WSAPROTOCOL_INFOW, 628 bytes that begin with dwServiceFlags1. winsock2.h. */
export const SO_PROTOCOL_INFOW = 0x2005;
/** The bit of dwServiceFlags1 that says: such sockets are handles of the kernel's own. */
export const XP1_IFS_HANDLES = 0x0002_0000;
export const SO_UPDATE_ACCEPT_CONTEXT = 0x700b;
export const SO_CONNECT_TIME = 0x700c;
export const SO_UPDATE_CONNECT_CONTEXT = 0x7010;

export const GENERIC_READ = 0x8000_0000;
export const GENERIC_WRITE = 0x4000_0000;
export const DELETE = 0x0001_0000;
export const CREATE_ALWAYS = 2;
export const OPEN_EXISTING = 3;
export const FILE_FLAG_OVERLAPPED = 0x4000_0000;
export const FILE_FLAG_DELETE_ON_CLOSE = 0x0400_0000;
export const FILE_FLAG_BACKUP_SEMANTICS = 0x0200_0000;
export const FILE_LIST_DIRECTORY = 1;
/** FILE_SHARE_READ, FILE_SHARE_WRITE and FILE_SHARE_DELETE. */
export const FILE_SHARE_ALL = 7;
export const FILE_NOTIFY_CHANGE_FILE_NAME = 1;
export const FILE_SKIP_COMPLETION_PORT_ON_SUCCESS = 1;
export const FILE_SKIP_SET_EVENT_ON_HANDLE = 2;

export const PROCESS_DUP_HANDLE = 0x0040;
export const DUPLICATE_CLOSE_SOURCE = 1;
export const DUPLICATE_SAME_ACCESS = 2;
