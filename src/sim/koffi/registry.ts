import { type Hint, type Kind, Type, type TypedName } from './types.ts';

/** The largest type, in bytes. */
export const MAX_TYPE_SIZE = 64 * 2 ** 20;

interface Primitive {
  readonly names: readonly string[];
  readonly kind: Kind;
  readonly size: number;
  /** The name of what a string consists of. */
  readonly ref?: string;
}

const primitive = (kind: Kind, size: number, ...names: string[]): Primitive => ({
  names,
  kind,
  size,
});
const text = (kind: Kind, ref: string, ...names: string[]): Primitive => ({
  names,
  kind,
  size: 8,
  ref,
});

/** The types that are there from the beginning, with Windows' sizes: `long` has 4 bytes, `wchar_t` has 2. */
const PRIMITIVES: readonly Primitive[] = [
  primitive('Void', 0, 'void'),
  primitive('Bool', 1, 'bool'),
  primitive('Int8', 1, 'int8_t', 'int8'),
  primitive('UInt8', 1, 'uint8_t', 'uint8'),
  primitive('Int8', 1, 'char'),
  primitive('UInt8', 1, 'unsigned char', 'uchar'),
  primitive('Int16', 2, 'char16_t', 'char16'),
  primitive('Int32', 4, 'char32_t', 'char32'),
  primitive('Int16', 2, 'wchar_t', 'wchar'),
  primitive('Int16', 2, 'int16_t', 'int16'),
  primitive('Int16', 2, 'int16_le_t', 'int16_le'),
  primitive('Int16S', 2, 'int16_be_t', 'int16_be'),
  primitive('UInt16', 2, 'uint16_t', 'uint16'),
  primitive('UInt16', 2, 'uint16_le_t', 'uint16_le'),
  primitive('UInt16S', 2, 'uint16_be_t', 'uint16_be'),
  primitive('Int16', 2, 'short'),
  primitive('UInt16', 2, 'unsigned short', 'ushort'),
  primitive('Int32', 4, 'int32_t', 'int32'),
  primitive('Int32', 4, 'int32_le_t', 'int32_le'),
  primitive('Int32S', 4, 'int32_be_t', 'int32_be'),
  primitive('UInt32', 4, 'uint32_t', 'uint32'),
  primitive('UInt32', 4, 'uint32_le_t', 'uint32_le'),
  primitive('UInt32S', 4, 'uint32_be_t', 'uint32_be'),
  primitive('Int32', 4, 'int'),
  primitive('UInt32', 4, 'unsigned int', 'uint'),
  primitive('Int64', 8, 'int64_t', 'int64'),
  primitive('Int64', 8, 'int64_le_t', 'int64_le'),
  primitive('Int64S', 8, 'int64_be_t', 'int64_be'),
  primitive('UInt64', 8, 'uint64_t', 'uint64'),
  primitive('UInt64', 8, 'uint64_le_t', 'uint64_le'),
  primitive('UInt64S', 8, 'uint64_be_t', 'uint64_be'),
  primitive('Int64', 8, 'intptr_t', 'intptr'),
  primitive('UInt64', 8, 'uintptr_t', 'uintptr'),
  primitive('UInt64', 8, 'size_t'),
  primitive('Int32', 4, 'long'),
  primitive('UInt32', 4, 'unsigned long', 'ulong'),
  primitive('Int64', 8, 'long long', 'longlong'),
  primitive('UInt64', 8, 'unsigned long long', 'ulonglong'),
  primitive('Float32', 4, 'float', 'float32'),
  primitive('Float64', 8, 'double', 'float64'),
  text('String', 'char', 'char *', 'str', 'string'),
  text('String16', 'char16_t', 'char16_t *', 'char16 *', 'str16', 'string16'),
  text('String32', 'char32_t', 'char32_t *', 'char32 *', 'str32', 'string32'),
  text('String16', 'wchar_t', 'wchar_t *', 'wchar *', 'wstring'),
];

const TEXT_HINTS: Readonly<Record<string, Hint>> = {
  char: 'String8',
  char16_t: 'String16',
  char32_t: 'String32',
  wchar_t: 'String16',
};
const NUMBER = /^(?:U?Int(?:8|16|32|64)S?|Float(?:32|64))$/;

