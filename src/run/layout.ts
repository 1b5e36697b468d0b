import {
  ABIS,
  type Abi,
  DeclarationError,
  type Layout,
  layoutOf,
  parse,
  reasonFor,
} from '../abi/index.ts';
import { Trouble } from './boot/trouble.mjs';

/** The ABIs that were asked for, each once; win-x64 when none was. */
function chooseAbis(asked: readonly string[]): Abi[] {
  const chosen = new Set<Abi>();
  for (const name of asked) {
    const abi = ABIS.find((known) => known === name);
    if (abi === undefined) {
      throw new Trouble(`There is no ABI called ${name}; the ABIs are ${ABIS.join(', ')}.`);
    }
    chosen.add(abi);
  }
  return chosen.size === 0 ? ['win-x64'] : [...chosen];
}

function layOut(declaration: string, abi: Abi): Layout {
  try {
    const name = declaration.trim();
    const known = /^(?:(?:struct|union|enum) )?\w+$/.test(name)
      ? parse('', abi).find(name)
      : undefined;
    if (known !== undefined) return layoutOf(known, abi, name);
    const { last } = parse(declaration, abi);
    if (last === null) {
      throw new Trouble(
        "The text declares no type; expected one, as in 'typedef struct { DWORD len; char *buf; } BUFFER;', or the name of one that is known.",
      );
    }
    return layoutOf(last.type, abi, last.name);
  } catch (error) {
    if (error instanceof DeclarationError) throw new Trouble(error.message);
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new Trouble(`${error.message} Expected a type with members, or one with a size.`);
    }
    throw error;
  }
}

interface Row {
  /** The same in every ABI, so that rows can be put side by side. */
  key: string;
  offset: string;
  size: string;
  bits: string;
  name: string;
  type: string;
  reason?: string;
}

/** Fields in the order of the declaration, with the padding where it falls. */
function rowsOf({ fields, padding, spareBits, size }: Layout): Row[] {
  const rows: { row: Row; at: number }[] = fields.map((field, index) => ({
    at: index,
    row: {
      key: field.path,
      offset: `${field.offset}`,
      size: `${field.size}`,
      bits:
        field.bitOffset === undefined || field.bitSize === undefined
          ? ''
          : `${field.bitOffset}-${field.bitOffset + field.bitSize - 1}`,
      name: field.path,
      type: field.bitSize === undefined ? field.type : `${field.type} : ${field.bitSize}`,
    },
  }));
  const lastBefore = (end: number): number =>
    fields.findLastIndex((field) => field.offset + field.size <= end);
  for (const [index, gap] of padding.entries()) {
    const ends = gap.offset + gap.size === size;
    const before = fields.findIndex(({ path }) => path === gap.before);
    rows.push({
      at: before >= 0 ? before - 0.5 : ends ? fields.length : lastBefore(gap.offset) + 0.5,
      row: {
        key: gap.before === null ? `\n${ends ? 'end' : index}` : `\n${gap.before}`,
        offset: `${gap.offset}`,
        size: `${gap.size}`,
        bits: '',
        name: '(padding)',
        type: '',
        reason: reasonFor(gap),
      },
    });
  }
  for (const spare of spareBits) {
    const at = fields.findLastIndex(
      (field) => field.bitOffset !== undefined && field.offset === spare.offset,
    );
    rows.push({
      at: at + 0.25,
      row: {
        key: `\nbits ${fields[at]?.path} ${spare.bitOffset}`,
        offset: `${spare.offset}`,
        size: `${spare.size}`,
        bits: `${spare.bitOffset}-${spare.bitOffset + spare.bitSize - 1}`,
        name: '(spare bits)',
        type: '',
      },
    });
  }
  return rows.toSorted((a, b) => a.at - b.at).map(({ row }) => row);
}

/** Every key once: in the order of the first list, with what others have in addition where they have it. */
function merge(lists: readonly string[][]): string[] {
  const merged: string[] = [];
  for (const list of lists) {
    let at = 0;
    for (const key of list) {
      const known = merged.indexOf(key);
      if (known >= 0) at = known + 1;
      else {
        merged.splice(at, 0, key);
        at += 1;
      }
    }
  }
  return merged;
}

