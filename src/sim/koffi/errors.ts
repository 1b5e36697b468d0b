import { PointerCast } from './pointer-cast.ts';

/** What koffi calls a value in its errors. */
export function nameOfValue(value: unknown): string {
  if (value instanceof PointerCast) return value.type.name;
  if (Array.isArray(value)) return 'Array';
  if (ArrayBuffer.isView(value)) {
    return value instanceof DataView
      ? 'Buffer'
      : (Reflect.get(value, Symbol.toStringTag) as string);
  }
  if (value instanceof ArrayBuffer) return 'ArrayBuffer';
  switch (typeof value) {
    case 'undefined':
      return 'Undefined';
    case 'boolean':
      return 'Boolean';
    case 'number':
      return 'Number';
    case 'string':
      return 'String';
    case 'symbol':
      return 'Symbol';
    case 'function':
      return 'Function';
    case 'bigint':
      return 'BigInt';
    default:
      return value === null ? 'Null' : 'Object';
  }
}

/** A value of the wrong sort, in koffi's words. */
export const unexpected = (value: unknown, expected: string): TypeError =>
  new TypeError(`Unexpected ${nameOfValue(value)} value, expected ${expected}`);

/** A value of the wrong sort for a parameter of koffi's own, in koffi's words. */
export const unexpectedFor = (value: unknown, parameter: string, expected: string): TypeError =>
  new TypeError(`Unexpected ${nameOfValue(value)} value for ${parameter}, expected ${expected}`);

/** Too few arguments, in koffi's words: "2 arguments", "1 to 3 arguments". */
export const tooFew = (expected: string, count: number): TypeError =>
  new TypeError(`Expected ${expected}, got ${count}`);
