import { toNumber } from '../memory/address.ts';
import type { Heap } from '../memory/heap.ts';
import type { Window } from '../memory/window.ts';
import { fromInt64 } from './numbers.ts';
import { textAt, unitsBeforeNull, utf8At, utf16At, utf32At } from './strings.ts';
import { swap, swappedUnit } from './swap.ts';
import type { Hint, Kind, Member, Reader, Type, TypedName } from './types.ts';
import { makeUnion, setRaw, unionClass } from './union-value.ts';

const HIGH = 2 ** 32;
/** The upper half of 2^53. */
const HIGH_OF_MOST = 2 ** 21;

/** An unsigned 64-bit integer: a number where it fits into one. */
function uint64At({ view }: Window, offset: number): number | bigint {
  const high = view.getUint32(offset + 4, true);
  if (high < HIGH_OF_MOST) return high * HIGH + view.getUint32(offset, true);
  return fromInt64(view.getBigUint64(offset, true));
}

function int64At({ view }: Window, offset: number): number | bigint {
  const high = view.getInt32(offset + 4, true);
  if (high < HIGH_OF_MOST && high >= -HIGH_OF_MOST) {
    return high * HIGH + view.getUint32(offset, true);
  }
  return fromInt64(view.getBigInt64(offset, true));
}

/** An address, or null for NULL. */
export function pointerAt({ view }: Window, offset: number): bigint | null {
  if (view.getUint32(offset, true) === 0 && view.getUint32(offset + 4, true) === 0) return null;
  return view.getBigUint64(offset, true);
}

const SCALARS: Partial<Record<Kind, Reader>> = {
  Bool: ({ bytes }, at) => bytes[at] !== 0,
  Int8: ({ view }, at) => view.getInt8(at),
  UInt8: ({ view }, at) => view.getUint8(at),
  Int16: ({ view }, at) => view.getInt16(at, true),
  Int16S: ({ view }, at) => view.getInt16(at, false),
  UInt16: ({ view }, at) => view.getUint16(at, true),
  UInt16S: ({ view }, at) => view.getUint16(at, false),
  Int32: ({ view }, at) => view.getInt32(at, true),
  Int32S: ({ view }, at) => view.getInt32(at, false),
  UInt32: ({ view }, at) => view.getUint32(at, true),
  UInt32S: ({ view }, at) => view.getUint32(at, false),
  Int64: int64At,
  Int64S: ({ view }, at) => fromInt64(view.getBigInt64(at, false)),
  UInt64: uint64At,
  UInt64S: ({ view }, at) => fromInt64(view.getBigUint64(at, false)),
  Float32: ({ view }, at) => view.getFloat32(at, true),
  Float64: ({ view }, at) => view.getFloat64(at, true),
  Pointer: pointerAt,
  Callback: pointerAt,
};

const UNITS: Partial<Record<Kind, 1 | 2 | 4>> = { String: 1, String16: 2, String32: 4 };

type TypedArray = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;

const TYPED: Record<TypedName, TypedArray> = {
  Int8: Int8Array,
  UInt8: Uint8Array,
  Int16: Int16Array,
  UInt16: Uint16Array,
  Int32: Int32Array,
  UInt32: Uint32Array,
  Int64: BigInt64Array,
  UInt64: BigUint64Array,
  Float32: Float32Array,
  Float64: Float64Array,
};

/** A Buffer where the program has them, as in Node; a Uint8Array elsewhere. */
function asBuffer(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  const { Buffer } = globalThis as { Buffer?: { from(buffer: ArrayBuffer): Uint8Array } };
  return Buffer ? Buffer.from(bytes.buffer) : bytes;
}

/** Turns memory into JavaScript's values; what is needed for a type is put together once. */
export class Readers {
  readonly #heap: Heap;
  readonly #unions = new WeakMap<Type, new () => object>();

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  of(type: Type): Reader {
    type.read ??= this.#make(type);
    return type.read;
  }

  /** A value of a union with no member set. */
  union(type: Type): object {
    let made = this.#unions.get(type);
    if (!made) {
      for (const member of type.members) this.of(member.type);
      made = unionClass(type);
      this.#unions.set(type, made);
    }
    return makeUnion(type, made);
  }

