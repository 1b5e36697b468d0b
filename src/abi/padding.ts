import type { Field, Part } from './layout.ts';
import { measureRecord } from './place.ts';
import { type Abi, isRecord, type RecordType, resolve, spell } from './types.ts';

/** Bytes that belong to no member. */
export interface Gap {
  offset: number;
  /** Bytes. */
  size: number;
  /** The path of the field that comes next in the same struct; null when the gap ends the struct. */
  before: string | null;
  /** The struct that it lies in, and the byte at which that one begins. */
  within: { name: string; offset: number };
  /** Why it is there. */
  cause: Cause;
}

export type Cause =
  /**
   * A member has to begin at a multiple of `align`: at byte `at`, since the one before it ends at `after`. Both
   * count from the beginning of the struct.
   */
  | { kind: 'alignment'; member: string; align: number; after: number; at: number }
  /** The struct around has to have a size that is a multiple of its alignment. */
  | { kind: 'tail'; align: number }
  /** An unnamed bit-field takes the bytes. */
  | { kind: 'unnamed bit-field'; type: string }
  /** An unnamed bit-field of width 0 closes the storage unit. */
  | { kind: 'zero-width bit-field'; align: number };

/** Bits of a storage unit that belong to no bit-field. */
export interface SpareBits {
  /** Bytes; where the storage unit begins. */
  offset: number;
  /** Bytes; the storage unit. */
  size: number;
  bitOffset: number;
  bitSize: number;
}

const firstPath = (part: Part): string | null =>
  part.kind === 'field'
    ? part.path
    : (part.parts.map(firstPath).find((path) => path !== null) ?? null);

/** What the part is called in a sentence. */
const called = (part: Part): string => part.path || `the anonymous ${part.kind}`;

/**
 * Every byte of a struct or union that no member covers, in any view of any union. Bytes in the elements of an
 * array are the array's.
 */
export function gapsOf(
  parts: readonly Part[],
  record: RecordType,
  abi: Abi,
  name: string,
  fields: readonly Field[],
): Gap[] {
  const gaps: Gap[] = [];
  const { size } = measureRecord(record, abi);
  const unions = collect(parts, record, abi, { base: 0, size, name }, gaps);
  return unions ? uncovered(gaps, fields) : gaps;
}

interface Around {
  base: number;
  size: number;
  /** How a sentence calls the struct. */
  name: string;
}

/** Collects the gaps of one struct or union and of those in it. Gives whether there is a union among them. */
function collect(
  parts: readonly Part[],
  record: RecordType,
  abi: Abi,
  { base, size, name }: Around,
  gaps: Gap[],
): boolean {
  let unions = record.kind === 'union';
  const { placed, align } = measureRecord(record, abi);
  let cursor = 0;
  let index = 0;
  /** The unnamed bit-fields since the last named member. */
  let unnamed: { offset: number; size: number; type: string; why: (after: number) => Cause }[] = [];
  /** What an unnamed bit-field of width 0, right before, makes the next one begin at a multiple of. */
  let closed = 0;
  const within = { name, offset: base };
  const add = (end: number, before: string | null, cause: Cause): void => {
    if (end <= cursor) return;
    gaps.push({ offset: base + cursor, size: end - cursor, before, within, cause });
    cursor = end;
  };
  const alignment = (member: string, multiple: number, at: number): ((after: number) => Cause) => {
    if (closed > multiple) {
      const cause: Cause = { kind: 'zero-width bit-field', align: closed };
      return () => cause;
    }
    return (after) => ({ kind: 'alignment', member, align: multiple, after, at });
  };
  const fill = (end: number, before: string | null, why: (after: number) => Cause): void => {
    for (const one of unnamed) {
      add(one.offset, before, one.why(cursor));
      add(one.offset + one.size, before, { kind: 'unnamed bit-field', type: one.type });
    }
    add(end, before, why(cursor));
    unnamed = [];
  };
  for (const { member, offset, size: bytes, align: own } of placed) {
    if (member.name === null && member.bits !== undefined) {
      if (member.bits === 0) {
        closed = own;
        continue;
      }
      const type = spell(member.type);
      const why = alignment(`An unnamed bit-field of type ${type}`, own, offset);
      unnamed.push({ offset, size: bytes, type, why });
      closed = 0;
      continue;
    }
    const part = parts[index] as Part;
    index += 1;
    if (record.kind === 'struct') {
      // A unit that holds a named bit-field as well is that field's; the bits are told apart by spareBitsOf.
      unnamed = unnamed.filter((one) => one.offset !== offset);
      fill(offset, firstPath(part), alignment(called(part), own, offset));
      closed = 0;
    }
    const under = resolve(member.type);
    if (isRecord(under)) {
      const inner = { base: base + offset, size: bytes, name: called(part) };
      unions = collect(part.parts, under, abi, inner, gaps) || unions;
    }
    cursor = Math.max(cursor, offset + bytes);
  }
  fill(size, null, () => ({ kind: 'tail', align }));
  return unions;
}

