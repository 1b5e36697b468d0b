import type { Callable } from './arena.ts';
import { Calls, type Limits, type Native } from './calls.ts';
import { Composites } from './composites.ts';
import { nameOfValue, tooFew, unexpectedFor } from './errors.ts';
import type { KoffiHost } from './host.ts';
import { Libraries, LibraryHandle } from './library.ts';
import { isNumeric, Places, toCount } from './places.ts';
import { DirectionMarker, PointerCast } from './pointer-cast.ts';
import { Readers } from './reader.ts';
import { Registers } from './registers.ts';
import { MAX_TYPE_SIZE, TypeRegistry } from './registry.ts';
import { classicSignature, signatureOfText } from './signatures.ts';
import { TypeObject, TypeObjects } from './type-objects.ts';
import { type Directions, isPointerOrString, type Signature, type Type } from './types.ts';
import { Values } from './values.ts';
import { Writers } from './writer.ts';

/** The koffi that the front behaves like; the examples have it pinned. */
export const VERSION = '3.3.4';

const INT32_MAX = 2 ** 31 - 1;
const KIB = 2 ** 10;
const MIB = 2 ** 20;

/** Numbers that `koffi.config` shows, with the range in which they can be set. */
const CONFIG = {
  sync_stack_size: { value: 2 * MIB, least: 64 * KIB, most: 16 * MIB },
  sync_heap_size: { value: MIB, least: 0, most: 16 * MIB },
  async_stack_size: { value: 128 * KIB, least: 64 * KIB, most: 16 * MIB },
  async_heap_size: { value: 128 * KIB, least: 0, most: 16 * MIB },
  resident_async_pools: { value: 8, least: 0, most: 32 },
  max_async_calls: { value: 256, least: 0, most: 4096 },
  max_type_size: { value: MAX_TYPE_SIZE, least: 32, most: 512 * MIB },
} as const;

type ConfigName = keyof typeof CONFIG;

const isConfigName = (name: string): name is ConfigName => Object.hasOwn(CONFIG, name);

/** @throws Error that says that the simulated Windows has no such thing */
function missing(what: string): never {
  throw new Error(
    `The simulated Windows has no ${what}. A program that needs it runs with another kernel (--kernel).`,
  );
}

/**
 * What `import koffi from 'koffi'` gives a simulated program: types of its own, and the memory and the functions of
 * one process. The object can be changed, as the real one can.
 */
