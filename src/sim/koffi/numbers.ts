const INT64_END = 2 ** 63;

/** A number as a 64-bit integer: cut off towards 0, held to the range, and 0 where it is not finite. */
export function toInt64(value: number): bigint {
  if (!Number.isFinite(value)) return 0n;
  if (value >= INT64_END) return 0x7fff_ffff_ffff_ffffn;
  if (value < -INT64_END) return -0x8000_0000_0000_0000n;
  return BigInt(Math.trunc(value));
}

/** A number or bigint as a 32-bit integer, signed, after it was a 64-bit one; undefined for anything else. */
export function toInt32(value: unknown): number | undefined {
  if (typeof value === 'number') {
    const low = value | 0;
    if (low === value || (value < INT64_END && value >= -INT64_END)) return low;
    return Number.isFinite(value) && value > 0 ? -1 : 0;
  }
  return typeof value === 'bigint' ? Number(BigInt.asIntN(32, value)) : undefined;
}

/** A number or bigint as an unsigned 64-bit integer; undefined for anything else. */
export function toUint64(value: unknown): bigint | undefined {
  if (typeof value === 'number') {
    return value >= 0 && Number.isSafeInteger(value)
      ? BigInt(value)
      : BigInt.asUintN(64, toInt64(value));
  }
  return typeof value === 'bigint' ? BigInt.asUintN(64, value) : undefined;
}

/** A number or bigint as a double; undefined for anything else. */
export function toDouble(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : undefined;
}

const MOST = 2n ** 53n;

/** A 64-bit integer as koffi gives it: a number up to 2^53, a bigint beyond. */
export const fromInt64 = (value: bigint): number | bigint =>
  value <= MOST && value >= -MOST ? Number(value) : value;
