import { type Gap, gapsOf, type SpareBits, spareBitsOf } from './padding.ts';
import { isComplete, measure, measureRecord } from './place.ts';
import { type Abi, type CType, isRecord, resolve, spell } from './types.ts';

/** A member of a struct, at whatever depth. */
export interface Field {
  /** Its name, with dots for each struct around it; anonymous ones have no part in it. */
  path: string;
  /** As C spells it. */
  type: string;
  /** Bytes from the beginning; for a bit-field, those of its storage unit. */
  offset: number;
  /** Bytes; for a bit-field, those of its storage unit. */
  size: number;
  /** For a bit-field: its first bit, counted from the lowest bit of the storage unit. */
  bitOffset?: number;
  /** For a bit-field: how many bits it has. */
  bitSize?: number;
}

/** A member with those that it holds itself: what a picture of nested structs is drawn from. */
export interface Part extends Field {
  /** Null for an anonymous struct or union. */
  name: string | null;
  kind: 'struct' | 'union' | 'field';
  /** Bytes; what its offset is a multiple of, packing and `__declspec(align)` considered. */
  align: number;
  /** The type itself, for views that decode. */
  ctype: CType;
  /** Empty for a field. All members of a union begin at the same byte. */
  parts: Part[];
}

/** Where everything in a type is. All numbers are bytes, those of bits excepted. */
export interface Layout {
  name: string;
  abi: Abi;
  size: number;
  align: number;
  /** Every member that is not itself a struct or union, in the order of the declaration. */
  fields: Field[];
  /** Every byte that belongs to no member, in the order of the bytes. */
  padding: Gap[];
  /** Bits of storage units that belong to no bit-field. */
  spareBits: SpareBits[];
  /** The members, nested as they are declared. */
  parts: Part[];
}

/** How many fields one layout may have. */
const MOST = 20_000;

/**
 * Lays a type out.
 *
 * Rests on Microsoft's rules as clang implements them for `*-pc-windows-msvc`; the tests compare the two.
 *
 * @param name what the layout is called; by default as the type is spelled
 * @throws {TypeError} for a type without a size (void, a function, a struct without members)
 * @throws {RangeError} when it has more than 20,000 fields
 */
export function layoutOf(type: CType, abi: Abi, name: string = spell(type)): Layout {
  if (!isComplete(type)) throw new TypeError(`${spell(type)} has no size.`);
  const { size, align } = measure(type, abi);
  const under = resolve(type);
  const fields: Field[] = [];
  const parts = isRecord(under) ? partsOf(type, abi, 0, '', fields, name) : [];
  const padding = isRecord(under) ? gapsOf(parts, under, abi, name, fields) : [];
  return { name, abi, size, align, fields, padding, spareBits: spareBitsOf(fields), parts };
}

function partsOf(
  type: CType,
  abi: Abi,
  base: number,
  prefix: string,
  fields: Field[],
  whole: string,
): Part[] {
  const record = resolve(type);
  if (!isRecord(record)) return [];
  const parts: Part[] = [];
  for (const { member, offset, size, align, bitOffset } of measureRecord(record, abi).placed) {
    if (member.name === null && member.bits !== undefined) continue;
    const under = resolve(member.type);
    const path = member.name === null ? prefix : prefix + member.name;
    const field: Field = {
      path: member.name === null ? '' : path,
      type: spell(member.type),
      offset: base + offset,
      size,
      ...(member.bits === undefined ? {} : { bitOffset: bitOffset ?? 0, bitSize: member.bits }),
    };
    const part: Part = {
      ...field,
      name: member.name,
      kind: isRecord(under) ? under.kind : 'field',
      align,
      ctype: member.type,
      parts: [],
    };
    parts.push(part);
    if (isRecord(under)) {
      const inner = member.name === null ? prefix : `${path}.`;
      part.parts = partsOf(member.type, abi, base + offset, inner, fields, whole);
    } else fields.push(field);
    if (fields.length > MOST) {
      throw new RangeError(`${whole} has more than ${MOST} fields; expected fewer.`);
    }
  }
  return parts;
}
