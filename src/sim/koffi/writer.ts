import type { Bytes, Heap } from '../memory/heap.ts';
import type { Window } from '../memory/window.ts';
import type { Arena, Callable } from './arena.ts';
import { nameOfValue, unexpected } from './errors.ts';
import { toDouble, toInt32, toUint64 } from './numbers.ts';
import { PointerCast } from './pointer-cast.ts';
import type { Readers } from './reader.ts';
import {
  fillUtf8,
  fillUtf16,
  takeUtf8,
  takeUtf16,
  takeUtf32,
  unitsBeforeNull,
  utf8At,
  utf16At,
  utf32At,
} from './strings.ts';
import { swap, swappedUnit } from './swap.ts';
import {
  type Directions,
  isAggregate,
  type Kind,
  type Member,
  type Signature,
  type Type,
  type Writer,
} from './types.ts';
import { setRaw, unionState } from './union-value.ts';

type Buffers = ArrayBufferLike | ArrayBufferView;

/** Whether a value is memory of JavaScript's: a Buffer, a typed array, a DataView or an ArrayBuffer. */
export function isBuffer(value: unknown): value is Buffers {
  if (typeof value !== 'object' || value === null) return false;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true;
  return typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer;
}

/** The bytes of a buffer or view. */
export const bytesOf = (value: Buffers): Bytes =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);

function number(value: unknown): number {
  const integer = toInt32(value);
  if (integer === undefined) throw unexpected(value, 'number');
  return integer;
}

function big(value: unknown): bigint {
  const integer = toUint64(value);
  if (integer === undefined) throw unexpected(value, 'number');
  return integer;
}

function double(value: unknown): number {
  const float = toDouble(value);
  if (float === undefined) throw unexpected(value, 'number');
  return float;
}

const SCALARS: Partial<Record<Kind, Writer>> = {
  Bool: ({ bytes }, at, value) => {
    if (typeof value !== 'boolean') throw unexpected(value, 'boolean');
    bytes[at] = value ? 1 : 0;
  },
  Int8: ({ view }, at, value) => view.setInt8(at, number(value)),
  UInt8: ({ view }, at, value) => view.setInt8(at, number(value)),
  Int16: ({ view }, at, value) => view.setInt16(at, number(value), true),
  Int16S: ({ view }, at, value) => view.setInt16(at, number(value), false),
  UInt16: ({ view }, at, value) => view.setInt16(at, number(value), true),
  UInt16S: ({ view }, at, value) => view.setInt16(at, number(value), false),
  Int32: ({ view }, at, value) => view.setInt32(at, number(value), true),
  Int32S: ({ view }, at, value) => view.setInt32(at, number(value), false),
  UInt32: ({ view }, at, value) => view.setInt32(at, number(value), true),
  UInt32S: ({ view }, at, value) => view.setInt32(at, number(value), false),
  Int64: ({ view }, at, value) => view.setBigUint64(at, big(value), true),
  Int64S: ({ view }, at, value) => view.setBigUint64(at, big(value), false),
  UInt64: ({ view }, at, value) => view.setBigUint64(at, big(value), true),
  UInt64S: ({ view }, at, value) => view.setBigUint64(at, big(value), false),
  Float32: ({ view }, at, value) => view.setFloat32(at, double(value), true),
  Float64: ({ view }, at, value) => view.setFloat64(at, double(value), true),
};

type TakeText = (text: string, arena: Arena) => number;

const TAKE: Partial<Record<Kind, TakeText>> = {
  String: takeUtf8,
  String16: takeUtf16,
  String32: takeUtf32,
};

/** How a text is put where a pointer to such a type is wanted; undefined where it can't. */
function takeTextFor(ref: Type, voidType: Type): TakeText | undefined {
  if (ref === voidType || ref.kind === 'Int8') return takeUtf8;
  if (ref.kind === 'Int16') return takeUtf16;
  return ref.kind === 'Int32' ? takeUtf32 : undefined;
}

/** Turns JavaScript's values into memory; what is needed for a type is put together once. */
export class Writers {
  readonly #heap: Heap;
  readonly #readers: Readers;
  readonly #void: Type;

  constructor(heap: Heap, readers: Readers, voidType: Type) {
    this.#heap = heap;
    this.#readers = readers;
    this.#void = voidType;
  }

  of(type: Type): Writer {
    type.write ??= this.#make(type);
    return type.write;
  }

  /** The address to give for a `char *` and its like. */
  text(value: unknown, type: Type, directions: Directions, arena: Arena): bigint {
    if (typeof value !== 'string') return this.pointer(value, type, directions, arena);
    if (directions & 2) throw unexpected(value, '[string]');
    (TAKE[type.kind] as TakeText)(value, arena);
    return arena.address;
  }

