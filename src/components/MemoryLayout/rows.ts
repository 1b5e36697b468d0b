import type { PlainPart } from '../../abi/plain.ts';
import type { MemoryRow } from '../../trace/questions.ts';
import type { Shape } from './picture.ts';

/** What is drawn of the rows of a trace: their dotted paths name the structs around them. */
export function shapeOf(size: number, rows: readonly MemoryRow[]): Shape {
  const parts: PlainPart[] = [];
  for (const { field, type, offset, size: bytes } of rows) {
    if (field === null) continue;
    const names = field.split('.');
    let inside = parts;
    for (const [depth, name] of names.slice(0, -1).entries()) {
      const path = names.slice(0, depth + 1).join('.');
      let around = inside.find((part) => part.path === path);
      if (around === undefined) {
        around = { path, name, kind: 'struct', type: 'struct', offset, size: 0, parts: [] };
        inside.push(around);
      }
      around.size = offset + bytes - around.offset;
      inside = around.parts;
    }
    const name = names.at(-1) ?? field;
    inside.push({ path: field, name, kind: 'field', type, offset, size: bytes, parts: [] });
  }
  const padding = rows
    .filter(({ field }) => field === null)
    .map(({ offset, size: bytes }) => ({ offset, size: bytes, before: null, reason: '' }));
  return { size, parts, padding, spareBits: [] };
}

/** The bytes of all rows, two digits each, by their place in the block. */
export function bytesOf(rows: readonly MemoryRow[]): string[] {
  const bytes: string[] = [];
  for (const { offset, hex } of rows) {
    for (const [at, byte] of hex.split(' ').entries()) bytes[offset + at] = byte;
  }
  return bytes;
}
