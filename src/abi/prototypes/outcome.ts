import type { Prototype } from './prototype.ts';

const ERROR_IO_PENDING = 997;

/**
 * ERROR_MORE_DATA and WSAEMSGSIZE: the call says that it failed, but the operation is over with a warning, and its
 * packet comes (FILE-4).
 */
const WARNINGS: readonly (number | null)[] = [234, 10040];

/** Whether this return value says that the call failed. */
export function hasFailed(prototype: Prototype, returned: unknown): boolean {
  const { type, failure } = prototype.returns;
  switch (failure) {
    case 'null':
      return returned === null;
    case 'zero':
      return Number(returned) === 0;
    case 'minus one':
      return Number(returned) === -1;
    case 'all ones': {
      const bits = type === 'DWORD' ? 32 : 64;
      return BigInt.asIntN(bits, BigInt(returned as number | bigint)) === -1n;
    }
    case 'the error':
    case 'the status':
      return Number(returned) !== 0;
    case 'never':
      return false;
  }
}

/**
 * What became of an operation at its start: over at once, on its way, or not started, and no packet comes.
 */
export type Start = 'immediate' | 'pending' | 'failed';

/**
 * How an operation has started.
 *
 * @param lastError the last error that its call left; null when the call succeeded
 */
export function startOf(prototype: Prototype | undefined, lastError: number | null): Start {
  if (lastError === ERROR_IO_PENDING) return 'pending';
  if (lastError === null) return prototype?.startsOnSuccess ? 'pending' : 'immediate';
  return WARNINGS.includes(lastError) ? 'immediate' : 'failed';
}
