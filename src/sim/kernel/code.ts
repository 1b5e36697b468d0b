import type { Thread } from './thread.ts';

/** Something that can be called at an address. */
export interface Callable {
  readonly name: string;
  /** Calls it on a thread; one that may wait gives a {@link Blocking}. */
  readonly call: (thread: Thread, args: readonly (number | bigint)[]) => unknown;
}

/** Where libraries are loaded, each with 16 MiB for itself, and where the code is that a program makes at run time. */
const LIBRARIES = 0x7ff8_4000_0000n;
const LIBRARY_SIZE = 0x100_0000n;
const CALLBACKS = 0x1d3_0000_0000n;

/** Functions begin behind a library's headers, 16 bytes apart or a multiple of that. */
const FIRST_FUNCTION = 0x1000;
const FUNCTION_SIZE = 0x10;
const PLACES = 0x8000;

/** A library in a process' memory. */
export interface Module {
  readonly name: string;
  /** Its address, which is its handle too. */
  readonly base: bigint;
  /** The addresses of the functions that it exports. */
  readonly exports: ReadonlyMap<string, bigint>;
}

/** The same number for the same name: where a function is does not depend on which others there are. */
function placeOf(name: string): number {
  let hash = 0x811c_9dc5;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x0100_0193);
  return (hash >>> 0) % PLACES;
}

/** `kernel32.dll` for `Kernel32`, `KERNEL32.DLL` and `C:\Windows\System32\kernel32.dll`, as Windows' loader sees it. */
export function libraryName(spelled: string): string {
  const name = spelled.slice(1 + Math.max(spelled.lastIndexOf('\\'), spelled.lastIndexOf('/')));
  const lower = name.toLowerCase();
  return lower.includes('.') ? lower : `${lower}.dll`;
}

/** The code in a process: libraries with their functions, and what the program itself made callable. */
export class CodeTable {
  readonly #code = new Map<bigint, Callable>();
  readonly #modules = new Map<string, Module>();
  #callbacks = 0n;

  /**
   * Loads a library.
   *
   * @param exported those of its functions that can be asked for by name; the others have addresses all the same
   */
  load(
    library: string,
    functions: readonly Callable[],
    exported: (name: string) => boolean = () => true,
  ): Module {
    const base = LIBRARIES + LIBRARY_SIZE * BigInt(this.#modules.size);
    const exports = new Map<string, bigint>();
    for (const code of functions) {
      let place = placeOf(code.name);
      const address = () => base + BigInt(FIRST_FUNCTION + FUNCTION_SIZE * place);
      while (this.#code.has(address())) place = (place + 1) % PLACES;
      this.#code.set(address(), code);
      if (exported(code.name)) exports.set(code.name, address());
    }
    const module = { name: libraryName(library), base, exports };
    this.#modules.set(module.name, module);
    return module;
  }

  /** The library of a name in any spelling; undefined when it is not loaded. */
  module(spelled: string): Module | undefined {
    return this.#modules.get(libraryName(spelled));
  }

  /** The library at an address. */
  moduleAt(base: bigint): Module | undefined {
    return [...this.#modules.values()].find((module) => module.base === base);
  }

  /** The code at an address. */
  at(address: bigint): Callable | undefined {
    return this.#code.get(address);
  }

  /** The address of a library's function, whether it exports it or not; undefined where there is none. */
  addressOf(name: string): bigint | undefined {
    for (const [address, code] of this.#code) if (code.name === name) return address;
    return undefined;
  }

  /** Makes something callable; its address, which is not given out again. */
  register(code: Callable): bigint {
    const address = CALLBACKS + 0x20n * this.#callbacks++;
    this.#code.set(address, code);
    return address;
  }

  /** Takes back what {@link register} gave; false when there is no such code. */
  unregister(address: bigint): boolean {
    return address < LIBRARIES && this.#code.delete(address);
  }
}
