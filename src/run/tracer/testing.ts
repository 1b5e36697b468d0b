import type { Memory } from './memory.ts';

/** Memory of a program that has allocated some bytes, by the address at which they lie. */
export function fakeMemory(allocated: Record<number, Buffer> = {}): Memory {
  const blocks = Object.entries(allocated).map(([at, bytes]) => ({ at: BigInt(at), bytes }));
  const blockAt = (address: bigint, length: number) =>
    blocks.find(
      ({ at, bytes }) => address >= at && address + BigInt(length) <= at + BigInt(bytes.byteLength),
    );
  return {
    addressOf: (value) => (typeof value === 'bigint' ? value || null : null),
    read(address, length) {
      const block = blockAt(address, length);
      if (!block) throw new Error(`The program has no ${length} bytes at ${address}.`);
      const start = Number(address - block.at);
      return Buffer.from(block.bytes.subarray(start, start + length));
    },
    isAllocated: (address, length) => blockAt(address, length) !== undefined,
  };
}
