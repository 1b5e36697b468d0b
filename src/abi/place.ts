import {
  type Abi,
  type CType,
  isRecord,
  type Member,
  pointerSize,
  type RecordType,
  resolve,
  spell,
} from './types.ts';

/** How much room a type takes, all in bytes. */
export interface Measure {
  size: number;
  align: number;
  /** The alignment that `__declspec(align)` asks for somewhere in it, which no packing lowers; 0 when none does. */
  required: number;
  /** Whether the type itself has a `__declspec(align)`: then no packing lowers any of its alignment. */
  firm: boolean;
}

/** A member in its place. A bit-field has the place of its storage unit. */
export interface Placed {
  member: Member;
  /** Bytes from the beginning of the struct. */
  offset: number;
  /** Bytes. */
  size: number;
  /** Bytes; what the member's offset is a multiple of, packing and `__declspec(align)` considered. */
  align: number;
  /** For a bit-field: where in the storage unit it begins, counted from the lowest bit. */
  bitOffset?: number;
}

export interface RecordMeasure extends Measure {
  placed: Placed[];
}

/** Struct or union, measured once for each ABI. */
const known = new WeakMap<RecordType, Map<Abi, RecordMeasure>>();

/**
 * Size and alignment of a complete type.
 *
 * @throws {TypeError} for void, functions and structs without members, which have no size
 */
export function measure(type: CType, abi: Abi): Measure {
  switch (type.kind) {
    case 'scalar':
      return { size: type.size, align: type.size, required: 0, firm: false };
    case 'pointer': {
      const size = type.size ?? pointerSize(abi);
      return { size, align: size, required: 0, firm: false };
    }
    case 'enum':
      return measure(type.base, abi);
    case 'array': {
      const one = measure(type.of, abi);
      const size = one.size * type.length;
      // It matters for typedefs that __declspec(align) aligns beyond their size. Clang tells the ABIs apart so.
      return { ...one, size: abi === 'win-ia32' ? size : roundUp(size, one.align) };
    }
    case 'alias': {
      const under = measure(type.to, abi);
      if (type.align === undefined) return under;
      return {
        size: under.size,
        align: Math.max(under.align, type.align),
        required: Math.max(under.required, type.align),
        firm: true,
      };
    }
    case 'struct':
    case 'union':
      return measureRecord(type, abi);
    default:
      throw new TypeError(`${spell(type)} has no size.`);
  }
}

/** Whether a type has a size: neither void, nor a function, nor a struct that is only announced. */
export function isComplete(type: CType): boolean {
  const under = resolve(type);
  if (under.kind === 'array') return isComplete(under.of);
  if (isRecord(under)) return under.members !== null;
  return under.kind !== 'void' && under.kind !== 'function';
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/**
 * Places the members of a struct or union as Microsoft's compiler does.
 *
 * The rules are those that clang's builder of Microsoft layouts writes down: a member begins at a multiple of its
 * alignment, which packing lowers and `__declspec(align)` raises whatever the packing; a bit-field shares a storage
 * unit only with the one right before it, if their types have the same size and room is left; the size is a
 * multiple of the alignment.
 *
 * @throws {TypeError} for a struct that is only announced
 */
export function measureRecord(record: RecordType, abi: Abi): RecordMeasure {
  const found = known.get(record)?.get(abi);
  if (found !== undefined) return found;
  if (record.members === null) {
    throw new TypeError(`${record.kind} ${record.tag ?? ''} is announced and never declared.`);
  }
  // Windows' compilers pass over a packing that is wider than a pointer.
  const pack = record.pack !== null && record.pack <= pointerSize(abi) ? record.pack : Infinity;
  const union = record.kind === 'union';
  let size = 0;
  let align = 1;
  let required = record.align;
  /** The storage unit that the next bit-field may share. */
  let unit: { size: number; left: number } | null = null;
  const placed: Placed[] = [];
  for (const member of record.members) {
    const own = measure(member.type, abi);
    const wanted = Math.max(own.firm ? own.align : own.required, member.align ?? 0);
    const { bits } = member;
    // In a bit-field, __declspec(align) raises its own alignment and not that which the struct asks for.
    const aligned = Math.max(Math.min(own.align, pack), wanted);
    if (bits === undefined) {
      unit = null;
      required = Math.max(required, wanted);
      align = Math.max(align, aligned);
      const offset = union ? 0 : roundUp(size, aligned);
      placed.push({ member, offset, size: own.size, align: aligned });
      size = Math.max(size, offset + own.size);
    } else if (bits === 0) {
      // Without a bit-field right before it, an unnamed one of width 0 says nothing.
      if (unit === null) continue;
      unit = null;
      if (union) size = Math.max(size, own.size);
      else {
        size = roundUp(size, aligned);
        align = Math.max(align, aligned);
        placed.push({ member, offset: size, size: 0, align: aligned, bitOffset: 0 });
      }
    } else if (!union && unit !== null && unit.size === own.size && bits <= unit.left) {
      const bitOffset = own.size * 8 - unit.left;
      placed.push({ member, offset: size - own.size, size: own.size, align: aligned, bitOffset });
      unit.left -= bits;
    } else {
      const offset = union ? 0 : roundUp(size, aligned);
      placed.push({ member, offset, size: own.size, align: aligned, bitOffset: 0 });
      // A bit-field in a union lends it its size and not its alignment.
      if (!union) align = Math.max(align, aligned);
      size = Math.max(size, offset + own.size);
      unit = { size: own.size, left: own.size * 8 - bits };
    }
  }
  size = roundUp(size, align);
  align = Math.max(align, required);
  size = roundUp(size, Math.max(Math.min(align, pack), required, 1));
  if (size === 0) size = required >= 4 ? align : 4;
  const result = { size, align, required, firm: record.align > 0, placed };
  const byAbi = known.get(record) ?? new Map<Abi, RecordMeasure>();
  known.set(record, byAbi.set(abi, result));
  return result;
}

/** Whether a flexible array ends this type, or the last member of it. */
export function endsOpen(type: CType): boolean {
  const under = resolve(type);
  if (under.kind === 'array') return under.length === 0;
  const last = isRecord(under) ? under.members?.at(-1) : undefined;
  return last !== undefined && endsOpen(last.type);
}