  /** So many elements, as the array's or pointer's hint wants them. */
  array(ref: Type, hint: Hint, window: Window, offset: number, length: number): unknown {
    switch (hint) {
      case 'Array': {
        const array = new Array<unknown>(length);
        this.elements(array, ref, window, offset, length);
        return array;
      }
      case 'Buffer':
        return asBuffer(this.#copy(ref, window, offset, length));
      case 'String8':
        return utf8At(window, offset, unitsBeforeNull(window, offset, 1, length));
      case 'String16':
        return utf16At(window, offset, unitsBeforeNull(window, offset, 2, length));
      case 'String32':
        return utf32At(window, offset, unitsBeforeNull(window, offset, 4, length));
      default:
        // Of an array of arrays koffi counts the inner arrays, but takes so many of their elements.
        return new TYPED[hint](this.#copy(ref, window, offset, length).buffer, 0, length);
    }
  }

  /** Reads so many elements into an array that is there. */
  elements(array: unknown[], ref: Type, window: Window, offset: number, length: number): void {
    const read = this.#disposing(ref);
    const { size } = ref;
    for (let index = 0; index < length; index++) array[index] = read(window, offset + index * size);
  }

  /** Reads the members into an object that is there. */
  into(object: Record<string, unknown>, type: Type, window: Window, offset: number): void {
    for (const member of type.members) {
      object[member.name] = this.#member(member)(window, offset);
    }
  }

  #copy(ref: Type, { bytes }: Window, offset: number, length: number): Uint8Array<ArrayBuffer> {
    const size = length * ref.size;
    // slice() of shared memory is shared no more.
    const copy = bytes.slice(offset, offset + size) as Uint8Array<ArrayBuffer>;
    swap(copy, 0, size, swappedUnit(ref));
    return copy;
  }

  #make(type: Type): Reader {
    const unit = UNITS[type.kind];
    if (unit) return this.#text(unit);
    switch (type.kind) {
      case 'Record':
        return this.#record(type);
      case 'Union':
        return (window, offset) => {
          const value = this.union(type);
          setRaw(value, window, offset);
          return value;
        };
      case 'Array': {
        const ref = type.ref as Type;
        const length = type.size / ref.size;
        return (window, offset) => this.array(ref, type.hint, window, offset, length);
      }
      default: {
        const read = SCALARS[type.kind];
        if (!read) throw new TypeError(`Cannot decode value of type ${type.name}`);
        return read;
      }
    }
  }

  #text(unit: 1 | 2 | 4): Reader {
    return (window, offset) => {
      const address = pointerAt(window, offset);
      return address === null ? null : textAt(this.#heap, address, unit);
    };
  }

  #record({ members }: Type): Reader {
    // A copy of this has the members already, so that none of them changes the object's shape.
    const template: Record<string, unknown> = {};
    for (const { name } of members) template[name] = null;
    const names = members.map(({ name }) => name);
    const reads = members.map((member) => this.#member(member));
    const count = members.length;
    return (window, offset) => {
      const object = { ...template };
      for (let index = 0; index < count; index++) {
        object[names[index] as string] = (reads[index] as Reader)(window, offset);
      }
      return object;
    };
  }

  /** Reads a member of the record that begins at an offset. */
  #member({ type, offset: within, countedBy }: Member): Reader {
    if (!countedBy) {
      const read = this.#disposing(type);
      return (window, offset) => read(window, offset + within);
    }
    const count = this.of(countedBy.type);
    const ref = type.ref as Type;
    return (window, offset) => {
      const counted = count(window, offset + countedBy.offset) as number | bigint;
      const length = Number(BigInt.asUintN(32, BigInt(counted)));
      if (type.kind === 'Array') {
        const most = type.size / ref.size;
        return this.array(ref, type.hint, window, offset + within, Math.min(length, most));
      }
      if (length === 0) return this.array(ref, type.hint, window, offset, 0);
      const address = pointerAt(window, offset + within) ?? 0n;
      const elsewhere = this.#heap.windowOn(address, length * ref.size, 'read');
      return this.array(ref, type.hint, elsewhere, toNumber(address) - elsewhere.start, length);
    };
  }

  /** Reads a value, and gives back what it points to where its type says so. */
  #disposing(type: Type): Reader {
    const read = this.of(type);
    const { dispose } = type;
    if (!dispose) return read;
    return (window, offset) => {
      const value = read(window, offset);
      dispose(pointerAt(window, offset) ?? 0n);
      return value;
    };
  }
}
