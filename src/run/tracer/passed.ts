import type * as Koffi from 'koffi';
import { copyOf } from './copies.ts';
import type { Line } from './lines.ts';

/** An OVERLAPPED on 64-bit Windows, for functions that were declared without saying that it is one. */
const OVERLAPPED: Extract<Line, { line: 'type' }> = {
  line: 'type',
  name: 'OVERLAPPED',
  size: 32,
  align: 8,
  fields: [
    { path: 'Internal', type: 'uintptr_t', offset: 0, size: 8 },
    { path: 'InternalHigh', type: 'uintptr_t', offset: 8, size: 8 },
    { path: 'Offset', type: 'uint32_t', offset: 16, size: 4 },
    { path: 'OffsetHigh', type: 'uint32_t', offset: 20, size: 4 },
    { path: 'hEvent', type: 'void *', offset: 24, size: 8 },
  ],
};

/** A parameter as koffi really describes it; its declaration names another type. */
export interface Declared {
  type: Koffi.TypeObject;
  direction: 'Input' | 'Output' | 'Input/Output';
}

/** An object that koffi copies for one call. */
export interface Copied {
  /** The number by which lines speak of the copy (`copyOf`). */
  address: bigint;
  /** The copy's bytes as the call found them; null where koffi refuses the object. */
  before(): Buffer | null;
  /** Its bytes as the call left them; null where koffi does not copy them back. */
  after(): Buffer | null;
}

/** What `Passed` needs of the tracer. */
interface Tools {
  koffi: Pick<typeof Koffi, 'address'>;
  /** The bytes that koffi makes of an object; throws where it can make none. */
  encode(type: Koffi.TypeObject, value: unknown): Buffer;
  describe(type: Koffi.TypeObject): void;
  write(line: Line): void;
  now(): number;
}

const hex = (value: bigint) => `0x${value.toString(16)}`;

/** The struct behind a parameter that is declared as a pointer to one. */
const structOf = (declared: Declared | undefined): Koffi.TypeObject | undefined =>
  declared?.type.ref?.members ? declared.type.ref : undefined;

/**
 * Memory that a program lends without having allocated it by koffi: the bytes of a Buffer, and the copy that koffi makes of
 * an object. Both are written down when they are lent first, since nothing is seen of them before.
 */
export class Passed {
  readonly #tools: Tools;
  /** Stretches that were written down, by the memory they lie in: which lives as long as the program holds it. */
  readonly #seen = new WeakMap<ArrayBufferLike, { from: number; to: number; type: string }[]>();

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /**
   * The address of the bytes of a Buffer.
   *
   * @param declared the parameter that they are passed for, when they are an OVERLAPPED; null for data
   */
  view(view: ArrayBufferView, declared: Declared | undefined | null): bigint {
    const address = this.#tools.koffi.address(view);
    const struct = declared === null ? null : this.#type(declared);
    const { name: type, size: wanted } = struct ?? { name: 'uint8_t', size: view.byteLength };
    const size = Math.min(wanted, view.byteLength);
    const [from, to] = [view.byteOffset, view.byteOffset + size];
    const seen = this.#seen.get(view.buffer) ?? [];
    const known = seen.some((one) => one.type === type && one.from <= from && to <= one.to);
    if (known || size === 0) return address;
    seen.push({ from, to, type });
    this.#seen.set(view.buffer, seen);
    const count = struct ? 1 : size;
    const t = this.#tools.now();
    this.#tools.write({
      line: 'memory',
      t,
      address: hex(address),
      type,
      count,
      size,
      kind: 'buffer',
    });
    return address;
  }

  /** The copy that koffi makes of an object; null when this is none, or a pointer to nothing that is known. */
  copy(
    thread: number,
    call: number,
    value: unknown,
    declared: Declared | undefined,
  ): Copied | null {
    const struct = structOf(declared);
    if (!struct || !isPlain(value)) return null;
    const { encode, write, now } = this.#tools;
    const address = copyOf(thread, call);
    const { name: type, size } = this.#type(declared);
    write({
      line: 'memory',
      t: now(),
      address: hex(address),
      type,
      count: 1,
      size,
      kind: 'copy',
    });
    const bytes = () => {
      try {
        return encode(struct, value);
      } catch {
        return null;
      }
    };
    return {
      address,
      before: bytes,
      after: () => (declared?.direction === 'Input' ? null : bytes()),
    };
  }

  #type(declared: Declared | undefined): { name: string; size: number } {
    const struct = structOf(declared);
    if (struct) this.#tools.describe(struct);
    else this.#tools.write(OVERLAPPED);
    return struct ?? OVERLAPPED;
  }
}

const isPlain = (value: unknown): value is object =>
  value !== null &&
  typeof value === 'object' &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value));