/** Columns of equal width, two spaces between them. Those of numbers are flush right. */
function align(lines: string[][], right: readonly boolean[]): string {
  const widths = right.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .filter((_, column) => widths[column] !== 0)
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * Layouts of one declaration as a table for a terminal: one ABI with the reason of every padding in its row,
 * several side by side with the reasons below.
 */
export function layoutTable(layouts: readonly Layout[]): string {
  const lists = layouts.map((layout) => ({ layout, rows: rowsOf(layout) }));
  const heading = lists.map(
    ({ layout: { name, abi, size, align: multiple } }) =>
      `${name} on ${abi}: ${size} bytes, alignment ${multiple}`,
  );
  const one = lists.length === 1 ? lists[0] : undefined;
  if (one !== undefined) {
    if (one.rows.length === 0) return `${heading[0]}\n`;
    const table = align(
      [
        ['offset', 'size', one.rows.some(({ bits }) => bits !== '') ? 'bits' : '', 'field', 'type'],
        ...one.rows.map(({ offset, size, bits, name, type, reason }) => [
          offset,
          size,
          bits,
          name,
          reason ?? type,
        ]),
      ],
      [true, true, true, false, false],
    );
    return `${heading[0]}\n\n${table}\n`;
  }
  const byKey = lists.map(({ rows }) => new Map(rows.map((row) => [row.key, row])));
  const keys = merge(lists.map(({ rows }) => rows.map(({ key }) => key)));
  if (keys.length === 0) return `${heading.join('\n')}\n`;
  const bitted = lists.some(({ rows }) => rows.some(({ bits }) => bits !== ''));
  const lines = keys.map((key) => {
    const first = byKey.map((rows) => rows.get(key)).find((row) => row !== undefined);
    return [
      first?.name ?? '',
      first?.type ?? '',
      ...byKey.flatMap((rows) => {
        const row = rows.get(key);
        return [row?.offset ?? '-', row?.size ?? '-', row?.bits ?? ''];
      }),
    ];
  });
  const head = [
    ['', '', ...layouts.flatMap(({ abi }) => [abi, '', ''])],
    ['field', 'type', ...layouts.flatMap(() => ['offset', 'size', bitted ? 'bits' : ''])],
  ];
  const reasons = lists.flatMap(({ layout, rows }) =>
    rows
      .filter(({ reason }) => reason !== undefined)
      .map(({ offset, size, reason }) => [layout.abi, offset, size, reason ?? '']),
  );
  const table = align(
    [...head, ...lines],
    [false, false, ...layouts.flatMap(() => [true, true, true])],
  );
  const why =
    reasons.length === 0
      ? ''
      : `\n${align([['padding', 'offset', 'size', 'because'], ...reasons], [false, true, true, false])}\n`;
  return `${heading.join('\n')}\n\n${table}\n${why}`;
}

/** A layout as `--json` prints it; the contract is in docs/contributing/architecture.md. */
function plain({ name, abi, size, align: multiple, fields, padding, spareBits }: Layout): object {
  return {
    name,
    abi,
    size,
    align: multiple,
    fields,
    padding: padding.map(({ offset, size: bytes, before }) => ({ offset, size: bytes, before })),
    ...(spareBits.length === 0 ? {} : { spareBits }),
  };
}

/**
 * `node iocp.mjs layout`: prints the layout of the last type that a C text declares, or of a Win32 struct by name.
 *
 * @param asked names of ABIs; win-x64 when empty. With several, the tables stand side by side, and JSON is an array
 * @throws {Trouble} for a text that cannot be read, with line and column, and for an ABI that there is not
 */
export function layout(declaration: string, asked: readonly string[], json: boolean): string {
  const layouts = chooseAbis(asked).map((abi) => layOut(declaration, abi));
  if (!json) return layoutTable(layouts);
  const plainly = layouts.map(plain);
  return `${JSON.stringify(plainly.length === 1 ? plainly[0] : plainly, null, 2)}\n`;
}
