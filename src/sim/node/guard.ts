import { prototypeOf } from '../../abi/prototypes/index.ts';
import type { Checker } from '../checker/checker.ts';
import { libraryName } from '../kernel/code.ts';
import type { KoffiHost, Raw } from '../koffi/host.ts';
import { AccessViolation, type Block, type Bytes, type Heap } from '../memory/heap.ts';
import type { Window } from '../memory/window.ts';
import { Deadlock } from '../win32/deadlock.ts';
import { type Ending, faulted, waitsForEver } from './ending.ts';

/** Does something; what no program survives ends it, and cannot be caught. */
export type Guard = <T>(run: () => T) => T;

/** @param end ends the program in the middle of whatever it does */
export function guardOf(end: (ending: Ending) => never): Guard {
  return (run) => {
    try {
      return run();
    } catch (error) {
      if (error instanceof AccessViolation) return end(faulted(error));
      if (error instanceof Deadlock) return end(waitsForEver(error.message));
      throw error;
    }
  };
}

/** The memory of a process as the processor gives it to a program: where nothing is, the program ends. */
class GuardedHeap implements Heap {
  readonly #heap: Heap;
  readonly #guard: Guard;
  readonly #checker: Checker | undefined;

  constructor(heap: Heap, guard: Guard, checker: Checker | undefined) {
    this.#heap = heap;
    this.#guard = guard;
    this.#checker = checker;
  }

  allocate(size: number, kind?: 'native' | 'scratch'): bigint {
    return this.#heap.allocate(size, kind);
  }

  free(address: bigint): boolean {
    return this.#heap.free(address);
  }

  addressOf(buffer: ArrayBufferLike | ArrayBufferView): bigint {
    return this.#heap.addressOf(buffer);
  }

  bufferAt(address: bigint): ArrayBufferLike | null {
    return this.#heap.bufferAt(address);
  }

  blockAt(address: bigint): Block | undefined {
    return this.#heap.blockAt(address);
  }

  bytes(address: bigint, length: number, access: 'read' | 'write'): Bytes {
    if (access === 'read') this.#checker?.looked(address, length);
    return this.#guard(() => this.#heap.bytes(address, length, access));
  }

  windowOn(address: bigint, length: number, access: 'read' | 'write'): Window {
    if (access === 'read') this.#checker?.looked(address, length);
    return this.#guard(() => this.#heap.windowOn(address, length, access));
  }

  reach(address: bigint, length: number): Bytes | null {
    return this.#heap.reach(address, length);
  }

  readUint32(address: bigint): number {
    return this.#guard(() => this.#heap.readUint32(address));
  }

  writeUint32(address: bigint, value: number): void {
    this.#guard(() => this.#heap.writeUint32(address, value));
  }

  readUint64(address: bigint): bigint {
    return this.#guard(() => this.#heap.readUint64(address));
  }

  writeUint64(address: bigint, value: bigint): void {
    this.#guard(() => this.#heap.writeUint64(address, value));
  }
}

/** A program's process for the koffi front, where faults and endless waits end the program, and calls on the pool keep it. */
export class GuardedHost implements KoffiHost {
  readonly heap: Heap;
  readonly #host: KoffiHost;
  readonly #guard: Guard;
  readonly #hold: () => () => void;
  readonly #added: ReadonlyMap<string, bigint>;
  readonly #checker: Checker | undefined;

  /**
   * @param hold keeps the program alive until the function that it returns is called
   * @param added functions that kernel32.dll has besides
   * @param checker is told of the program's calls
   */
  constructor(
    host: KoffiHost,
    guard: Guard,
    hold: () => () => void,
    added: ReadonlyMap<string, bigint> = new Map(),
    checker?: Checker,
  ) {
    this.#host = host;
    this.#guard = guard;
    this.#hold = hold;
    this.#added = added;
    this.#checker = checker;
    this.heap = new GuardedHeap(host.heap, guard, checker);
  }

  hasLibrary(library: string): boolean {
    return this.#host.hasLibrary(library);
  }

  codeOf(library: string, name: string): bigint | null {
    return this.#host.codeOf(library, name) ?? this.#missing(library, name);
  }

  nameOf(code: bigint): string | null {
    return this.#host.nameOf(code);
  }

  call(code: bigint, args: readonly Raw[]): Raw | undefined {
    this.#checker?.begin(code, args);
    let result: Raw | undefined;
    try {
      result = this.#guard(() => this.#host.call(code, args));
      return result;
    } finally {
      this.#checker?.end(code, args, result);
    }
  }

  callOnPool(
    code: bigint,
    args: readonly Raw[],
    returned: (failure: Error | null, result: Raw | undefined) => void,
  ): void {
    const release = this.#hold();
    this.#checker?.begin(code, args, true);
    this.#host.callOnPool(code, args, (failure, result) => {
      release();
      this.#checker?.returned(code, args, result);
      returned(failure, result);
    });
  }

  registerCode(name: string, run: (args: readonly Raw[]) => Raw | undefined): bigint {
    const checker = this.#checker;
    if (!checker) return this.#host.registerCode(name, run);
    return this.#host.registerCode(name, (args) => {
      checker.calledBack();
      const result = run(args);
      checker.calledBack();
      return result;
    });
  }

  unregisterCode(code: bigint): void {
    this.#host.unregisterCode(code);
  }

  /** A function that Windows has and we don't: a program may bind it, and is told when it calls it. */
  #missing(library: string, name: string): bigint | null {
    const added = this.#added.get(name);
    if (added !== undefined && libraryName(library) === 'kernel32.dll') return added;
    if (prototypeOf(name)?.library !== libraryName(library)) return null;
    return this.#host.registerCode(name, () => {
      throw new Error(
        `${name} is not in the simulated Windows. It is on Windows and on Wine: run the program there.`,
      );
    });
  }
}
