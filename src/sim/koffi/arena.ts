import type { Heap } from '../memory/heap.ts';
import { Window } from '../memory/window.ts';
import type { Signature } from './types.ts';

/** Any function of JavaScript's. */
export type Callable = (...values: unknown[]) => unknown;

/** Makes a JavaScript function callable at an address. */
export type RegisterCode = (signature: Signature, run: Callable) => bigint;

const MOST_BORROWED = 16;

/**
 * Memory for what JavaScript gives by value but C takes by address. {@link take} leaves where the newest piece is in
 * `window`, `offset` and `address`, so that nothing is made on the way.
 */
export abstract class Arena {
  window: Window = new Window(0, new ArrayBuffer(0));
  offset = 0;
  address = 0n;
  /** What is copied back when the call has returned. */
  readonly outs: (() => void)[] = [];
  /** Addresses of functions that are given back when the call has returned. */
  readonly borrowed: bigint[] = [];
  readonly #register: RegisterCode;

  constructor(register: RegisterCode) {
    this.#register = register;
  }

  /**
   * Gives a JavaScript function an address for the time of the call.
   *
   * @throws Error when the call has too many of them
   */
  borrowCode(signature: Signature, run: Callable): bigint {
    if (this.borrowed.length >= MOST_BORROWED) {
      throw new Error(`This call uses too many temporary callbacks (max = ${MOST_BORROWED})`);
    }
    const code = this.#register(signature, run);
    this.borrowed.push(code);
    return code;
  }

  /** Memory for so many bytes, aligned to 16 bytes, with whatever was left in it. */
  abstract take(size: number): void;
}

/**
 * koffi's scratch memory: each call begins anew at its start, so that the next call's objects lie where the last
 * one's lay. What doesn't fit gets memory of its own.
 */
export class Scratch extends Arena {
  readonly #heap: Heap;
  readonly #size: number;
  #base = 0n;
  #memory: Window | null = null;
  /** The address of each 16 bytes that were taken once. */
  readonly #addresses: bigint[] = [];
  readonly #overflow: bigint[] = [];
  top = 0;

  constructor(heap: Heap, size: number, register: RegisterCode) {
    super(register);
    this.#heap = heap;
    this.#size = size;
  }

  take(size: number): void {
    const offset = this.top;
    const end = offset + ((size + 15) & ~15);
    if (end > this.#size) {
      this.address = this.#heap.allocate(size, 'scratch');
      this.window = this.#heap.windowOn(this.address, size, 'write');
      this.offset = 0;
      this.#overflow.push(this.address);
      return;
    }
    this.#memory ??= this.#allocate();
    this.top = end;
    this.window = this.#memory;
    this.offset = offset;
    this.address = this.#addresses[offset >> 4] ??= this.#base + BigInt(offset);
  }

  /** How many pieces did not fit. */
  get spilled(): number {
    return this.#overflow.length;
  }

  /** Goes back to where `top` and `spilled` were when a call began. */
  rewind(top: number, spilled: number): void {
    this.top = top;
    while (this.#overflow.length > spilled) this.#heap.free(this.#overflow.pop() as bigint);
  }

  /** Gives all of it back. */
  release(): void {
    this.rewind(0, 0);
    if (this.#memory) this.#heap.free(this.#base);
    this.#memory = null;
    this.#addresses.length = 0;
  }

  #allocate(): Window {
    this.#base = this.#heap.allocate(this.#size, 'scratch');
    return this.#heap.windowOn(this.#base, this.#size, 'write');
  }
}

/** Memory that stays, for what `koffi.encode` has to put beside the value. */
export class Keep extends Arena {
  readonly #heap: Heap;
  taken: bigint[] = [];

  constructor(heap: Heap, register: RegisterCode) {
    super(register);
    this.#heap = heap;
  }

  take(size: number): void {
    this.address = this.#heap.allocate(size);
    this.window = this.#heap.windowOn(this.address, size, 'write');
    this.offset = 0;
    this.taken.push(this.address);
  }
}
