import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessViolation } from './heap.ts';
import { type HeapOptions, ProcessHeap } from './process-heap.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const heapOf = (options?: HeapOptions) => new ProcessHeap(options);

const violation = (run: () => unknown): AccessViolation => {
  try {
    run();
  } catch (problem) {
    if (problem instanceof AccessViolation) return problem;
    throw problem;
  }
  throw new Error('No access violation came.');
};

/** Lets the garbage collector take what it can, until something is so. */
async function collectedUntil(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 50 && !holds(); round++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
}

describe('allocate', () => {
  it('gives zeroed memory at addresses of user space, aligned to 16 bytes', () => {
    const heap = heapOf();
    for (const size of [1, 7, 40, 4096, 65_536, 1_000_000]) {
      const address = heap.allocate(size);
      expect(address % 16n).toBe(0n);
      expect(address > 0x1_0000_0000n && address + BigInt(size) < 2n ** 47n).toBe(true);
      expect(heap.bytes(address, size, 'read').every((byte) => byte === 0)).toBe(true);
    }
  });

  it('never gives an address twice, and finds every block by each of its bytes', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ allocate: fc.integer({ min: 1, max: 200_000 }) }) },
      { weight: 1, arbitrary: fc.record({ free: fc.nat() }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(), (steps, within) => {
        const heap = heapOf({ freedBytes: 2 ** 30 });
        const blocks: { base: bigint; size: number; live: boolean }[] = [];
        for (const [index, action] of steps.entries()) {
          if ('allocate' in action) {
            const base = heap.allocate(action.allocate);
            blocks.push({ base, size: action.allocate, live: true });
            heap.bytes(base, action.allocate, 'write').fill(index + 1);
          } else {
            const block = blocks[action.free % Math.max(blocks.length, 1)];
            if (!block) continue;
            expect(heap.free(block.base)).toBe(block.live);
            block.live = false;
          }
        }
        for (const [index, { base, size, live }] of blocks.entries()) {
          const offset = within % size;
          const at = base + BigInt(offset);
          expect(heap.blockAt(at)).toMatchObject({ base, size, state: live ? 'live' : 'freed' });
          expect(heap.reach(at, size - offset)?.length).toBe(size - offset);
          const before = blocks[index - 1];
          if (before) expect(base > before.base + BigInt(before.size) + 0xffffn).toBe(true);
          const last = base + BigInt(size);
          for (const wrong of [base - 1n, last, last + 5000n]) {
            expect(heap.blockAt(wrong)).toBeUndefined();
            expect(violation(() => heap.bytes(wrong, 1, 'write')).address).toBe(wrong);
          }
          if (live) {
            expect(heap.bytes(base, size, 'read').byteLength).toBe(size);
            expect(violation(() => heap.bytes(at, size + 1 - offset, 'read')).address).toBe(last);
          } else {
            expect(() => heap.bytes(at, 1, 'read')).toThrow(/that was freed/);
          }
        }
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('keeps every value where it was written, in little-endian order', () => {
    const heap = heapOf();
    const blocks = Array.from({ length: 5 }, () => heap.allocate(64));
    fc.assert(
      fc.property(fc.nat(4), fc.nat(56), fc.bigInt(0n, 2n ** 64n - 1n), (which, offset, value) => {
        const at = (blocks[which] as bigint) + BigInt(offset);
        heap.writeUint64(at, value);
        expect(heap.readUint64(at)).toBe(value);
        expect(heap.readUint32(at)).toBe(Number(value & 0xffff_ffffn));
        heap.writeUint32(at + 4n, 7);
        expect(heap.bytes(at, 8, 'read')[4]).toBe(7);
        expect(heap.bytes(at, 1, 'read')[0]).toBe(Number(value & 0xffn));
      }),
    );
  });
});

describe('an address where nothing is', () => {
  it('is named with what was done there and why it failed', () => {
    const heap = heapOf();
    const address = heap.allocate(24);
    expect(() => heap.readUint32(0n)).toThrow(
      'Access violation: read at address 0x0000000000000000, where no memory is.',
    );
    expect(() => heap.writeUint64(address + 20n, 1n)).toThrow(
      /^Access violation: write at address .*, behind the end of an allocation of 24 bytes \(8 bytes from its byte 20 on\)\.$/,
    );
    expect(() => heap.readUint32(0xffff_ffff_ffff_ffffn)).toThrow(/0xFFFFFFFFFFFFFFFF/);
    expect(() => heap.readUint32(2n ** 63n)).toThrow(AccessViolation);
  });
});

describe('free', () => {
  it('takes only what allocate gave, and once', () => {
    const heap = heapOf();
    const address = heap.allocate(32);
    expect(heap.free(address + 16n)).toBe(false);
    expect(heap.free(heap.addressOf(new ArrayBuffer(8)))).toBe(false);
    expect(heap.free(4096n)).toBe(false);
    expect(heap.free(address)).toBe(true);
    expect(heap.free(address)).toBe(false);
  });

  it('refuses the program, also where it has just read, and lets a late write of the kernel through', () => {
    const heap = heapOf();
    const address = heap.allocate(32);
    const kept = heap.bufferAt(address) as ArrayBuffer;
    heap.readUint32(address);
    heap.free(address);
    expect(() => heap.readUint32(address)).toThrow(
      /0 bytes into an allocation of 32 bytes that was freed/,
    );
    expect(heap.bufferAt(address)).toBeNull();
    heap.reach(address + 4n, 2)?.fill(9);
    expect([...new Uint8Array(kept, 3, 4)]).toEqual([0, 9, 9, 0]);
    expect(heap.reach(address + 31n, 2)).toBeNull();
  });

  it('remembers as many blocks, and as many of their bytes, as it was told', () => {
    const heap = heapOf({ remembered: 10, freedBytes: 4 * (256 + 1000) });
    const addresses = Array.from({ length: 30 }, () => heap.allocate(1000));
    for (const address of addresses) heap.free(address);
    const known = addresses.map((address) => heap.blockAt(address)?.state);
    expect(known.filter((state) => state === 'freed')).toHaveLength(10);
    expect(known.slice(0, 20).every((state) => state === undefined)).toBe(true);
    expect(addresses.filter((address) => heap.reach(address, 1))).toEqual(addresses.slice(-4));
  });
});

describe('memory of JavaScript’s', () => {
  it('has one address, and its views have theirs in it', () => {
    const heap = heapOf();
    const memory = new ArrayBuffer(64);
    const base = heap.addressOf(memory);
    expect(heap.addressOf(memory)).toBe(base);
    expect(heap.addressOf(new Uint8Array(memory, 5))).toBe(base + 5n);
    expect(heap.addressOf(Buffer.from(memory, 8))).toBe(base + 8n);
    expect(heap.addressOf(new DataView(memory, 16))).toBe(base + 16n);
    heap.writeUint32(base + 60n, 5);
    expect(new Uint8Array(memory)[60]).toBe(5);
    expect(heap.blockAt(base + 63n)).toMatchObject({
      kind: 'collectable',
      state: 'live',
      size: 64,
    });
    expect(heap.addressOf(new ArrayBuffer(0))).toBe(0n);
  });

  it('that was allocated has the address of the allocation', () => {
    const heap = heapOf();
    const address = heap.allocate(16);
    expect(heap.addressOf(Buffer.from(heap.bufferAt(address) as ArrayBuffer))).toBe(address);
    expect(heap.bufferAt(address + 1n)).toBeNull();
  });

  it('is not kept by its address: the garbage collector takes it, and nothing reaches it any more', async () => {
    const heap = heapOf();
    // In functions of its own, so that no register holds the buffer.
    const address = (() => heap.addressOf(new ArrayBuffer(1024)))();
    (() => heap.writeUint32(address, 1))();
    const kept = new ArrayBuffer(1024);
    const other = heap.addressOf(kept);
    await collectedUntil(() => heap.blockAt(address)?.state === 'collected');
    expect(heap.blockAt(address)).toMatchObject({ kind: 'collectable', state: 'collected' });
    expect(heap.blockAt(other)?.state).toBe('live');
    expect(heap.reach(address, 1)).toBeNull();
    expect(() => heap.readUint32(address)).toThrow(/that the garbage collector has taken/);
    expect(kept.byteLength).toBe(1024);
  });
});

describe('shared memory', () => {
  it('can be seen by another thread’s heap at the same address', () => {
    const first = heapOf({ shared: true });
    const address = first.allocate(32);
    const second = heapOf({
      shared: true,
      first: 0x2d4_5a20_0000n,
      elsewhere: (where) => first.sharedAt(where),
    });
    first.writeUint32(address + 8n, 77);
    expect(second.readUint32(address + 8n)).toBe(77);
    second.writeUint32(address, 5);
    expect(first.readUint32(address)).toBe(5);
    expect(second.bufferAt(address)).toBe(first.bufferAt(address));
    expect(first.bufferAt(address)).toBeInstanceOf(SharedArrayBuffer);
    expect(() => second.readUint32(0x1000n)).toThrow(AccessViolation);
    expect(heapOf().sharedAt(address)).toBeNull();
  });
});

describe('ten thousand sockets with receives pending', () => {
  it('have an OVERLAPPED with a context and a buffer of 4 KiB each within 100 MB', () => {
    collectGarbage();
    const before = process.memoryUsage();
    const heap = heapOf();
    const addresses: bigint[] = [];
    for (let socket = 0; socket < 10_000; socket++) {
      addresses.push(heap.allocate(40), heap.allocate(4096));
    }
    for (const address of addresses) heap.writeUint32(address, 1);
    collectGarbage();
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.external - before.heapUsed - before.external;
    // 41 MB of it are the bytes themselves.
    expect(grown).toBeLessThan(70_000_000);
    expect(addresses).toHaveLength(20_000);
  });
});
