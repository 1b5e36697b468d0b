import type { PlainGap, PlainLayout, PlainPart } from '../../abi/plain.ts';

/** Bytes in a row of the grid: a pointer of 64-bit Windows fills one. */
export const COLUMNS = 8;

/** What is drawn: a layout on an ABI, or one that a trace brought. */
export type Shape = Pick<PlainLayout, 'size' | 'parts' | 'padding' | 'spareBits'>;

/** A line of the table. Its place in the list is its number, which the cells of the picture carry too. */
export interface Entry {
  kind: 'struct' | 'union' | 'field' | 'padding' | 'spare';
  /** How many structs and unions are around it. */
  depth: number;
  /** Its own name; null for what has none. */
  name: string | null;
  path: string;
  type: string;
  offset: number;
  /** Bytes. */
  size: number;
  /** The bits of its storage unit, for a bit-field or the bits that are left. */
  bits: { from: number; count: number } | null;
  /** Why padding is there. */
  reason: string;
}

/** A stretch of one row of the byte grid. Tracks count from 0 over the whole picture, bits from the row's first. */
export interface Cell {
  entry: number;
  kind: 'field' | 'padding' | 'spare' | 'header' | 'frame';
  /** Empty where a field goes on from the row above. */
  label: string;
  top: number;
  bottom: number;
  from: number;
  to: number;
  /** The bytes under it. */
  offset: number;
  size: number;
  /** Whether the same field is also in the row above and in the row below. */
  above: boolean;
  below: boolean;
}

/** Where everything is drawn. */
export interface Picture {
  /** Rows of the byte grid; views of a union make several tracks of one. */
  rows: { offset: number; size: number; top: number; bottom: number; left: number }[];
  cells: Cell[];
}

/** The table and the picture of one layout. */
export interface Drawing {
  entries: Entry[];
  picture: Picture;
}

const isGroup = ({ kind }: PlainPart): boolean => kind !== 'field';

const startOf = ({ offset, bitOffset = 0 }: PlainPart): number => offset * 8 + bitOffset;
const endOf = (part: PlainPart): number =>
  part.bitSize === undefined ? (part.offset + part.size) * 8 : startOf(part) + part.bitSize;

/** Whether a struct or union is named over its members; an anonymous struct has nothing to say. */
const isHeaded = (part: PlainPart): boolean =>
  isGroup(part) && !(part.kind === 'struct' && part.name === null) && !isWrapper(part);

/** A struct around a single struct or union of the same bytes: one frame serves both. */
function isWrapper({ name, parts, size }: PlainPart): boolean {
  const [only] = parts;
  return (
    name !== null && parts.length === 1 && only !== undefined && isGroup(only) && only.size === size
  );
}

/**
 * The lines of the table: every member in the order of the declaration, structs and unions before what they hold, and
 * each gap before the member that it makes room for.
 */
function entriesOf(shape: Shape): { entries: Entry[]; numbers: Map<object, number> } {
  const made: { entry: Entry; of: object }[] = [];
  const add = (part: PlainPart, depth: number): void => {
    const bits =
      part.bitSize === undefined ? null : { from: part.bitOffset ?? 0, count: part.bitSize };
    const { kind, name, path, type, offset, size } = part;
    made.push({
      entry: { kind, depth, name, path, type, offset, size, bits, reason: '' },
      of: part,
    });
    for (const inner of part.parts) add(inner, depth + 1);
  };
  for (const part of shape.parts) add(part, 0);
  for (const gap of shape.padding) insertGap(made, gap);
  for (const spare of shape.spareBits) {
    const { offset, size, bitOffset, bitSize } = spare;
    const at = made.findLastIndex(({ entry }) => entry.bits !== null && entry.offset === offset);
    const entry: Entry = {
      kind: 'spare',
      depth: made[at]?.entry.depth ?? 0,
      name: null,
      path: '',
      type: '',
      offset,
      size,
      bits: { from: bitOffset, count: bitSize },
      reason: 'These bits of the storage unit belong to no bit-field.',
    };
    made.splice(at + 1, 0, { entry, of: spare });
  }
  return {
    entries: made.map(({ entry }) => entry),
    numbers: new Map(made.map(({ of }, number) => [of, number])),
  };
}

