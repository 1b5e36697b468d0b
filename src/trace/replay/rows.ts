import { decode, targetOf } from '../decode.ts';
import type { MemoryRow } from '../questions.ts';
import { fieldsWithin } from '../ranges.ts';
import type { Owner } from '../schema.ts';
import { bytesAt, ownerAt, type Seen } from './memory.ts';
import type { Model } from './model.ts';

/** A row of memory in a frame. Bytes that nobody has looked at are `··`. */
export interface ReplayRow extends MemoryRow {
  readonly owner: Owner;
}

/** Bytes of one row of memory without fields. */
const ROW = 16;

interface Stretch {
  readonly path: string | null;
  readonly type: string;
  readonly offset: number;
  readonly size: number;
}

/**
 * The memory of a block when a frame is over: its fields and padding, or rows of 16 bytes where it has none. Elements and
 * rows of which nothing was seen are left out.
 *
 * @param most rows at most
 * @returns the rows, and how many there would be besides
 */
export function rowsAt(
  model: Model,
  block: string,
  frame: number,
  most = Number.POSITIVE_INFINITY,
): { rows: ReplayRow[]; more: number } {
  const seen = bytesAt(model, block, frame);
  const before = bytesAt(model, block, frame - 1);
  const stretches = stretchesOf(model, block, seen);
  const rows = stretches
    .slice(0, most)
    .map((stretch) => rowOf(stretch, { model, block, frame, seen, before }));
  return { rows, more: stretches.length - rows.length };
}

function stretchesOf({ trace, blocks }: Model, id: string, { bytes }: Seen): Stretch[] {
  const block = blocks.get(id);
  if (!block) return [];
  const type = trace.types[block.type];
  const isSeen = (from: number, to: number) => bytes.slice(from, to).some((byte) => byte !== null);
  const found: Stretch[] = [];
  if (type && type.fields.length > 0) {
    for (let at = 0; at + type.size <= block.size; at += type.size) {
      if (!isSeen(at, at + type.size)) continue;
      const index = at / type.size;
      const prefix = block.count > 1 ? `[${index}].` : '';
      let end = 0;
      const pad = (to: number) => {
        if (to > end) found.push({ path: null, type: '', offset: at + end, size: to - end });
      };
      for (const field of fieldsWithin(type, 0, type.size)) {
        pad(field.offset);
        found.push({ ...field, path: `${prefix}${field.path}`, offset: at + field.offset });
        end = field.offset + field.size;
      }
      pad(type.size);
    }
    return found;
  }
  for (let at = 0; at < block.size; at += ROW) {
    const size = Math.min(ROW, block.size - at);
    if (!isSeen(at, at + size)) continue;
    const last = size === 1 ? '' : `…${at + size - 1}`;
    found.push({ path: `${id}[${at}${last}]`, type: block.type, offset: at, size });
  }
  return found;
}

function rowOf(
  { path, type, offset, size }: Stretch,
  {
    model,
    block,
    frame,
    seen,
    before,
  }: { model: Model; block: string; frame: number; seen: Seen; before: Seen },
): ReplayRow {
  const bytes = seen.bytes.slice(offset, offset + size);
  const pairs = bytes.map((byte) => (byte === null ? '··' : byte.toString(16).padStart(2, '0')));
  const owner = ownerAt(model, block, offset, frame);
  const relocation = seen.relocations.find((one) => one.offset === offset);
  const hasFields =
    (model.trace.types[model.blocks.get(block)?.type ?? '']?.fields.length ?? 0) > 0;
  const wasLent = (model.hands.get(block)?.[0]?.frame ?? Number.POSITIVE_INFINITY) <= frame;
  // What the program has written is what it was before; what the kernel has, is what came of it.
  const isOurs = seen.writer === 'program' || (seen.writer !== 'kernel' && !wasLent);
  const moment = isOurs ? 'before' : owner === 'K' ? 'pending' : 'after';
  let meaning = '';
  if (path === null) meaning = 'padding';
  else if (pairs.includes('··')) meaning = hasFields ? 'not seen yet' : textOf(bytes);
  else if (hasFields) meaning = decode({ path, type, hex: pairs.join('') }, relocation, moment);
  else meaning = textOf(bytes);
  return {
    offset,
    size,
    field: path,
    type,
    hex: pairs.join(' '),
    meaning,
    target: relocation === undefined ? null : targetOf(relocation),
    changed: bytes.some((byte, at) => byte !== before.bytes[offset + at]),
    owner,
  };
}

/** Bytes as text, those that are no printable ASCII as dots. */
const textOf = (bytes: readonly (number | null)[]): string =>
  bytes
    .map((byte) => (byte !== null && byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·'))
    .join('');