/** The gaps without the bytes that a field covers in another view, and without doubles. */
function uncovered(gaps: readonly Gap[], fields: readonly Field[]): Gap[] {
  const spans = fields
    .map(({ offset, size }) => ({ from: offset, to: offset + size }))
    .toSorted((a, b) => a.from - b.from);
  const covered: { from: number; to: number }[] = [];
  for (const span of spans) {
    const last = covered.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else covered.push({ ...span });
  }
  const left: Gap[] = [];
  // Where two views have a hole in common, the one declared first explains it.
  const order = new Map(gaps.map((gap, index) => [gap, index]));
  const sorted = gaps.toSorted(
    (a, b) => a.offset - b.offset || (order.get(a) ?? 0) - (order.get(b) ?? 0),
  );
  let taken = 0;
  let first = 0;
  for (const gap of sorted) {
    let from = Math.max(gap.offset, taken);
    const end = gap.offset + gap.size;
    while ((covered[first]?.to ?? Infinity) <= gap.offset) first += 1;
    for (let at = first; from < end; at += 1) {
      const span = covered[at];
      const to = Math.min(end, span?.from ?? end);
      if (to > from) left.push({ ...gap, offset: from, size: to - from });
      from = Math.max(from, to, span?.to ?? end);
    }
    taken = Math.max(taken, end);
  }
  return left;
}

/** The bits of each storage unit that no bit-field in it has. Views of a union are looked at together. */
export function spareBitsOf(fields: readonly Field[]): SpareBits[] {
  const units = new Map<string, { offset: number; size: number; used: bigint }>();
  for (const { offset, size, bitOffset, bitSize } of fields) {
    if (bitOffset === undefined || bitSize === undefined) continue;
    const key = `${offset} ${size}`;
    const unit = units.get(key) ?? { offset, size, used: 0n };
    unit.used |= ((1n << BigInt(bitSize)) - 1n) << BigInt(bitOffset);
    units.set(key, unit);
  }
  const spare: SpareBits[] = [];
  for (const { offset, size, used } of units.values()) {
    for (let bit = 0; bit < size * 8; bit += 1) {
      if ((used >> BigInt(bit)) & 1n) continue;
      const bitOffset = bit;
      while (bit < size * 8 && !((used >> BigInt(bit)) & 1n)) bit += 1;
      spare.push({ offset, size, bitOffset, bitSize: bit - bitOffset });
    }
  }
  return spare;
}

/** Why a gap is there, as a sentence. Its numbers count from the beginning of the struct that it lies in. */
export function reasonFor({ within, cause }: Gap): string {
  const place = within.offset === 0 ? '' : ` of ${within.name}`;
  switch (cause.kind) {
    case 'alignment':
      return `${cause.member} has an alignment of ${cause.align}, so it begins at byte ${cause.at}${place}, the next multiple of ${cause.align} after ${cause.after}.`;
    case 'tail':
      return `The size of ${within.name} is a multiple of its alignment, ${cause.align}, so that in an array the next one is aligned too.`;
    case 'unnamed bit-field':
      return `An unnamed bit-field of type ${cause.type} takes this storage unit.`;
    case 'zero-width bit-field':
      return `An unnamed bit-field of width 0 makes what follows begin at a multiple of ${cause.align}.`;
  }
}
