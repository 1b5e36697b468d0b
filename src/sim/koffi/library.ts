import type { Calls, Native } from './calls.ts';
import { tooFew, unexpectedFor } from './errors.ts';
import type { KoffiHost } from './host.ts';
import type { TypeRegistry } from './registry.ts';
import { classicSignature, signatureOfText } from './signatures.ts';
import type { TypeObjects } from './type-objects.ts';

const KEY = Symbol('koffi');

/** Finds functions of one library. */
interface Finder {
  func(values: readonly unknown[]): Native;
  symbol(name: string): bigint;
  unload(): void;
}

/** What `koffi.load` gives. */
export class LibraryHandle {
  readonly #finder: Finder;

  constructor(key?: unknown, finder?: Finder) {
    if (key !== KEY || !finder) {
      throw new Error('Library objects cannot be constructed manually');
    }
    this.#finder = finder;
    const dispose = Reflect.get(Symbol, 'dispose');
    if (typeof dispose === 'symbol') {
      Object.defineProperty(this, dispose, { value: () => this.unload() });
    }
  }

  /** A function by its prototype, or by name, result and parameters. */
  func(...values: unknown[]): Native {
    return this.#finder.func(values);
  }

  /** The address of a function. */
  symbol(...values: unknown[]): bigint {
    if (values.length < 1) throw tooFew('1 argument', 0);
    if (typeof values[0] !== 'string') throw unexpectedFor(values[0], 'name', 'string');
    return this.#finder.symbol(values[0]);
  }

  unload(): void {
    this.#finder.unload();
  }
}

/** Loads the libraries of one process. */
export class Libraries {
  readonly #host: KoffiHost;
  readonly #registry: TypeRegistry;
  readonly #objects: TypeObjects;
  readonly #calls: Calls;
  /** Whether one was loaded, after which koffi's configuration stands. */
  loaded = false;

  constructor(host: KoffiHost, registry: TypeRegistry, objects: TypeObjects, calls: Calls) {
    this.#host = host;
    this.#registry = registry;
    this.#objects = objects;
    this.#calls = calls;
  }

  load(values: readonly unknown[]): LibraryHandle {
    if (values.length < 1) throw tooFew('1 or 2 arguments', 0);
    const [name, options] = values;
    if (typeof name !== 'string' && name !== null && name !== undefined) {
      throw unexpectedFor(name, 'filename', 'string or null');
    }
    if (values.length >= 2 && (typeof options !== 'object' || options === null)) {
      throw unexpectedFor(options, 'options', 'object');
    }
    this.loaded = true;
    if (name && !this.#host.hasLibrary(name)) {
      throw new Error(
        `Failed to load shared library: The simulated Windows has no library '${name}'.`,
      );
    }
    const handle = new LibraryHandle(KEY, this.#finder(name ?? ''));
    const conventions = ['cdecl', 'stdcall', 'fastcall', 'thiscall'].map((word) => [
      word,
      (...rest: unknown[]) => handle.func(`__${word}`, ...rest),
    ]);
    return Object.assign(handle, Object.fromEntries(conventions));
  }

  #finder(library: string): Finder {
    let unloaded = library === '';
    const codeOf = (name: string, what: string): bigint => {
      const code = unloaded || name === '' ? null : this.#host.codeOf(library, name);
      if (code !== null) return code;
      throw new Error(
        `Cannot find ${what} '${name}' in shared library: the simulated ${library || 'Windows'} has none of that name.`,
      );
    };
    return {
      func: (values) => {
        if (values.length < 1) throw tooFew('1 to 4 arguments', 0);
        const { signature } =
          values.length >= 2
            ? classicSignature(this.#registry, this.#objects, values, true)
            : signatureOfText(this.#registry, values[0], true);
        return this.#calls.wrap(signature, codeOf(signature.name, 'function'));
      },
      symbol: (name) => codeOf(name, 'symbol'),
      unload: () => {
        unloaded = true;
      },
    };
  }
}
