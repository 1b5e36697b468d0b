/** The NTSTATUS numbers by which the kernel speaks. What they become for a program is `win32/errors.ts`. */
export const STATUS = {
  SUCCESS: 0,
  ABANDONED_WAIT_0: 0x80,
  USER_APC: 0xc0,
  TIMEOUT: 0x102,
  PENDING: 0x103,
  OBJECT_PATH_NOT_FOUND: 0xc000_003a,
  DIRECTORY_NOT_EMPTY: 0xc000_0101,
  NOTIFY_CLEANUP: 0x10b,
  NOTIFY_ENUM_DIR: 0x10c,
  BUFFER_OVERFLOW: 0x8000_0005,
  INFO_LENGTH_MISMATCH: 0xc000_0004,
  ACCESS_VIOLATION: 0xc000_0005,
  INVALID_HANDLE: 0xc000_0008,
  INVALID_PARAMETER: 0xc000_000d,
  END_OF_FILE: 0xc000_0011,
  ACCESS_DENIED: 0xc000_0022,
  BUFFER_TOO_SMALL: 0xc000_0023,
  OBJECT_TYPE_MISMATCH: 0xc000_0024,
  OBJECT_NAME_NOT_FOUND: 0xc000_0034,
  OBJECT_NAME_COLLISION: 0xc000_0035,
  DEVICE_NOT_READY: 0xc000_00a3,
  PIPE_NOT_AVAILABLE: 0xc000_00ac,
  PIPE_DISCONNECTED: 0xc000_00b0,
  PIPE_CLOSING: 0xc000_00b1,
  PIPE_CONNECTED: 0xc000_00b2,
  PIPE_LISTENING: 0xc000_00b3,
  CANCELLED: 0xc000_0120,
  LOCAL_DISCONNECT: 0xc000_013b,
  REMOTE_DISCONNECT: 0xc000_013c,
  INVALID_CONNECTION: 0xc000_0140,
  PIPE_BROKEN: 0xc000_014b,
  CONNECTION_RESET: 0xc000_020d,
  NOT_FOUND: 0xc000_0225,
  CONNECTION_REFUSED: 0xc000_0236,
  PORT_UNREACHABLE: 0xc000_023f,
  CONNECTION_ABORTED: 0xc000_0241,
} as const;

/** Whether a status is an error: those suppress the packet of an operation that did not pend. */
export const isError = (status: number): boolean => status >>> 30 === 3;

/** Whether a status is neither a warning nor an error. */
export const isSuccess = (status: number): boolean => status >>> 31 === 0;