export function makeKoffi(host: KoffiHost) {
  const { heap } = host;
  let disposed = 0;
  const dispose = (address: bigint) => {
    if (address !== 0n) release(address);
    disposed += 1;
  };
  const registry = new TypeRegistry(dispose);
  const objects = new TypeObjects(registry);
  const readers = new Readers(heap);
  const writers = new Writers(heap, readers, registry.void);
  const registers = new Registers(heap, readers, writers);
  const limits: Limits = {
    syncHeapSize: CONFIG.sync_heap_size.value,
    asyncHeapSize: CONFIG.async_heap_size.value,
    asyncCalls: CONFIG.max_async_calls.value,
  };
  const calls = new Calls(host, registers, objects, limits);
  const composites = new Composites(registry, objects);
  const values = new Values({ heap, registry, objects, readers, writers, calls });
  const libraries = new Libraries(host, registry, objects, calls);
  const places = new Places(heap);
  const config: Record<ConfigName, number> = Object.fromEntries(
    Object.entries(CONFIG).map(([name, { value }]) => [name, value]),
  ) as Record<ConfigName, number>;
  let errno = 0;

  function release(address: bigint): void {
    if (heap.free(address)) return;
    const at = `0x${address.toString(16).toUpperCase().padStart(16, '0')}`;
    const block = heap.blockAt(address);
    const because =
      block === undefined
        ? 'where no allocation ever began'
        : block.state === 'freed'
          ? 'which was freed already'
          : block.kind === 'collectable'
            ? 'which is memory of JavaScript’s own'
            : `which is byte ${address - block.base} of an allocation, not its first`;
    throw new Error(
      `koffi.free was given ${at}, ${because}. Windows ends a program that does this (STATUS_HEAP_CORRUPTION); ` +
        'free each allocation once, with the address that koffi.alloc returned.',
    );
  }

  const wrap = (type: Type) => objects.objectOf(type);

  function resolve(parameters: readonly unknown[]): Type {
    if (parameters.length < 1) throw tooFew('1 argument', 0);
    return objects.resolve(parameters[0]);
  }

  function marker(parameters: readonly unknown[], directions: Directions): DirectionMarker {
    const type = resolve(parameters);
    mustBePointer(type);
    return new DirectionMarker(type, directions);
  }

  function proto(parameters: readonly unknown[]): Type {
    if (parameters.length < 1) throw tooFew('1 to 4 arguments', 0);
    const { signature, named } =
      parameters.length >= 2
        ? classicSignature(registry, objects, parameters, false)
        : signatureOfText(registry, parameters[0], false);
    if (named && registry.get(signature.name)) {
      throw new Error(`Duplicate type name '${signature.name}'`);
    }
    const type = registry.make(named ? signature.name : null, 'Prototype', 8, 8);
    if (!named) signature.name = type.name;
    type.signature = signature;
    registry.remember(type.name, type);
    return type;
  }

  function disposable(parameters: readonly unknown[]): Type {
    if (parameters.length < 1) throw tooFew('1 or 2 arguments', 0);
    const skip = parameters.length > 1 && typeof parameters[1] !== 'function' ? 1 : 0;
    const name = skip ? (parameters[0] ?? null) : null;
    if (name !== null && typeof name !== 'string') {
      throw unexpectedFor(name, 'name', 'string');
    }
    const source = objects.resolve(parameters[skip]);
    mustBePointer(source);
    if (source.dispose) {
      throw new TypeError(`Cannot use disposable type '${source.name}' to create new disposable`);
    }
    const free = parameters[skip + 1] ?? null;
    if (free !== null && typeof free !== 'function') {
      throw unexpectedFor(free, 'func', 'function');
    }
    const type = registry.copy(source, name);
    type.dispose = free
      ? (address) => {
          (free as Callable)(address === 0n ? null : address);
          disposed += 1;
        }
      : dispose;
    if (name !== null) registry.name(name, type);
    return type;
  }

  function alloc(parameters: readonly unknown[]): bigint {
    if (parameters.length < 2) throw tooFew('2 arguments', parameters.length);
    const type = objects.resolve(parameters[0]);
    if (type.size === 0) {
      throw new TypeError(`Cannot allocate memory for zero-sized type ${type.name}`);
    }
    const given = parameters[1];
    if (!isNumeric(given)) throw unexpectedFor(given, 'length', 'number');
    const length = toCount(given);
    if (length <= 0) throw new Error('Size must be greater than 0');
    const most = Math.floor(INT32_MAX / type.size);
    if (length > most) {
      throw new Error(`Cannot allocate more than ${most} objects of type ${type.name}`);
    }
    return heap.allocate(length * type.size);
  }

  function view(parameters: readonly unknown[]): ArrayBufferLike {
    if (parameters.length < 2) throw tooFew('2 arguments', parameters.length);
    const address = places.address(parameters[0]);
    const given = parameters[1];
    if (!isNumeric(given)) throw unexpectedFor(given, 'length', 'integer');
    const length = toCount(given);
    if (length === 0) return new ArrayBuffer(0);
    if (length < 0) throw new TypeError('Array length must be positive and non-zero');
    const buffer = heap.bufferAt(address);
    if (buffer?.byteLength === length) return buffer;
    // Where no memory is, this says so.
    heap.windowOn(address, 1, 'read');
    const block = heap.blockAt(address);
    throw new Error(
      `koffi.view was asked for ${length} bytes from byte ${address - (block?.base ?? 0n)} of an allocation of ${block?.size} bytes. ` +
        'The simulated Windows can give an allocation as a whole only: take koffi.view(base, size) of all of it, and slices of that.',
    );
  }

  function register(parameters: readonly unknown[]): bigint {
    const bound = parameters.length >= 3 && typeof parameters[1] === 'function';
    const [callback, spec] = bound
      ? [(parameters[1] as Callable).bind(parameters[0]), parameters[2]]
      : parameters;
    if (parameters.length < 2) throw tooFew('2 arguments', parameters.length);
    if (typeof callback !== 'function') throw unexpectedFor(callback, 'func', 'function');
    const type = objects.resolve(spec);
    if (type.kind !== 'Callback') {
      throw new TypeError(`Unexpected ${type.name} type, expected <callback> * type`);
    }
    return calls.register(type.signature as Signature, callback as Callable);
  }

  function unregister(parameters: readonly unknown[]): void {
    if (parameters.length < 1) throw tooFew('1 argument', 0);
    const code = writers.addressOf(parameters[0]);
    if (code === undefined) throw unexpectedFor(parameters[0], 'id', 'registered callback');
    calls.unregister(code);
  }

  function as(parameters: readonly unknown[]): PointerCast {
    if (parameters.length < 2) throw tooFew('2 arguments', parameters.length);
    const type = objects.resolve(parameters[1]);
    if (!isPointerOrString(type) && type.kind !== 'Callback') {
      throw new TypeError('Only pointer or string types can be used for casting');
    }
    return new PointerCast(parameters[0], type);
  }

  function call(parameters: readonly unknown[]): unknown {
    if (parameters.length < 2) throw tooFew('2 or more arguments', parameters.length);
    const code = places.address(parameters[0]);
    const type = objects.resolve(parameters[1]);
    if (type.kind !== 'Prototype') {
      throw unexpectedFor(parameters[1], 'type', 'function type');
    }
    return calls.wrap(type.signature as Signature, code)(...parameters.slice(2));
  }

  function offsetof(parameters: readonly unknown[]): number {
    if (parameters.length < 2) throw tooFew('2 arguments', parameters.length);
    const type = objects.resolve(parameters[0]);
    if (type.kind !== 'Record') {
      throw new TypeError('The offsetof() function can only be used with record types');
    }
    const name = parameters[1];
    if (typeof name !== 'string') throw unexpectedFor(name, 'member', 'string');
    const member = type.members.find((each) => each.name === name);
    if (!member) throw new TypeError(`Record type ${type.name} does not have member '${name}'`);
    return member.offset;
  }

  function configure(parameters: readonly unknown[]): Record<ConfigName, number> {
    if (parameters.length >= 1) {
      if (libraries.loaded) {
        throw new Error('Cannot change Koffi configuration once a library has been loaded');
      }
      Object.assign(config, configOf(parameters[0]));
      limits.syncHeapSize = config.sync_heap_size;
      limits.asyncHeapSize = config.async_heap_size;
      limits.asyncCalls = config.max_async_calls;
    }
    return { ...config };
  }

  const Union = function (this: unknown, ...parameters: unknown[]) {
    if (!new.target) {
      throw new TypeError('This function is a constructor and must be called with new');
    }
    const type = resolve(parameters);
    if (type.kind !== 'Union') throw new TypeError(`Expected union type, got ${type.kind}`);
    return readers.union(type);
  };

  const type = (...parameters: unknown[]) => wrap(resolve(parameters));

  return {
    config: (...parameters: unknown[]) => configure(parameters),
    stats: () => ({ disposed, callbacks: calls.callbacks }),

    struct: (...parameters: unknown[]) => wrap(composites.struct(parameters, true)),
    pack: (...parameters: unknown[]) => wrap(composites.struct(parameters, false)),
    union: (...parameters: unknown[]) => wrap(composites.union(parameters)),
    Union,
    opaque: (name?: unknown) => wrap(composites.opaque(name)),
    pointer: (...parameters: unknown[]) => wrap(composites.pointer(parameters)),
    disposable: (...parameters: unknown[]) => wrap(disposable(parameters)),
    array: (...parameters: unknown[]) => wrap(composites.array(parameters)),
    proto: (...parameters: unknown[]) => wrap(proto(parameters)),
    alias: (...parameters: unknown[]) => wrap(composites.alias(parameters)),
    enumeration: (...parameters: unknown[]) => {
      const { type: made, values: names } = composites.enumeration(parameters);
      return objects.objectOf(made, { values: names });
    },

    type,
    resolve: type,
    introspect: type,
    sizeof: (...parameters: unknown[]) => resolve(parameters).size,
    alignof: (...parameters: unknown[]) => resolve(parameters).align,
    offsetof: (...parameters: unknown[]) => offsetof(parameters),

    load: (...parameters: unknown[]) => libraries.load(parameters),

    in: (...parameters: unknown[]) => marker(parameters, 1),
    out: (...parameters: unknown[]) => marker(parameters, 2),
    inout: (...parameters: unknown[]) => marker(parameters, 3),

    alloc: (...parameters: unknown[]) => alloc(parameters),
    free: (...parameters: unknown[]) => {
      if (parameters.length < 1) throw tooFew('1 argument', 0);
      const address = places.address(parameters[0]);
      if (address !== 0n) release(address);
    },

    register: (...parameters: unknown[]) => register(parameters),
    unregister: (...parameters: unknown[]) => unregister(parameters),

    as: (...parameters: unknown[]) => as(parameters),
    address: (...parameters: unknown[]) => {
      if (parameters.length < 1) throw tooFew('1 argument', 0);
      return places.address(parameters[0]);
    },
    call: (...parameters: unknown[]) => call(parameters),
    encode: (...parameters: unknown[]) => values.encode(parameters),
    view: (...parameters: unknown[]) => view(parameters),
    decode: Object.assign((...parameters: unknown[]) => values.decode(parameters), values.typed()),

    /** Forgets the types that the program has declared. */
    reset: () => registry.reset(),

    errno: (...parameters: unknown[]) => {
      if (parameters.length >= 1) {
        const value = parameters[0];
        if (!isNumeric(value)) throw unexpectedFor(value, 'errno', 'integer');
        errno = Number(BigInt.asIntN(32, BigInt(toCount(value))));
      }
      return errno;
    },

    os: {
      get errno(): never {
        return missing('table of C’s error numbers (koffi.os.errno)');
      },
    },
    extension: '.dll',
    LibraryHandle,
    TypeObject,
    types: Object.fromEntries(registry.primitives.map(([name, each]) => [name, wrap(each)])),
    node: {
      get env(): never {
        return missing('environment of Node-API (koffi.node.env)');
      },
      poll: () => missing('polling of libuv’s (koffi.node.poll)'),
      PollHandle: class PollHandle {
        constructor() {
          missing('polling of libuv’s (koffi.node.PollHandle)');
        }
      },
    },
    version: VERSION,
  };
}

/** What {@link makeKoffi} gives. */
export type Koffi = ReturnType<typeof makeKoffi>;

export type { Native };

/** @throws TypeError when a type is neither a pointer nor a string */
function mustBePointer(type: Type): void {
  if (isPointerOrString(type)) return;
  throw new TypeError(`Unexpected ${type.name} type, expected pointer or string type`);
}

/** @throws Error for what cannot be configured */
function configOf(given: unknown): Partial<Record<ConfigName, number>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw unexpectedFor(given, 'config', 'object');
  }
  for (const [name, value] of Object.entries(given)) {
    if (!isConfigName(name)) throw new Error(`Unexpected config member '${name}'`);
    const { least, most } = CONFIG[name];
    if (typeof value !== 'number') {
      throw new TypeError(`Unexpected ${nameOfValue(value)} value for '${name}', expected number`);
    }
    if (value < least || value > most) {
      throw new Error(`Setting '${name}' must be between ${least} and ${most}`);
    }
  }
  return given;
}
