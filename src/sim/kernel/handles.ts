import type { Machine } from './machine.ts';
import type { KernelObject } from './object.ts';
import type { Thread } from './thread.ts';

/** The first value that is given out, and the distance between values: the two low bits of a handle are free (EVT-2). */
const FIRST = 0x44;
const STEP = 4;

/** GetCurrentProcess' and GetCurrentThread's values, which mean whoever uses them. */
export const CURRENT_PROCESS = 0xffff_ffff_ffff_ffffn;
export const CURRENT_THREAD = 0xffff_ffff_ffff_fffen;

/** A handle, besides the object that it stands for. */
interface Entry {
  readonly object: KernelObject;
  /** Whether a child process gets it too. */
  readonly inherited: boolean;
}

/** The object behind a handle that a thread uses, its own process and itself included; undefined when it is none. */
export function objectOf(thread: Thread, handle: bigint): KernelObject | undefined {
  if (handle === CURRENT_PROCESS) return thread.process;
  if (handle === CURRENT_THREAD) return thread;
  return thread.process.handles.get(handle);
}

/** A handle without its two low bits, which do not count; no handle of ours needs more than 32 bits. */
const withoutLowBits = (handle: bigint): number =>
  handle > 0xffff_ffffn ? -1 : (Number(handle) & ~3) >>> 0;

/** A process' handles. A value that was closed is the next to be given out again (SCLOSE-4). */
export class HandleTable {
  readonly #machine: Machine;
  readonly #entries = new Map<number, Entry>();
  readonly #free: number[] = [];
  #next = FIRST;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** A new handle to an object. */
  open(object: KernelObject, inherited = false): bigint {
    const value = this.#free.pop() ?? this.#next;
    if (value === this.#next) this.#next += STEP;
    this.#entries.set(value, { object, inherited });
    object.opened();
    const handle = BigInt(value);
    this.#machine.observer.opened?.(this, handle, object);
    return handle;
  }

  /** The object behind a handle, whose two low bits do not count (EVT-3); undefined when it is none. */
  get(handle: bigint): KernelObject | undefined {
    return this.#entries.get(withoutLowBits(handle))?.object;
  }

  /** Whether a child process would get the handle; undefined when it is none. */
  isInherited(handle: bigint): boolean | undefined {
    return this.#entries.get(withoutLowBits(handle))?.inherited;
  }

  /** Closes a handle; false when it is none. */
  close(handle: bigint): boolean {
    const value = withoutLowBits(handle);
    const object = this.#entries.get(value)?.object;
    if (!object) return false;
    this.#entries.delete(value);
    this.#free.push(value);
    object.released();
    if (object.handleCount === 0) this.#machine.observer.closed?.(object);
    return true;
  }

  /** All handles that are open, with their objects, in the order in which they were opened. */
  *[Symbol.iterator](): Iterator<readonly [bigint, KernelObject]> {
    for (const [value, { object }] of this.#entries) yield [BigInt(value), object];
  }

  closeAll(): void {
    for (const [handle] of [...this]) this.close(handle);
  }
}
