import koffi, { type KoffiFunc } from 'koffi';
import { GetLastError, SetLastError } from './kernel32.ts';

/*
 * How the programs look. Before a call everything that it might write holds a filling: the last error 0xDEADBEEF,
 * memory 0xCC. What still does afterwards was left alone, and is printed as "untouched".
 */

const MARK = 0xdeadbeef;

export const UNTOUCHED = 'untouched';

/** What a call returned, and the thread's last error after it. */
export interface Attempt<T> {
  returned: T;
  error: number | typeof UNTOUCHED;
}

/** Makes a call, and takes the thread's last error with it. */
export function attempt<T>(call: () => T): Attempt<T> {
  SetLastError(MARK);
  const returned = call();
  const error = GetLastError();
  return { returned, error: error === MARK ? UNTOUCHED : error };
}

/**
 * Makes a call on a thread of Node's pool, and takes that thread's last error with it. The promise is fulfilled when
 * the call has returned.
 */
export function attemptOnThread<Call extends (...args: never[]) => unknown>(
  call: KoffiFunc<Call>,
  ...args: Parameters<Call>
): Promise<Attempt<ReturnType<Call>>> {
  return new Promise((resolve, reject) => {
    call.async(...args, (failure: unknown, returned: ReturnType<Call>) => {
      const error = GetLastError();
      if (failure) reject(failure);
      else resolve({ returned, error });
    });
  });
}

/** Native memory that stays where it is, and its bytes. They hold 0xCC. */
export interface Memory {
  address: bigint;
  bytes: Buffer;
}

export function memory(size: number): Memory {
  const address: bigint = koffi.alloc('uint8_t', size);
  const bytes = Buffer.from(koffi.view(address, size));
  bytes.fill(0xcc);
  return { address, bytes };
}

/** `0x00000103`: a number as the book writes it. */
export function hex(value: number | bigint, digits = 8): string {
  return `0x${BigInt(value).toString(16).toUpperCase().padStart(digits, '0')}`;
}

/** The bytes of an out-parameter of 4 bytes as a number, or "untouched". */
export function dword(bytes: Buffer, offset = 0): number | typeof UNTOUCHED {
  const value = bytes.readUInt32LE(offset);
  return value === 0xcccc_cccc ? UNTOUCHED : value;
}

/** The bytes of an out-parameter of 8 bytes: a number where it fits into one, else hex; or "untouched". */
export function qword(bytes: Buffer, offset = 0): number | string {
  const value = bytes.readBigUInt64LE(offset);
  if (value === 0xcccc_cccc_cccc_ccccn) return UNTOUCHED;
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : hex(value, 16);
}

/** Prints the observable: one line of JSON. A program does this once, and last. */
export function print(observable: Record<string, unknown>): void {
  console.log(JSON.stringify(observable));
}
