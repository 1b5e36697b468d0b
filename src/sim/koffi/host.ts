import type { Heap } from '../memory/heap.ts';

/** An argument or a result as the processor's registers hold it: 64-bit values are bigint, all others number. */
export type Raw = number | bigint;

/** What stands below the koffi front: a process, its memory, and the code that can be called in it. */
export interface KoffiHost {
  readonly heap: Heap;
  /** Whether Windows would find this library, whatever its spelling (`kernel32`, `KERNEL32.DLL`). */
  hasLibrary(library: string): boolean;
  /** The address of a library's function; null where the library has none of that name. */
  codeOf(library: string, name: string): bigint | null;
  /** The name of the function at an address; null where no code is. */
  nameOf(code: bigint): string | null;
  /** Calls it on the thread of the program, and comes back when it has returned. `undefined` for a function without result. */
  call(code: bigint, args: readonly Raw[]): Raw | undefined;
  /**
   * Calls it on a thread of the pool. `returned` is called in a turn of the program's event loop of its own, with that thread's last
   * error in force for as long as it runs.
   */
  callOnPool(
    code: bigint,
    args: readonly Raw[],
    returned: (failure: Error | null, result: Raw | undefined) => void,
  ): void;
  /** Makes JavaScript callable as code, such as an APC routine; the address. */
  registerCode(name: string, run: (args: readonly Raw[]) => Raw | undefined): bigint;
  unregisterCode(code: bigint): void;
}
