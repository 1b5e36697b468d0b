import { statusByCode } from '../../status/index.ts';
import { MEASURED } from '../../status/tables/measured.ts';

/** ERROR_MR_MID_NOT_FOUND, for a status that no table knows. */
const MR_MID_NOT_FOUND = 317;
const WSAEINVAL = 10022;

/** Upper halves of statuses whose lower half is a Win32 error already. */
const FROM_WIN32: readonly number[] = [0x8007, 0xc001, 0xc007];

/** ERROR_… and WSAE… numbers that functions give of themselves, without a status of the kernel. */
export const ERROR = {
  SUCCESS: 0,
  FILE_NOT_FOUND: 2,
  ACCESS_DENIED: 5,
  INVALID_HANDLE: 6,
  NOT_ENOUGH_MEMORY: 8,
  GEN_FAILURE: 31,
  FILE_EXISTS: 80,
  INVALID_PARAMETER: 87,
  INSUFFICIENT_BUFFER: 122,
  MOD_NOT_FOUND: 126,
  PROC_NOT_FOUND: 127,
  ALREADY_EXISTS: 183,
  WAIT_TIMEOUT: 258,
  WAIT_IO_COMPLETION: 192,
  PARTIAL_COPY: 299,
  PIPE_CONNECTED: 535,
  ABANDONED_WAIT_0: 735,
  IO_INCOMPLETE: 996,
  IO_PENDING: 997,
  NOACCESS: 998,
  NOT_FOUND: 1168,
} as const;

/** Errors of a status that the book does not meet: Win32's, then Winsock's where it is none of the usual ones. */
let measured: ReadonlyMap<number, readonly number[]> | undefined;

function measuredErrors(status: number): readonly number[] {
  measured ??= new Map(
    MEASURED.trim()
      .split('\n')
      .map((line) => {
        const [code = '', ...errors] = line.split(' ');
        return [Number.parseInt(code, 16), errors.map(Number)];
      }),
  );
  return measured.get(status) ?? [];
}

/**
 * RtlNtStatusToDosError: the Win32 error of a status, 317 where the table has none. It has numbers of its own for the
 * statuses that end a wait (CLOSE-4, NUM-4).
 */
export function dosError(status: number): number {
  // A status that somebody else than Microsoft has made up is its own error; so is what was a Win32 error before.
  if ((status & 0x2000_0000) !== 0) return status >>> 0;
  const plain = status >>> 28 === 0xd ? (status & ~0x1000_0000) >>> 0 : status;
  if (FROM_WIN32.includes(plain >>> 16)) return plain & 0xffff;
  return measuredErrors(plain)[0] ?? MR_MID_NOT_FOUND;
}

/** What a status becomes for GetLastError (RES-1, GQ-4): a dequeue's endings are 258, 192 and 735. @returns a Win32 error */
export function win32Error(status: number): number {
  return statusByCode(status)?.win32 ?? dosError(status);
}

/** What a status becomes for WSAGetLastError (RES-1). @returns a Winsock error */
export function winsockError(status: number): number {
  const known = statusByCode(status)?.winsock ?? measuredErrors(status)[1];
  return known ?? (status >= 0x8000_0000 ? WSAEINVAL : win32Error(status));
}
