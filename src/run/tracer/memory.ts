/** The traced program's memory, as far as a tracer may look at it. */
export interface Memory {
  /** The address that a value is or has; null when it is neither an address nor memory. */
  addressOf(value: unknown): bigint | null;
  /** The bytes at an address, as they are now. The program crashes when there are none. */
  read(address: bigint, length: number): Buffer;
  /** Whether so many bytes from an address on are the program's own, by what it has allocated. */
  isAllocated(address: bigint, length: number): boolean;
}

/**
 * The number that a function wrote through a pointer, whether koffi copied it into an array or it stands in memory.
 *
 * @param value the argument, as the program gave it
 * @param size of the number in bytes
 * @returns null when the argument was NULL
 */
export function numberBehind(value: unknown, size: 4 | 8, memory: Memory): bigint | null {
  if (Array.isArray(value)) return BigInt.asUintN(size * 8, BigInt(value[0] ?? 0));
  const address = memory.addressOf(value);
  if (address === null) return null;
  const bytes = memory.read(address, size);
  return size === 4 ? BigInt(bytes.readUInt32LE()) : bytes.readBigUInt64LE();
}
