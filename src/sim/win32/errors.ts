import { statusByCode } from '../../status/index.ts';

/** ERROR_MR_MID_NOT_FOUND, for a status that no table knows. */
const MR_MID_NOT_FOUND = 317;
const WSAEINVAL = 10022;

/** ERROR_… and WSAE… numbers that functions give of themselves, without a status of the kernel. */
export const ERROR = {
  FILE_NOT_FOUND: 2,
  ACCESS_DENIED: 5,
  INVALID_HANDLE: 6,
  NOT_ENOUGH_MEMORY: 8,
  FILE_EXISTS: 80,
  INVALID_PARAMETER: 87,
  INSUFFICIENT_BUFFER: 122,
  ALREADY_EXISTS: 183,
  WAIT_TIMEOUT: 258,
  WAIT_IO_COMPLETION: 192,
  PIPE_CONNECTED: 535,
  ABANDONED_WAIT_0: 735,
  IO_INCOMPLETE: 996,
  IO_PENDING: 997,
  NOACCESS: 998,
  NOT_FOUND: 1168,
} as const;

/** What a status becomes for GetLastError (RES-1, GQ-4). @returns a Win32 error */
export function win32Error(status: number): number {
  return statusByCode(status)?.win32 ?? MR_MID_NOT_FOUND;
}

/** What a status becomes for WSAGetLastError (RES-1). @returns a Winsock error */
export function winsockError(status: number): number {
  return statusByCode(status)?.winsock ?? (status >= 0x8000_0000 ? WSAEINVAL : win32Error(status));
}