  /** The address to give for a pointer parameter. */
  pointer(value: unknown, type: Type, directions: Directions, arena: Arena): bigint {
    switch (typeof value) {
      case 'bigint':
        return BigInt.asUintN(64, value);
      case 'undefined':
        return 0n;
      case 'number':
        return toUint64(value) as bigint;
      case 'object':
        if (value === null) return 0n;
        if (isBuffer(value)) return this.#bufferFor(value, type, directions, arena);
        if (value instanceof PointerCast) {
          return this.pointer(value.value, value.type, directions, arena);
        }
        if (Array.isArray(value)) return this.#arrayFor(value, type, directions, arena);
        break;
      case 'string':
        return this.#textFor(value, type, directions, arena);
    }
    const ref = type.ref as Type;
    if (isAggregate(ref)) return this.#objectFor(value, type, directions, arena);
    if (typeof value !== 'function') throw unexpected(value, type.name);
    if (type.kind !== 'Callback') throw new TypeError(`Cannot pass function to type ${type.name}`);
    return arena.borrowCode(type.signature as Signature, value as Callable);
  }

  /** The address to give for a pointer to a function. */
  callback(value: unknown, type: Type, arena: Arena): bigint {
    if (typeof value === 'function') {
      return arena.borrowCode(type.signature as Signature, value as Callable);
    }
    if (value instanceof PointerCast) return this.callback(value.value, value.type, arena);
    const address = this.addressOf(value);
    if (address === undefined) throw unexpected(value, type.name);
    return address;
  }

  /** The address that a value is or has, NULL as 0; undefined when it is no pointer. */
  addressOf(value: unknown): bigint | undefined {
    if (value === null || value === undefined) return 0n;
    if (isBuffer(value)) return this.#heap.addressOf(value);
    return toUint64(value);
  }

  /** Writes an array: its elements as far as they fit, zeros behind. */
  elements(
    array: readonly unknown[],
    type: Type,
    window: Window,
    offset: number,
    size: number,
    arena: Arena,
  ): void {
    const ref = type.ref as Type;
    const stride = ref.size;
    if (ref.kind === 'Void') {
      throw new TypeError(`Ambigous parameter type ${type.name}, use koffi.as(value, type)`);
    }
    const count = Math.min(array.length, Math.floor(size / stride));
    if (count * stride < size && array.length * stride <= size) {
      window.bytes.fill(0, offset + count * stride, offset + size);
    }
    const write = this.of(ref);
    for (let index = 0; index < count; index++) {
      write(window, offset + index * stride, array[index], arena);
    }
  }

