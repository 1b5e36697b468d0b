import { endsOpen, measure, measureRecord } from './place.ts';
import { type Abi, type CType, type Member, type RecordType, resolve } from './types.ts';

/** The members of a struct in the order that wastes least. */
export interface Order {
  /** The struct with its members in that order; the same struct when no order is smaller. */
  type: CType;
  /** The names of its members; what has no name is called by its kind. */
  names: string[];
  /** Bytes. */
  size: number;
  /** Bytes, in the order of the declaration. */
  declared: number;
  /** False where not every order was tried and a smaller one may exist. */
  proven: boolean;
}

/** Up to this many members every order is tried, where sorting alone does not settle it. */
const TRY_ALL = 6;

/**
 * Finds the order of a struct's own members with the smallest size. Members keep their types, bit-fields that
 * stand together stay together, and a flexible array stays last.
 *
 * @returns null for what has no order: a union, a scalar, a struct without members
 */
export function leastPadding(type: CType, abi: Abi): Order | null {
  const record = resolve(type);
  if (record.kind !== 'struct' || record.members === null || record.members.length === 0)
    return null;
  const { members } = record;
  const declared = measureRecord(record, abi).size;
  const sizeOf = (blocks: Member[][]): number =>
    measureRecord({ ...record, members: blocks.flat() }, abi).size;
  const blocks = blocksOf(members);
  const last = members.at(-1);
  const open = last !== undefined && last.bits === undefined && endsOpen(last.type);
  const fixed = open ? blocks.splice(-1) : [];
  const measured = blocks.map((block) => ({
    block,
    ...measureRecord({ ...record, align: 0, members: block }, abi),
  }));
  const room = measured.map(({ placed }) =>
    Math.max(0, ...placed.map(({ offset, size }) => offset + size)),
  );
  const { align } = measureRecord(record, abi);
  const filled = room.reduce((sum, size) => sum + size, 0) + openRoom(fixed, abi);
  const least = Math.ceil(filled / align) * align;
  const sorted = measured.toSorted((a, b) => b.align - a.align).map(({ block }) => block);
  const runs = blocks.filter(([first]) => first?.bits !== undefined).length;
  let best = [...blocks, ...fixed];
  let size = declared;
  const consider = (order: Member[][]): void => {
    const candidate = [...order, ...fixed];
    const bytes = sizeOf(candidate);
    if (bytes < size) [best, size] = [candidate, bytes];
  };
  consider(sorted);
  let proven = runs < 2 && size === least;
  if (!proven && blocks.length <= TRY_ALL) {
    for (const order of permutations(blocks)) consider(order);
    proven = true;
  }
  const ordered = best.flat();
  return {
    type: size === declared ? type : rebuilt(type, { ...record, members: ordered }),
    names: (size === declared ? members : ordered).map(called),
    size,
    declared,
    proven,
  };
}

/** A bit-field's place hangs on the one before it, so a run of them moves as one. */
function blocksOf(members: readonly Member[]): Member[][] {
  const blocks: Member[][] = [];
  for (const member of members) {
    const run = blocks.at(-1);
    if (member.bits !== undefined && run?.[0]?.bits !== undefined) run.push(member);
    else blocks.push([member]);
  }
  return blocks;
}

function openRoom(fixed: readonly Member[][], abi: Abi): number {
  return fixed.flat().reduce((sum, { type }) => sum + measure(type, abi).size, 0);
}

function* permutations<Item>(items: readonly Item[]): Generator<Item[]> {
  if (items.length === 0) yield [];
  for (const [at, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(at, 1))) yield [item, ...rest];
  }
}

function called({ name, type, bits }: Member): string {
  if (name !== null) return name;
  if (bits !== undefined) return 'an unnamed bit-field';
  return `the anonymous ${resolve(type).kind}`;
}

/** The same names around another struct. */
function rebuilt(type: CType, record: RecordType): CType {
  return type.kind === 'alias' ? { ...type, to: rebuilt(type.to, record) } : record;
}
