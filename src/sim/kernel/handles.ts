import type { Machine } from './machine.ts';
import type { KernelObject } from './object.ts';

/** The first value that is given out, and the distance between values: the two low bits of a handle are free (EVT-2). */
const FIRST = 0x44;
const STEP = 4;

/** A process' handles. A value that was closed is the next to be given out again (SCLOSE-4). */
export class HandleTable {
  readonly #machine: Machine;
  readonly #objects = new Map<number, KernelObject>();
  readonly #free: number[] = [];
  #next = FIRST;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** A new handle to an object. */
  open(object: KernelObject): bigint {
    const value = this.#free.pop() ?? this.#next;
    if (value === this.#next) this.#next += STEP;
    this.#objects.set(value, object);
    object.opened();
    return BigInt(value);
  }

  /** The object behind a handle, whose two low bits do not count (EVT-3); undefined when it is none. */
  get(handle: bigint): KernelObject | undefined {
    return this.#objects.get(Number(handle & ~3n));
  }

  /** Closes a handle; false when it is none. */
  close(handle: bigint): boolean {
    const value = Number(handle & ~3n);
    const object = this.#objects.get(value);
    if (!object) return false;
    this.#objects.delete(value);
    this.#free.push(value);
    object.released();
    if (object.handleCount === 0) this.#machine.observer.closed?.(object);
    return true;
  }

  /** All handles that are open, with their objects, in the order in which they were opened. */
  *[Symbol.iterator](): Iterator<readonly [bigint, KernelObject]> {
    for (const [value, object] of this.#objects) yield [BigInt(value), object];
  }

  closeAll(): void {
    for (const [handle] of [...this]) this.close(handle);
  }
}
