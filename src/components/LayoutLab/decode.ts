import type { Layout, Part } from '../../abi/index.ts';
import { type CType, resolve, type Scalar } from '../../abi/types.ts';
import { writeBytes } from './dump.ts';

/** A field or a stretch of padding with the bytes that a dump has there. */
export interface Decoded {
  kind: 'field' | 'padding';
  path: string;
  offset: number;
  /** Bytes. */
  size: number;
  /** As the dump writes them; shortened where there are many. */
  bytes: string;
  /** Empty where there is nothing to say. */
  meaning: string;
}

/** The most lines that are made of one dump. */
export const MOST_LINES = 400;

const SHOWN = 16;
const ELEMENTS = 8;

/** What the bytes of a dump mean, field by field in the order of the declaration, padding between. */
export function decode(layout: Layout, bytes: Uint8Array): Decoded[] {
  const lines: Decoded[] = [];
  const add = (part: Part): void => {
    if (lines.length >= MOST_LINES) return;
    if (part.kind === 'field') lines.push(lineOf(part, bytes));
    for (const inner of part.parts) add(inner);
  };
  for (const part of layout.parts) add(part);
  if (layout.parts.length === 0) return lines;
  for (const { offset, size, before } of layout.padding.slice(0, MOST_LINES)) {
    const next = lines.findIndex(({ path }) => path === before);
    const there = bytes.slice(offset, offset + size);
    lines.splice(next === -1 ? lines.length : next, 0, {
      kind: 'padding',
      path: 'padding',
      offset,
      size,
      bytes: shown(there, size),
      meaning: there.some((byte) => byte !== 0) ? 'whatever lay there before' : '',
    });
  }
  return lines;
}

function shown(there: Uint8Array, size: number): string {
  if (there.length === 0) return '–';
  if (there.length > SHOWN) return `${writeBytes(there.slice(0, SHOWN))} …`;
  return there.length < size ? `${writeBytes(there)} –` : writeBytes(there);
}

function lineOf(part: Part, bytes: Uint8Array): Decoded {
  const { path, offset, size, ctype } = part;
  const there = bytes.slice(offset, offset + size);
  return {
    kind: 'field',
    path,
    offset,
    size,
    bytes: shown(there, size),
    meaning: there.length < size ? 'the dump ends before' : meaningOf(part, ctype, there),
  };
}

function meaningOf(part: Part, ctype: CType, there: Uint8Array): string {
  if (there.length === 0) return '';
  const type = resolve(ctype);
  const view = new DataView(there.buffer, there.byteOffset, there.byteLength);
  if (part.bitOffset !== undefined && part.bitSize !== undefined) {
    const scalar = type.kind === 'enum' ? type.base : type;
    const signed = scalar.kind === 'scalar' && scalar.form === 'signed';
    const bits = unsigned(there) >> BigInt(part.bitOffset);
    const value = signed ? BigInt.asIntN(part.bitSize, bits) : BigInt.asUintN(part.bitSize, bits);
    return `${value} in ${part.bitSize === 1 ? '1 bit' : `${part.bitSize} bits`}`;
  }
  if (type.kind === 'pointer') {
    const value = unsigned(there);
    return value === 0n ? 'NULL' : `0x${value.toString(16)}`;
  }
  if (type.kind === 'enum') return number(type.base, view, there);
  if (type.kind === 'scalar') {
    if (/_port$/.test(part.path) && type.size === 2) {
      return `${view.getUint16(0)}, read in network order`;
    }
    return number(type, view, there);
  }
  if (type.kind === 'array') return arrayMeaning(type.of, there);
  return '';
}

function unsigned(there: Uint8Array): bigint {
  return there.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function number(type: Scalar, view: DataView, there: Uint8Array): string {
  if (type.form === 'float') {
    return String(type.size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true));
  }
  const plain = unsigned(there);
  const value = type.form === 'signed' ? BigInt.asIntN(there.length * 8, plain) : plain;
  return plain > 9n ? `${value} (0x${plain.toString(16)})` : String(value);
}

function arrayMeaning(of: CType, there: Uint8Array): string {
  const element = resolve(of);
  const name = of.kind === 'alias' || of.kind === 'scalar' ? of.name : '';
  if (/^(?:char|CHAR|CCHAR)$/.test(name)) return text(there, 1);
  if (/^(?:wchar_t|WCHAR|TCHAR|char16_t)$/.test(name)) return text(there, 2);
  if (element.kind !== 'scalar' || there.length / element.size > ELEMENTS) return '';
  const values: string[] = [];
  for (let at = 0; at + element.size <= there.length; at += element.size) {
    const one = there.slice(at, at + element.size);
    values.push(number(element, new DataView(one.buffer), one));
  }
  return values.join(', ');
}

/** Text up to its null character; nothing when it is not text. */
function text(there: Uint8Array, width: 1 | 2): string {
  let end = 0;
  while (end + width <= there.length && there.slice(end, end + width).some((byte) => byte !== 0)) {
    end += width;
  }
  if (end === 0) return '“”';
  const found = new TextDecoder(width === 1 ? 'windows-1252' : 'utf-16le').decode(
    there.slice(0, end),
  );
  if (/\p{Cc}/u.test(found)) return '';
  return found.length > 60 ? `“${found.slice(0, 60)}…”` : `“${found}”`;
}
