import { type Prototype, positionOf } from '../../abi/prototypes/index.ts';
import type { FileState } from './ledger.ts';
import { type Memory, numberBehind } from './memory.ts';

/** FILE_SKIP_COMPLETION_PORT_ON_SUCCESS. */
const SKIP = 1;

const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;

const FRESH: FileState = { port: null, key: null, skips: false };

/** A handle as a number of 64 bits, however koffi gave it; null when it is none. */
export function handleOf(value: unknown, memory: Memory): bigint | null {
  if (typeof value === 'number') return BigInt.asUintN(64, BigInt(value));
  return memory.addressOf(value);
}

/** The handle on which a call starts an operation: its first. */
export function handleUsed(
  prototype: Prototype | undefined,
  values: readonly unknown[],
  memory: Memory,
): bigint | null {
  return handleOf(values[positionOf(prototype, 'handle')], memory);
}

/** A completion key as a number of 64 bits, however koffi was given it; null when it is none. */
export function keyOf(value: unknown): bigint | null {
  const isNumber = typeof value === 'bigint' || Number.isInteger(value);
  return isNumber ? BigInt.asUintN(64, BigInt(value as bigint | number)) : null;
}

/**
 * What a call that succeeded has made of a handle's file: tied it to a port, set its modes, made or closed it. Null
 * for every other call.
 *
 * @param before what was known of a handle
 */
export function fileAfter(
  prototype: Prototype | undefined,
  values: readonly unknown[],
  returned: unknown,
  before: (handle: bigint | null) => FileState,
  memory: Memory,
): { handle: bigint; state: FileState } | null {
  const result = (handle: bigint | null, state: FileState) =>
    handle === null || handle === INVALID_HANDLE_VALUE ? null : { handle, state };
  const used = handleUsed(prototype, values, memory);
  switch (prototype?.name) {
    case 'CreateIoCompletionPort': {
      const port = handleOf(returned, memory);
      return result(used, { ...before(used), port, key: keyOf(values[2]) });
    }
    case 'SetFileCompletionNotificationModes': {
      const file = before(used);
      return result(used, { ...file, skips: file.skips || (Number(values[1]) & SKIP) !== 0 });
    }
    case 'DuplicateHandle': {
      const source = handleOf(values[1], memory);
      return result(numberBehind(values[3], 8, memory), before(source));
    }
  }
  if (prototype?.closes !== undefined) return result(used, FRESH);
  const { role } = prototype?.returns ?? {};
  const isMade = role === 'socket' || role === 'file' || role === 'pipe';
  return isMade ? result(handleOf(returned, memory), FRESH) : null;
}
