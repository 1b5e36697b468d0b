import { type Prototype, positionOf, type Role } from '../../abi/prototypes/index.ts';
import type { Memory } from './memory.ts';

/** Bytes of a WSABUF on 64-bit Windows. */
const WSABUF = { size: 16, buf: 8 };

/** Data memory that a call with an OVERLAPPED lends to the kernel. */
export interface Loan {
  address: bigint;
  /** How many bytes of data there is room for, or are to be sent. */
  length: number;
  /** Bytes behind those that are written when the operation succeeds, whatever its byte count says. */
  tail: number;
  /** Whose bytes are in it when the packet comes. */
  writer: 'program' | 'kernel';
}

/** One WSABUF, as a program or the tracer has it in JavaScript. */
export interface Wsabuf {
  len?: unknown;
  buf?: unknown;
}

/** Whether an argument is an array of WSABUF. */
export const isBufferList = (role: Role | undefined) =>
  role === 'buffers' || role === 'send buffers';

/**
 * The WSABUF of a call. An array in native memory is read, where that memory is known.
 *
 * @returns null when the argument says nothing of buffers that can be known
 */
export function buffersOf(
  prototype: Prototype | undefined,
  values: readonly unknown[],
  memory: Memory,
): Wsabuf[] | null {
  const at = prototype?.parameters.findIndex(({ role }) => isBufferList(role)) ?? -1;
  const value = values[at];
  if (Array.isArray(value)) return value;
  const address = memory.addressOf(value);
  if (address === null) return value && typeof value === 'object' ? [value] : null;
  const count = Number(values[positionOf(prototype, 'buffer count')] ?? 0);
  const size = count * WSABUF.size;
  if (!ArrayBuffer.isView(value) && !memory.isAllocated(address, size)) return null;
  const bytes = memory.read(address, size);
  return Array.from({ length: count }, (_, index) => ({
    len: bytes.readUInt32LE(index * WSABUF.size),
    buf: bytes.readBigUInt64LE(index * WSABUF.size + WSABUF.buf),
  }));
}

/** What a call lends besides its OVERLAPPED. */
export function loansOf(
  prototype: Prototype | undefined,
  values: readonly unknown[],
  memory: Memory,
): Loan[] {
  if (prototype === undefined) return [];
  const filled = positionOf(prototype, 'buffers') >= 0;
  const loans = (buffersOf(prototype, values, memory) ?? []).flatMap(({ buf, len }): Loan[] => {
    const address = memory.addressOf(buf);
    const writer = filled ? 'kernel' : 'program';
    return address === null ? [] : [{ address, length: Number(len ?? 0), tail: 0, writer }];
  });
  const sum = (role: Role) =>
    prototype.parameters.reduce(
      (bytes, parameter, index) =>
        parameter.role === role ? bytes + Number(values[index] ?? 0) : bytes,
      0,
    );
  const at = positionOf(prototype, 'buffer');
  const address = memory.addressOf(values[at]);
  if (address !== null) {
    const writer = prototype.parameters[at]?.direction === 'out' ? 'kernel' : 'program';
    loans.push({ address, length: sum('buffer size'), tail: sum('address size'), writer });
  }
  return loans;
}
