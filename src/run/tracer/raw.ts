import type { Raw } from './lines.ts';

/** A value as JavaScript has it, in the form of a tracer's line. */
export function raw(value: unknown): Raw {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'string':
      return value;
    case 'bigint':
      return { hex: `0x${BigInt.asUintN(64, value).toString(16)}` };
    case 'object':
      break;
    default:
      return null;
  }
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { bytes: bytes.toString('hex') };
  }
  if (Array.isArray(value)) return value.map(raw);
  return { members: Object.fromEntries(Object.entries(value).map(([k, v]) => [k, raw(v)])) };
}