function insertGap(made: { entry: Entry; of: object }[], gap: PlainGap): void {
  const end = gap.offset + gap.size;
  let at = made.findIndex(({ entry }) => gap.before !== null && entry.path === gap.before);
  if (at < 0) {
    at = made.findLastIndex(({ entry }) => entry.offset <= gap.offset) + 1;
  } else {
    // The gap before a struct stands before the line of the struct, not before its first member.
    for (let before = made[at - 1]; before !== undefined; before = made[at - 1]) {
      const here = made[at] as { entry: Entry };
      if (before.entry.depth >= here.entry.depth || before.entry.offset < end) break;
      at -= 1;
    }
  }
  const depth = (made[at] ?? made[at - 1])?.entry.depth ?? 0;
  const entry: Entry = {
    kind: 'padding',
    depth: gap.before === null ? (made[at - 1]?.entry.depth ?? 0) : depth,
    name: null,
    path: '',
    type: '',
    offset: gap.offset,
    size: gap.size,
    bits: null,
    reason: gap.reason,
  };
  made.splice(at, 0, { entry, of: gap });
}

/** Rows in which something begins or ends, and short stretches between them; longer ones are drawn as one. */
function rowsOf(shape: Shape): { offset: number; size: number; left: number }[] {
  const wanted = new Set<number>();
  const mark = (from: number, to: number): void => {
    if (to <= from) return;
    wanted.add(Math.floor(from / COLUMNS));
    wanted.add(Math.floor((to - 1) / COLUMNS));
  };
  const walk = (parts: readonly PlainPart[]): void => {
    for (const part of parts) {
      mark(part.offset, part.offset + part.size);
      walk(part.parts);
    }
  };
  walk(shape.parts);
  for (const { offset, size } of shape.padding) mark(offset, offset + size);
  mark(0, shape.size);
  const rows: { offset: number; size: number; left: number }[] = [];
  const row = (at: number): void => {
    const size = Math.min(COLUMNS, shape.size - at * COLUMNS);
    rows.push({ offset: at * COLUMNS, size, left: 0 });
  };
  let next = 0;
  for (const at of [...wanted].sort((a, b) => a - b)) {
    const left = at - next;
    if (left > 2) rows.push({ offset: next * COLUMNS, size: left * COLUMNS, left: left * COLUMNS });
    else for (let between = next; between < at; between += 1) row(between);
    row(at);
    next = at + 1;
  }
  return rows;
}

/** Where a cell is to be: its tracks, and its bits from the beginning of the layout. */
interface Place extends Pick<Cell, 'kind' | 'label' | 'top' | 'bottom'> {
  bits: [number, number];
  shared?: boolean;
}

/** What is around a member: its tracks, the names before its own, and whether views of a union share the bytes. */
interface Around {
  from: number;
  to: number;
  around: string;
  view: boolean;
  shared: boolean;
}

/** A union has a line and a header of its own: its members are views of the same bytes, not one behind the other. */
function withUnion(shape: Shape): Shape {
  const { parts, size } = shape;
  const views = parts.filter((part) => part.size > 0 && startOf(part) === 0);
  if (views.length < 2 || views.length < parts.length) return shape;
  const union: PlainPart = {
    path: '',
    name: null,
    kind: 'union',
    type: 'union',
    offset: 0,
    size,
    parts,
  };
  return { ...shape, parts: [union] };
}