  #bufferFor(value: Buffers, type: Type, directions: Directions, arena: Arena): bigint {
    const unit = swappedUnit(type.ref as Type);
    if (unit === 1) return this.#heap.addressOf(value);
    const bytes = bytesOf(value);
    if (directions & 2) {
      if (directions & 1) swap(bytes, 0, bytes.length, unit);
      arena.outs.push(() => swap(bytes, 0, bytes.length, unit));
      return this.#heap.addressOf(value);
    }
    arena.take(bytes.length);
    const { window, offset, address } = arena;
    window.bytes.set(bytes, offset);
    swap(window.bytes, offset, bytes.length, unit);
    return address;
  }

  #textFor(value: string, type: Type, directions: Directions, arena: Arena): bigint {
    const ref = type.ref as Type;
    const take = directions & 2 ? undefined : takeTextFor(ref, this.#void);
    if (!take || type.kind === 'Callback') throw unexpected(value, type.name);
    take(value, arena);
    return arena.address;
  }

  #arrayFor(value: unknown[], type: Type, directions: Directions, arena: Arena): bigint {
    const ref = type.ref as Type;
    const first = value[0];
    if (value.length === 1 && typeof first === 'string') {
      const take = takeTextFor(ref, this.#void);
      if (take) {
        const units = take(first, arena);
        const { window, offset, address } = arena;
        if (directions & 2) {
          const unit = take === takeUtf8 ? 1 : take === takeUtf16 ? 2 : 4;
          const read = { 1: utf8At, 2: utf16At, 4: utf32At }[unit];
          arena.outs.push(() => {
            const count = unitsBeforeNull(window, offset, unit as 1 | 2 | 4, units);
            value[0] = read(window, offset, count);
          });
        }
        return address;
      }
    }
    if (ref.size === 0) {
      const what = ref === this.#void ? 'ambiguous' : 'opaque';
      throw new TypeError(`Cannot pass ${what} value to ${type.name}, use koffi.as()`);
    }
    const size = value.length * ref.size;
    arena.take(size);
    const { window, offset, address } = arena;
    if (directions & 1) this.elements(value, type, window, offset, size, arena);
    else window.bytes.fill(0, offset, offset + size);
    if (directions & 2) {
      arena.outs.push(() => this.#readers.elements(value, ref, window, offset, value.length));
    }
    return address;
  }

  #objectFor(value: unknown, type: Type, directions: Directions, arena: Arena): bigint {
    const ref = type.ref as Type;
    arena.take(ref.size);
    const { window, offset, address } = arena;
    const union = typeof value === 'object' && value !== null ? unionState(value) : undefined;
    if (ref.kind === 'Union' && directions & 2 && !union) throw unexpected(value, 'union value');
    if (typeof value !== 'object' || value === null) throw unexpected(value, 'object');
    if (directions & 1) this.of(ref)(window, offset, value, arena);
    else window.bytes.fill(0, offset, offset + ref.size);
    if (directions & 2) {
      arena.outs.push(() => {
        if (union) setRaw(value, window, offset);
        else this.#readers.into(value as Record<string, unknown>, ref, window, offset);
      });
    }
    return address;
  }

  #make(type: Type): Writer {
    switch (type.kind) {
      case 'String':
      case 'String16':
      case 'String32':
        return ({ view }, offset, value, arena) =>
          view.setBigUint64(offset, this.text(value, type, 1, arena), true);
      case 'Pointer':
        return ({ view }, offset, value, arena) =>
          view.setBigUint64(offset, this.pointer(value, type, 1, arena), true);
      case 'Callback':
        return ({ view }, offset, value, arena) =>
          view.setBigUint64(offset, this.callback(value, type, arena), true);
      case 'Record':
        return this.#record(type);
      case 'Union':
        return this.#union(type);
      case 'Array':
        return this.#array(type);
      default: {
        const write = SCALARS[type.kind];
        if (!write) throw new TypeError(`Cannot encode value of type ${type.name}`);
        return write;
      }
    }
  }

  #record(type: Type): Writer {
    const { members, size } = type;
    const writes = members.map((member) => this.of(member.type));
    const counted = members.some(({ countedBy }) => countedBy !== null);
    return (window, offset, value, arena) => {
      if (typeof value !== 'object' || value === null || value instanceof PointerCast) {
        throw unexpected(value, 'object');
      }
      window.bytes.fill(0, offset, offset + size);
      for (let index = 0; index < members.length; index++) {
        const member = members[index] as Member;
        const given = (value as Record<string, unknown>)[member.name];
        if (given === undefined) continue;
        if (counted && member.countedBy) checkCount(value, member, member.countedBy, given);
        (writes[index] as Writer)(window, offset + member.offset, given, arena);
      }
    };
  }

  #union(type: Type): Writer {
    const { members, size } = type;
    return (window, offset, value, arena) => {
      if (typeof value !== 'object' || value === null || value instanceof PointerCast) {
        throw unexpected(value, 'object');
      }
      const state = unionState(value);
      if (state && state.type !== type) {
        throw new TypeError(`Expected union type ${type.name}, got ${state.type.name}`);
      }
      if (state?.raw) {
        window.bytes.set(state.raw.bytes, offset);
        return;
      }
      const member = state ? state.active : onlyMember(type, members, value);
      if (!member) throw new Error('Cannot use ambiguous empty union');
      window.bytes.fill(0, offset, offset + size);
      const given = (value as Record<string, unknown>)[member.name];
      if (given !== undefined) this.of(member.type)(window, offset, given, arena);
    };
  }

  #array(type: Type): Writer {
    const ref = type.ref as Type;
    const { size } = type;
    return (window, offset, value, arena) => {
      if (Array.isArray(value)) {
        this.elements(value, type, window, offset, size, arena);
      } else if (isBuffer(value)) {
        const bytes = bytesOf(value);
        const length = Math.min(bytes.length, size);
        window.bytes.set(bytes.subarray(0, length), offset);
        window.bytes.fill(0, offset + length, offset + size);
        swap(window.bytes, offset, length, swappedUnit(ref));
      } else if (typeof value === 'string') {
        if (ref.kind === 'Int8') fillUtf8(value, window, offset, size);
        else if (ref.kind === 'Int16') fillUtf16(value, window, offset, size);
        else throw new TypeError(`Strings cannot be converted to ${ref.name} array`);
      } else {
        throw unexpected(value, 'array');
      }
    };
  }
}

/** The one member that a plain object sets. */
function onlyMember(type: Type, members: readonly Member[], value: object): Member {
  const names = Object.keys(value);
  if (names.length !== 1) throw new Error('Expected object with single property name for union');
  const member = members.find(({ name }) => name === names[0]);
  if (!member) throw new Error(`Unknown member ${names[0]} in union type ${type.name}`);
  return member;
}

/** @throws Error when there are not as many elements as another member says */
function checkCount(object: object, { type }: Member, countedBy: Member, given: unknown): void {
  const by = (object as Record<string, unknown>)[countedBy.name];
  if (typeof by !== 'number' && typeof by !== 'bigint') {
    throw new Error(`Unexpected ${nameOfValue(by)} value for dynamic length, expected number`);
  }
  const element = (type.ref as Type).size;
  let size = given === null ? 0 : element;
  if (Array.isArray(given)) size = given.length * element;
  else if (isBuffer(given)) size = given.byteLength;
  if (size !== Number(by) * element) {
    throw new Error(`Mismatched dynamic length between '${countedBy.name}' and actual array`);
  }
}
