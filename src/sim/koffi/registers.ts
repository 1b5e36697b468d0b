import { toNumber } from '../memory/address.ts';
import type { Heap } from '../memory/heap.ts';
import { Window } from '../memory/window.ts';
import type { Arena } from './arena.ts';
import { unexpected } from './errors.ts';
import type { Raw } from './host.ts';
import { fromInt64, toDouble, toInt32, toUint64 } from './numbers.ts';
import type { Readers } from './reader.ts';
import { textAt } from './strings.ts';
import { type Directions, fitsRegister, type Type } from './types.ts';
import type { Writers } from './writer.ts';

/** Turns a JavaScript value into what a register holds. */
export type Load = (value: unknown, arena: Arena) => Raw;

/** Turns what a register holds into a JavaScript value. */
export type Unload = (raw: Raw | undefined) => unknown;

const reversed16 = (value: number): number => ((value & 0xff) << 8) | ((value >> 8) & 0xff);

const reversed32 = (value: number): number =>
  (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);

const scratch = new DataView(new ArrayBuffer(8));

function reversed64(value: bigint): bigint {
  scratch.setBigUint64(0, value, true);
  return scratch.getBigUint64(0, false);
}

/** The low 32 bits of a register, signed. */
const low = (raw: Raw | undefined): number =>
  typeof raw === 'number' ? raw | 0 : raw === undefined ? 0 : Number(BigInt.asIntN(32, raw));

/** All 64 bits of a register. A function that returned 32 bits has left the upper half 0, as the processor does. */
const whole = (raw: Raw | undefined): bigint =>
  typeof raw === 'bigint' ? BigInt.asUintN(64, raw) : BigInt((raw ?? 0) >>> 0);

function integer(value: unknown): number {
  const found = toInt32(value);
  if (found === undefined) throw unexpected(value, 'number');
  return found;
}

function long(value: unknown): bigint {
  const found = toUint64(value);
  if (found === undefined) throw unexpected(value, 'number');
  return found;
}

function float(value: unknown): number {
  const found = toDouble(value);
  if (found === undefined) throw unexpected(value, 'number');
  return found;
}

/** How each type travels through the registers of a call, after Windows' x64 convention. */
export class Registers {
  readonly #heap: Heap;
  readonly #readers: Readers;
  readonly #writers: Writers;

  constructor(heap: Heap, readers: Readers, writers: Writers) {
    this.#heap = heap;
    this.#readers = readers;
    this.#writers = writers;
  }

  load(type: Type, directions: Directions): Load {
    const writers = this.#writers;
    switch (type.kind) {
      case 'Bool':
        return (value) => {
          if (typeof value !== 'boolean') throw unexpected(value, 'boolean');
          return value ? 1 : 0;
        };
      case 'Int8':
        return (value) => (integer(value) << 24) >> 24;
      case 'UInt8':
        return (value) => integer(value) & 0xff;
      case 'Int16':
        return (value) => (integer(value) << 16) >> 16;
      case 'Int16S':
        return (value) => (reversed16(integer(value)) << 16) >> 16;
      case 'UInt16':
        return (value) => integer(value) & 0xffff;
      case 'UInt16S':
        return (value) => reversed16(integer(value)) & 0xffff;
      case 'Int32':
        return integer;
      case 'Int32S':
        return (value) => reversed32(integer(value)) | 0;
      case 'UInt32':
        return (value) => integer(value) >>> 0;
      case 'UInt32S':
        return (value) => reversed32(integer(value)) >>> 0;
      case 'Int64':
      case 'UInt64':
        return long;
      case 'Int64S':
      case 'UInt64S':
        return (value) => reversed64(long(value));
      case 'Float32':
        return (value) => Math.fround(float(value));
      case 'Float64':
        return float;
      case 'String':
      case 'String16':
      case 'String32':
        return (value, arena) => writers.text(value, type, directions, arena);
      case 'Pointer':
        return (value, arena) => writers.pointer(value, type, directions, arena);
      case 'Callback':
        return (value, arena) => writers.callback(value, type, arena);
      case 'Record':
      case 'Union':
        return this.#loadAggregate(type);
      default:
        throw new TypeError(`Type ${type.name} cannot be used as a parameter`);
    }
  }

  unload(type: Type): Unload {
    const value = this.#unload(type);
    const { dispose } = type;
    if (!dispose) return value;
    return (raw) => {
      const result = value(raw);
      dispose(whole(raw));
      return result;
    };
  }

  #unload(type: Type): Unload {
    switch (type.kind) {
      case 'Void':
        return () => undefined;
      case 'Bool':
        return (raw) => (low(raw) & 1) === 1;
      case 'Int8':
        return (raw) => (low(raw) << 24) >> 24;
      case 'UInt8':
        return (raw) => low(raw) & 0xff;
      case 'Int16':
        return (raw) => (low(raw) << 16) >> 16;
      case 'Int16S':
        return (raw) => (reversed16(low(raw)) << 16) >> 16;
      case 'UInt16':
        return (raw) => low(raw) & 0xffff;
      case 'UInt16S':
        return (raw) => reversed16(low(raw)) & 0xffff;
      case 'Int32':
        return low;
      case 'Int32S':
        return (raw) => reversed32(low(raw)) | 0;
      case 'UInt32':
        return (raw) => low(raw) >>> 0;
      case 'UInt32S':
        return (raw) => reversed32(low(raw)) >>> 0;
      case 'Int64':
        return (raw) => fromInt64(BigInt.asIntN(64, whole(raw)));
      case 'Int64S':
        return (raw) => fromInt64(BigInt.asIntN(64, reversed64(whole(raw))));
      case 'UInt64':
        return (raw) => fromInt64(whole(raw));
      case 'UInt64S':
        return (raw) => fromInt64(reversed64(whole(raw)));
      case 'Float32':
      case 'Float64':
        return (raw) => Number(raw ?? 0);
      case 'String':
        return (raw) => this.#text(raw, 1);
      case 'String16':
        return (raw) => this.#text(raw, 2);
      case 'String32':
        return (raw) => this.#text(raw, 4);
      case 'Pointer':
      case 'Callback':
        return (raw) => {
          const address = whole(raw);
          return address === 0n ? null : address;
        };
      case 'Record':
      case 'Union':
        return this.#unloadAggregate(type);
      default:
        throw new TypeError(`You are not allowed to directly return ${type.name} values`);
    }
  }

  #text(raw: Raw | undefined, unit: 1 | 2 | 4): string | null {
    const address = whole(raw);
    return address === 0n ? null : textAt(this.#heap, address, unit);
  }

  /** A struct of 1, 2, 4 or 8 bytes travels in the register itself, any other one as a copy's address. */
  #loadAggregate(type: Type): Load {
    const write = this.#writers.of(type);
    const { size } = type;
    if (fitsRegister(size)) {
      return (value, arena) => {
        const window = new Window(0, new ArrayBuffer(8));
        write(window, 0, value, arena);
        return window.view.getBigUint64(0, true);
      };
    }
    return (value, arena) => {
      arena.take(size);
      const { window, offset, address } = arena;
      write(window, offset, value, arena);
      return address;
    };
  }

  #unloadAggregate(type: Type): Unload {
    const read = this.#readers.of(type);
    const { size } = type;
    if (fitsRegister(size)) {
      return (raw) => {
        const window = new Window(0, new ArrayBuffer(8));
        window.view.setBigUint64(0, whole(raw), true);
        return read(window, 0);
      };
    }
    return (raw) => {
      const address = whole(raw);
      const window = this.#heap.windowOn(address, size, 'read');
      return read(window, toNumber(address) - window.start);
    };
  }
}