/** Lays a layout out on a grid of bytes: which row, which tracks of it, which bits. */
export function draw(laidOut: Shape): Drawing {
  const shape = withUnion(laidOut);
  const { entries, numbers } = entriesOf(shape);
  const cells: Cell[] = [];
  const rows: Picture['rows'] = [];
  let top = 0;
  for (const row of rowsOf(shape)) {
    const first = row.offset * 8;
    const last = (row.offset + row.size) * 8;
    const width = COLUMNS * 8;
    const touches = (part: PlainPart): boolean => startOf(part) < last && endOf(part) > first;
    const headed = (part: PlainPart): number =>
      isHeaded(part) && part.offset >= row.offset && part.offset < row.offset + row.size ? 1 : 0;
    const heights = (part: PlainPart): number => {
      const inner = part.parts.filter(touches).map(heights);
      if (part.kind === 'field') return 1;
      return (
        headed(part) +
        (part.kind === 'union'
          ? inner.reduce((sum, height) => sum + height, 0)
          : Math.max(1, ...inner))
      );
    };
    const cell = (
      of: object,
      { kind, label, top: from, bottom, bits, shared = false }: Place,
    ): void => {
      const [start, end] = [Math.max(bits[0], first), Math.min(bits[1], last)];
      const [above, below] = [bits[0] < first, bits[1] > last];
      cells.push({
        entry: numbers.get(of) as number,
        kind,
        // Between the views of a union nothing else shows that a field goes on.
        label: above && !shared ? '' : label,
        top: from,
        bottom,
        from: row.left > 0 ? 0 : start - first,
        to: row.left > 0 ? width : end - first,
        offset: Math.floor(start / 8),
        size: Math.ceil(end / 8) - Math.floor(start / 8),
        above: above && !shared,
        below: below && !shared,
      });
    };
    const place = (part: PlainPart, { from, to, around, view, shared }: Around): void => {
      const bits: [number, number] = [startOf(part), endOf(part)];
      const own = { top: from, bottom: to, bits };
      if (part.kind === 'field') {
        cell(part, { ...own, kind: 'field', label: part.name ?? '', shared });
        return;
      }
      const called = around + (part.name ?? '');
      const head = headed(part);
      // The views of a union stand apart without a frame.
      if (isHeaded(part) && !view) cell(part, { ...own, kind: 'frame', label: '' });
      if (head === 1) {
        cell(part, { ...own, kind: 'header', label: headerOf(part, called), bottom: from + 1 });
      }
      const inner = part.parts.filter(touches);
      const within = { from: from + head, to, around: isWrapper(part) ? `${called}.` : '' };
      if (part.kind === 'struct') {
        for (const one of inner) place(one, { ...within, view: false, shared });
        return;
      }
      let at = within.from;
      for (const [index, one] of inner.entries()) {
        const end = index === inner.length - 1 ? to : at + heights(one);
        const many = shared || inner.length > 1;
        place(one, { ...within, from: at, to: end, view: true, shared: many });
        at = end;
      }
    };
    const here = shape.parts.filter(touches);
    const bottom = top + Math.max(1, ...here.map(heights));
    for (const part of here) {
      place(part, { from: top, to: bottom, around: '', view: false, shared: false });
    }
    for (const gap of shape.padding) {
      const [from, to] = [gap.offset * 8, (gap.offset + gap.size) * 8];
      if (from < last && to > first) {
        cell(gap, { kind: 'padding', label: 'padding', top, bottom, bits: [from, to] });
      }
    }
    for (const spare of shape.spareBits) {
      const from = spare.offset * 8 + spare.bitOffset;
      const to = from + spare.bitSize;
      if (from < last && to > first) {
        cell(spare, { kind: 'spare', label: '', top, bottom, bits: [from, to] });
      }
    }
    rows.push({ ...row, top, bottom });
    top = bottom;
  }
  return { entries, picture: { rows, cells } };
}

/** What stands over a struct or union in the picture. */
function headerOf({ kind, parts }: PlainPart, called: string): string {
  if (kind === 'struct') return called;
  return `${called === '' ? 'union' : called}: ${parts.length} views`;
}

/** Tells whether an entry is this one or lies in it. */
export function inside(
  entries: readonly Entry[],
  around: number | null,
): (entry: number) => boolean {
  if (around === null) return () => false;
  const depth = entries[around]?.depth ?? 0;
  const end = entries.findIndex((entry, number) => number > around && entry.depth <= depth);
  return (entry) => entry >= around && (end < 0 || entry < end);
}
