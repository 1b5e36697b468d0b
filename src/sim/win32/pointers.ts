import type { Heap } from '../memory/heap.ts';
import { AccessViolation } from '../memory/heap.ts';

/**
 * Whether the kernel could write so many bytes there. It looks before it does anything, and a pointer that leads nowhere
 * is STATUS_ACCESS_VIOLATION. Where a function of a library writes itself, the process ends instead.
 */
export function isWritable(heap: Heap, address: bigint, length: number): boolean {
  try {
    heap.windowOn(address, length, 'write');
    return true;
  } catch (error) {
    if (error instanceof AccessViolation) return false;
    throw error;
  }
}

/** The same for reading. */
export function isReadable(heap: Heap, address: bigint, length: number): boolean {
  try {
    heap.windowOn(address, length, 'read');
    return true;
  } catch (error) {
    if (error instanceof AccessViolation) return false;
    throw error;
  }
}

/** The text at an LPCWSTR, up to its NUL. */
export function readWide(heap: Heap, address: bigint): string {
  let text = '';
  for (let at = address; ; at += 2n) {
    const [low = 0, high = 0] = heap.bytes(at, 2, 'read');
    const unit = low | (high << 8);
    if (unit === 0) return text;
    text += String.fromCharCode(unit);
  }
}

/** The text at an LPCSTR, up to its NUL; names of functions are ASCII. */
export function readNarrow(heap: Heap, address: bigint): string {
  let text = '';
  for (let at = address; ; at += 1n) {
    const [unit = 0] = heap.bytes(at, 1, 'read');
    if (unit === 0) return text;
    text += String.fromCharCode(unit);
  }
}
