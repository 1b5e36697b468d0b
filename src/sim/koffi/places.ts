import { toNumber } from '../memory/address.ts';
import type { Heap } from '../memory/heap.ts';
import { Window } from '../memory/window.ts';
import { unexpectedFor } from './errors.ts';
import { toInt64, toUint64 } from './numbers.ts';
import { isBuffer } from './writer.ts';

export const isNumeric = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

/** A number or bigint as koffi takes an offset or a length. */
export const toCount = (value: number | bigint): number =>
  Number(typeof value === 'number' ? toInt64(value) : BigInt.asIntN(64, value));

/**
 * What a program gives for a place in memory: an address or memory of JavaScript's. {@link find} leaves where it is in
 * `window` and `offset`, so that nothing is made on the way.
 */
export class Places {
  readonly #heap: Heap;
  window: Window = new Window(0, new ArrayBuffer(0));
  offset = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** Bytes of a buffer; -1 for an address, of which nobody knows how much is behind it. */
  room(value: unknown): number {
    return isBuffer(value) ? value.byteLength : -1;
  }

  /** The address that a value is or has, NULL as 0. @throws TypeError when it is no pointer */
  address(value: unknown, parameter = 'ptr'): bigint {
    if (typeof value === 'bigint') return BigInt.asUintN(64, value);
    if (value === null || value === undefined) return 0n;
    if (isBuffer(value)) return this.#heap.addressOf(value);
    const address = toUint64(value);
    if (address === undefined) throw unexpectedFor(value, parameter, 'pointer');
    return address;
  }

  /** @throws AccessViolation where the memory is not there */
  find(value: unknown, within: number, length: number, access: 'read' | 'write'): void {
    if (isBuffer(value)) {
      const isView = ArrayBuffer.isView(value);
      this.window = new Window(0, isView ? value.buffer : value);
      this.offset = within + (isView ? value.byteOffset : 0);
      return;
    }
    const base = this.address(value);
    const address = within === 0 ? base : base + BigInt(within);
    this.window = this.#heap.windowOn(address, length, access);
    this.offset = toNumber(address) - this.window.start;
  }
}
