import type { KoffiFunc } from 'koffi';
import { ERROR_NAMES, STATUS_NAMES } from './constants.ts';
import { GetLastError } from './kernel32.ts';
import type { CompletionEntry, Overlapped } from './types.ts';

/** A Win32 or Winsock call that failed, as a sentence. */
export class Win32Error extends Error {
  override readonly name = 'Win32Error';
  /** The function that failed. */
  readonly function: string;
  /** The last error it left. */
  readonly code: number;

  constructor(functionName: string, code: number) {
    const name = ERROR_NAMES[code];
    super(`${functionName} failed with error ${code}${name ? ` (${name})` : ''}.`);
    this.function = functionName;
    this.code = code;
  }
}

//#region attempt
/**
 * Makes a call and takes the thread's last error with it, before anything else can
 * run (THR-3). The error means something only where the returned value says that
 * the call failed (GQ-3).
 */
export function attempt<T>(call: () => T): { value: T; error: number } {
  const value = call();
  const error = GetLastError();
  return { value, error };
}
//#endregion

//#region attempt-on-thread
/**
 * Makes a call on a thread of Node's pool, so that JavaScript goes on meanwhile. The
 * last error is that thread's: koffi shows it inside the callback, and after that
 * nobody can see it (THR-3). The thread is occupied until the call returns (FFI-12).
 *
 * @throws Error of koffi's when the call cannot be made, such as the 257th at once
 */
export function attemptOnThread<P extends unknown[], T>(
  call: KoffiFunc<(...parameters: P) => T>,
  ...parameters: P
): Promise<{ value: T; error: number }> {
  return new Promise((resolve, reject) => {
    call.async(...parameters, (problem: unknown, value: T) => {
      const error = GetLastError();
      if (problem) reject(problem);
      else resolve({ value, error });
    });
  });
}
//#endregion

/**
 * Makes a call that has to succeed. Failure is null or 0, as for handles and BOOL;
 * Winsock's functions have other values for it, which `failure` names.
 *
 * @param name the function's, for the error
 * @throws Win32Error with the last error of the call
 */
export function ensure<T>(
  name: string,
  call: () => T,
  failure?: number | bigint,
): Exclude<T, null> {
  const { value, error } = attempt(call);
  const failed =
    failure === undefined ? value === null || value === 0 : value === failure;
  if (failed) throw new Win32Error(name, error);
  return value as Exclude<T, null>;
}

/**
 * The NTSTATUS of a packet, or of an operation that is over, unsigned: the low 4
 * bytes of Internal, the others may hold anything (EX-6, OV-3).
 */
export function statusOf({
  Internal,
}: Pick<CompletionEntry | Overlapped, 'Internal'>): number {
  return Number(BigInt.asUintN(32, BigInt(Internal)));
}

/**
 * What is wrong with an operation, as a sentence, or null when it succeeded. Each
 * packet has to be asked: the dequeue succeeds also when the operation failed
 * (EX-5). Statuses from 0x80000000 up are warnings and errors (GQ-6).
 */
export function failureOf(
  over: Pick<CompletionEntry | Overlapped, 'Internal'>,
): string | null {
  const status = statusOf(over);
  if (status < 0x8000_0000) return null;
  const name = STATUS_NAMES[status];
  return `the operation ended with status 0x${status.toString(16).toUpperCase()}${name ? ` (${name})` : ''}.`;
}