/** The typed array for such elements; an ordinary one where there is none. */
export const typedHint = ({ kind }: Type): Hint =>
  NUMBER.test(kind) ? (kind.replace(/S$/, '') as TypedName) : 'Array';

/**
 * The types of one process by their names. They are shared by all modules of the program, so a name can be given only
 * once (koffi: "Duplicate type name").
 */
export class TypeRegistry {
  readonly #base = new Map<string, Type>();
  #byName = new Map<string, Type>();
  #count = 0;
  readonly void: Type;
  /** Gives a disposable value back. */
  readonly free: (address: bigint) => void;

  /** @param free gives back what a disposable pointer points to */
  constructor(free: (address: bigint) => void) {
    this.free = free;
    for (const { names, kind, size, ref } of PRIMITIVES) {
      const type = this.make(names[0] as string, kind, size, size);
      type.hint = TEXT_HINTS[type.name] ?? typedHint(type);
      if (ref) type.ref = this.get(ref) ?? null;
      for (const name of names) this.#base.set(name, type);
      for (const name of names) this.#byName.set(name, type);
    }
    this.void = this.get('void') as Type;
  }

  /** What koffi shows as `koffi.types`: all but the names with an asterisk. */
  get primitives(): [string, Type][] {
    return [...this.#base].filter(([name]) => !name.endsWith('*'));
  }

  get(name: string): Type | undefined {
    return this.#byName.get(name);
  }

  /** Lets a name mean a type, whatever it meant before. */
  remember(name: string, type: Type): void {
    this.#byName.set(name, type);
  }

  forget(name: string): void {
    this.#byName.delete(name);
  }

  /** Forgets all but the types that were there from the beginning. */
  reset(): void {
    this.#byName = new Map(this.#base);
  }

  /** A new type, not yet known by its name. */
  make(name: string | null, kind: Kind, size: number, align: number): Type {
    this.#count += 1;
    return new Type(name ?? `<anonymous_${this.#count}>`, kind, size, align);
  }

  /** The same type under another name, or under none. */
  copy(type: Type, name: string | null): Type {
    this.#count += 1;
    return type.copy(name ?? `<anonymous_${this.#count}>`);
  }

  /**
   * Gives a type its name.
   *
   * @throws Error when it is none, or is taken
   */
  name(name: string, type: Type): void {
    if (!/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) {
      throw new Error(`Invalid type name '${name}'`);
    }
    if (this.#byName.has(name)) throw new Error(`Duplicate type name '${name}'`);
    this.#byName.set(name, type);
  }

  /** The pointer to a type. */
  pointerTo(ref: Type, depth = 1): Type {
    let type = ref;
    for (let level = 0; level < depth; level++) {
      const name = `${type.name}${type.name.endsWith('*') ? '' : ' '}*`;
      const known = this.#byName.get(name);
      const made = known ?? this.#makePointer(name, type);
      if (!known) this.#byName.set(name, made);
      type = made;
    }
    return type;
  }

  /** An array of so many elements. */
  arrayOf(ref: Type, length: number, hint: Hint = ref.hint): Type {
    const name = `${ref.name}[${length}]`;
    const type = this.make(name, 'Array', length * ref.size, ref.align);
    type.ref = ref;
    type.hint = hint;
    return type;
  }

  /** The array of a type specifier such as `int[3]`, one for each length. */
  commonArrayOf(ref: Type, length: number): Type {
    const name = `${ref.name}[${length}]`;
    const known = this.#byName.get(name);
    if (known) return known;
    const made = this.arrayOf(ref, length);
    this.#byName.set(name, made);
    return made;
  }

  #makePointer(name: string, ref: Type): Type {
    if (ref.kind === 'Prototype') {
      const type = this.make(name, 'Callback', 8, 8);
      type.ref = this.void;
      type.signature = ref.signature;
      return type;
    }
    const type = this.make(name, 'Pointer', 8, 8);
    type.ref = ref;
    type.hint = ref.hint;
    return type;
  }
}
