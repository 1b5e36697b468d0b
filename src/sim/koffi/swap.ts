import type { Bytes } from '../memory/heap.ts';
import type { Type } from './types.ts';

/** Bytes of an element that are turned round between memory and JavaScript; 1 where none are. */
export const swappedUnit = ({ kind, size }: Type): number => (kind.endsWith('S') ? size : 1);

/** Turns the bytes of every unit round, those of the last one too that is there in part. */
export function swap(bytes: Bytes, offset: number, length: number, unit: number): void {
  if (unit === 1) return;
  for (let at = offset; at < offset + length; at += unit) {
    bytes.subarray(at, at + unit).reverse();
  }
}
