import { toNumber } from '../memory/address.ts';
import type { Heap } from '../memory/heap.ts';
import type { Window } from '../memory/window.ts';
import type { Arena } from './arena.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
const REPLACEMENT = 0xfffd;
/** Up to how many characters building a string one by one is quicker than the decoder. */
const SHORT = 64;

/** Text of so many bytes in UTF-8. */
export function utf8At({ bytes }: Window, offset: number, length: number): string {
  if (length <= SHORT) {
    let text = '';
    let at = offset;
    for (; at < offset + length; at++) {
      const byte = bytes[at] as number;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (at === offset + length) return text;
  }
  // A copy, since decoders refuse memory that threads share.
  return decoder.decode(bytes.slice(offset, offset + length));
}

/** Text of so many 16-bit units. */
export function utf16At({ view }: Window, offset: number, length: number): string {
  let text = '';
  for (let unit = 0; unit < length; unit++) {
    text += String.fromCharCode(view.getUint16(offset + 2 * unit, true));
  }
  return text;
}

/** Text of so many 32-bit units; what is no character becomes U+FFFD. Empty text comes from koffi as null. */
export function utf32At({ view }: Window, offset: number, length: number): string | null {
  if (length === 0) return null;
  let text = '';
  for (let unit = 0; unit < length; unit++) {
    const point = view.getUint32(offset + 4 * unit, true);
    const isCharacter = point <= 0x10_ffff && !(point >= 0xd800 && point <= 0xdfff);
    text += String.fromCodePoint(isCharacter ? point : REPLACEMENT);
  }
  return text;
}

/** Number of units before the first 0, `most` at the highest. */
export function unitsBeforeNull(
  { bytes, view }: Window,
  offset: number,
  unit: 1 | 2 | 4,
  most: number,
): number {
  if (unit === 1) {
    for (let count = 0; count < most; count++) if (bytes[offset + count] === 0) return count;
  } else if (unit === 2) {
    for (let count = 0; count < most; count++) {
      if (view.getUint16(offset + 2 * count, true) === 0) return count;
    }
  } else {
    for (let count = 0; count < most; count++) {
      if (view.getUint32(offset + 4 * count, true) === 0) return count;
    }
  }
  return most;
}

const AT = { 1: utf8At, 2: utf16At, 4: utf32At };

/**
 * The text at an address.
 *
 * @param length in units; up to the first 0 where it is not given
 * @throws AccessViolation where the memory ends before the text does
 */
export function textAt(
  heap: Heap,
  address: bigint,
  unit: 1 | 2 | 4,
  length?: number,
): string | null {
  const window = heap.windowOn(address, (length ?? 1) * unit, 'read');
  const offset = toNumber(address) - window.start;
  const room = Math.floor((window.bytes.length - offset) / unit);
  const count = length ?? unitsBeforeNull(window, offset, unit, room);
  // Without a 0 the reader goes on where the memory has ended.
  if (length === undefined && count === room) heap.windowOn(address, (room + 1) * unit, 'read');
  return AT[unit](window, offset, count);
}

/** Puts a text with its 0 into an arena, as UTF-8; the number of bytes. */
export function takeUtf8(text: string, arena: Arena): number {
  if (text.length <= SHORT) {
    arena.take(text.length + 1);
    const { window, offset } = arena;
    let at = 0;
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= 0x80) break;
      window.bytes[offset + at] = unit;
    }
    if (at === text.length) {
      window.bytes[offset + at] = 0;
      return at + 1;
    }
  }
  const encoded = encoder.encode(text);
  arena.take(encoded.length + 1);
  const { window, offset } = arena;
  window.bytes.set(encoded, offset);
  window.bytes[offset + encoded.length] = 0;
  return encoded.length + 1;
}

/** The same as UTF-16; the number of 16-bit units. */
export function takeUtf16(text: string, arena: Arena): number {
  arena.take(2 * (text.length + 1));
  const { window, offset } = arena;
  for (let unit = 0; unit < text.length; unit++) {
    window.view.setUint16(offset + 2 * unit, text.charCodeAt(unit), true);
  }
  window.view.setUint16(offset + 2 * text.length, 0, true);
  return text.length + 1;
}

/** The same as UTF-32; the number of 32-bit units. */
export function takeUtf32(text: string, arena: Arena): number {
  const points: number[] = [];
  for (let unit = 0; unit < text.length; unit++) {
    const point = text.codePointAt(unit) as number;
    if (point >= 0xd800 && point <= 0xdfff) {
      points.push(REPLACEMENT);
      // koffi skips what follows half a pair.
      if (point <= 0xdbff) unit += 1;
    } else {
      points.push(point);
      if (point > 0xffff) unit += 1;
    }
  }
  points.push(0);
  arena.take(4 * points.length);
  const { window, offset } = arena;
  for (const [unit, point] of points.entries()) {
    window.view.setUint32(offset + 4 * unit, point, true);
  }
  return points.length;
}

/** Fills an array of `char` with a text and zeros; a character that doesn't fit whole is left out. */
export function fillUtf8(text: string, { bytes }: Window, offset: number, size: number): void {
  const encoded = new Uint8Array(size - 1);
  const { written } = encoder.encodeInto(text, encoded);
  bytes.set(encoded.subarray(0, written), offset);
  bytes.fill(0, offset + written, offset + size);
}

/** Fills an array of `char16_t` with a text and zeros. */
export function fillUtf16(text: string, window: Window, offset: number, size: number): void {
  const count = Math.min(text.length, Math.floor(size / 2) - 1);
  for (let unit = 0; unit < count; unit++) {
    window.view.setUint16(offset + 2 * unit, text.charCodeAt(unit), true);
  }
  window.bytes.fill(0, offset + 2 * count, offset + size);
}
