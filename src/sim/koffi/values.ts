import type { Heap } from '../memory/heap.ts';
import { Keep } from './arena.ts';
import type { Calls } from './calls.ts';
import { tooFew, unexpectedFor } from './errors.ts';
import { isNumeric, Places, toCount } from './places.ts';
import type { Readers } from './reader.ts';
import type { TypeRegistry } from './registry.ts';
import { textAt, unitsBeforeNull } from './strings.ts';
import type { TypeObjects } from './type-objects.ts';
import type { Signature, Type } from './types.ts';
import type { Writers } from './writer.ts';

/** The parts of which the front consists. */
export interface Parts {
  readonly heap: Heap;
  readonly registry: TypeRegistry;
  readonly objects: TypeObjects;
  readonly readers: Readers;
  readonly writers: Writers;
  readonly calls: Calls;
}

/** `koffi.encode` and `koffi.decode`. */
export class Values {
  readonly #parts: Parts;
  readonly #places: Places;
  readonly #keep: Keep;
  /** What was put beside the value at an address, until another value is encoded there. */
  readonly #kept = new Map<bigint, readonly bigint[]>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#places = new Places(parts.heap);
    this.#keep = new Keep(parts.heap, parts.calls.register);
  }

  decode(values: readonly unknown[]): unknown {
    const { objects, readers } = this.#parts;
    const count = values.length;
    const shift = count >= 2 && isNumeric(values[1]) ? 1 : 0;
    if (count < 2 + shift) throw tooFew(`${2 + shift} to 4 arguments`, count);
    const offset = shift ? toCount(values[1] as number) : 0;
    const reference = values[0];
    this.#mustNotBeNull(reference);
    const type = objects.resolve(values[1 + shift]);
    const length = count >= 3 + shift ? values[2 + shift] : undefined;
    if (isNumeric(length)) return this.#decodeArray(reference, offset, type, toCount(length));
    if (type.kind === 'Prototype') return this.#function(reference, offset, type);
    const read = readers.of(type);
    this.#find(reference, offset, type.name, type.size, 'read');
    return read(this.#places.window, this.#places.offset);
  }

  encode(values: readonly unknown[]): void {
    const { objects, registry, writers } = this.#parts;
    const count = values.length;
    const shift = count >= 2 && isNumeric(values[1]) ? 1 : 0;
    if (count < 3 + shift) throw tooFew(`${3 + shift} to 5 arguments`, count);
    const offset = shift ? toCount(values[1] as number) : 0;
    let type = objects.resolve(values[1 + shift]);
    const reference = values[0];
    this.#mustNotBeNull(reference);
    const length = count >= 4 + shift ? values[3 + shift] : undefined;
    if (isNumeric(length)) {
      type = registry.commonArrayOf(type, this.#elements(reference, type, toCount(length)));
    }
    const write = writers.of(type);
    this.#find(reference, offset, type.name, type.size, 'write');
    write(this.#places.window, this.#places.offset, values[2 + shift], this.#keep);
    if (this.#keep.taken.length > 0) this.#keepFor(reference, offset);
    this.#keep.borrowed.length = 0;
  }

  /** The functions such as `koffi.decode.uint32`. */
  typed(): Record<string, (...values: unknown[]) => unknown> {
    const { objects, readers } = this.#parts;
    const number = (name: string, spec: string) => {
      const type = objects.resolve(spec);
      const read = readers.of(type);
      const { size } = type;
      const decode = (...values: unknown[]) => {
        if (values.length < 1) throw tooFew('1 argument', 0);
        this.#places.address(values[0]);
        this.#find(values[0], 0, type.name, size, 'read');
        return read(this.#places.window, this.#places.offset);
      };
      return [name, Object.defineProperty(decode, 'name', { value: name })] as const;
    };
    const text = (name: string, unit: 1 | 2 | 4) => {
      const decode = (...values: unknown[]) => {
        if (values.length < 1) throw tooFew('1 to 2 arguments', 0);
        const address = this.#places.address(values[0]);
        const length = values[1];
        if (values.length >= 2 && !isNumeric(length)) {
          throw unexpectedFor(length, 'length', 'number');
        }
        if (address === 0n) return null;
        return textAt(
          this.#parts.heap,
          address,
          unit,
          isNumeric(length) ? toCount(length) : undefined,
        );
      };
      return [name, Object.defineProperty(decode, 'name', { value: name })] as const;
    };
    const widths = [8, 16, 32, 64].flatMap((bits) => [`int${bits}`, `uint${bits}`]);
    const ordered = widths
      .filter((name) => !name.endsWith('8'))
      .flatMap((name) => [number(`${name}le`, `${name}_le`), number(`${name}be`, `${name}_be`)]);
    const words = ['char', 'short', 'int', 'long', 'longlong'];
    const unsigned = words.map((name) => `u${name}`);
    return Object.fromEntries([
      ...[...words, ...unsigned, ...widths, 'float', 'double'].map((name) => number(name, name)),
      ...ordered,
      text('string', 1),
      text('string16', 2),
      text('string32', 4),
      text('wstring', 2),
    ]);
  }

  #mustNotBeNull(reference: unknown): void {
    if (this.#places.address(reference, 'reference') === 0n) {
      throw new Error('Cannot encode data in NULL pointer');
    }
  }

  /** @throws Error where a buffer is too small; AccessViolation where there is no memory */
  #find(
    reference: unknown,
    offset: number,
    name: string,
    size: number,
    access: 'read' | 'write',
  ): void {
    const room = this.#places.room(reference);
    if (room >= 0) {
      if (offset < 0) throw new Error('Offset must be >= 0');
      if (room - offset < size) {
        throw new Error(
          `Expected buffer with size superior or equal to type ${name} (${size + offset} bytes)`,
        );
      }
    }
    this.#places.find(reference, offset, size, access);
  }

  #decodeArray(reference: unknown, offset: number, type: Type, length: number): unknown {
    const { readers } = this.#parts;
    const count = length >= 0 ? length : this.#beforeNull(reference, offset, type);
    if (count > 0) {
      readers.of(type);
      this.#find(reference, offset, `${type.name}[${count}]`, type.size * count, 'read');
    }
    const { window, offset: at } = this.#places;
    if (type.kind !== 'Array') return readers.array(type, type.hint, window, at, count);
    // koffi takes the first type of that name, whatever the hints of the others.
    const named = this.#parts.registry.commonArrayOf(type, count);
    return readers.array(named.ref as Type, named.hint, window, at, count);
  }

  /** How many elements there are before the first 0. */
  #beforeNull(reference: unknown, offset: number, type: Type): number {
    const unit = type.size;
    if (!/^U?Int(?:8|16|32)$|^Pointer$/.test(type.kind)) {
      throw new TypeError(`Cannot determine null-terminated length for type ${type.name}`);
    }
    this.#find(reference, offset, type.name, 0, 'read');
    const { window, offset: at } = this.#places;
    const inBuffer = this.#places.room(reference);
    const end = inBuffer >= 0 ? at - offset + inBuffer : window.bytes.length;
    const most = Math.floor((end - at) / unit);
    let count = 0;
    if (type.kind === 'Pointer') {
      while (count < most && window.view.getBigUint64(at + 8 * count, true) !== 0n) count += 1;
    } else {
      count = unitsBeforeNull(window, at, unit as 1 | 2 | 4, most);
    }
    // Without a 0 the reader goes on where the memory has ended.
    if (count === most && inBuffer < 0) {
      this.#places.find(reference, offset, (most + 1) * unit, 'read');
    }
    return count;
  }

  #elements(reference: unknown, type: Type, length: number): number {
    if (length >= 0) return length;
    const room = this.#places.room(reference);
    if (room >= 0 && type.size > 0) return Math.floor(room / type.size);
    throw new TypeError('Automatic (negative) length cannot work with slim pointers');
  }

  #function(reference: unknown, offset: number, type: Type): unknown {
    const code = this.#places.address(reference) + BigInt(offset);
    const signature = type.signature as Signature;
    return this.#parts.calls.wrap({ ...signature, name: '<anonymous>' }, code);
  }

  #keepFor(reference: unknown, offset: number): void {
    const address = this.#places.address(reference) + BigInt(offset);
    for (const old of this.#kept.get(address) ?? []) this.#parts.heap.free(old);
    this.#kept.set(address, this.#keep.taken);
    this.#keep.taken = [];
  }
}
