import { describe, expect, it } from 'vitest';
import { prototypeOf } from '../../abi/prototypes/index.ts';
import { Dequeued } from './packets.ts';
import { fakeMemory } from './testing.ts';

const one = prototypeOf('GetQueuedCompletionStatus');
const many = prototypeOf('GetQueuedCompletionStatusEx');
const nothing = fakeMemory();

/** An OVERLAPPED_ENTRY in memory, with 0xCC where nothing is written. */
function entry(key: bigint, overlapped: bigint, status: number, bytes: number): Buffer {
  const memory = Buffer.alloc(32, 0xcc);
  memory.writeBigUInt64LE(key, 0);
  memory.writeBigUInt64LE(overlapped, 8);
  memory.writeUInt32LE(status, 16);
  memory.writeUInt32LE(bytes, 24);
  return memory;
}

describe('GetQueuedCompletionStatus has dequeued', () => {
  const packets = (overlapped: unknown, failed: boolean) =>
    new Dequeued(one, [8n, [29], [3], overlapped, 0], failed, nothing).packets();

  it('one packet, when it says TRUE', () => {
    expect(packets([0x1000n], false)).toEqual([
      { key: 3n, overlapped: 0x1000n, bytes: 29, failed: false },
    ]);
  });

  it('a packet of a failed operation, when it says FALSE and gives an OVERLAPPED', () => {
    expect(packets([0x1000n], true)).toEqual([
      { key: 3n, overlapped: 0x1000n, bytes: 29, failed: true },
    ]);
  });

  it('none that belongs to an operation, when there is no OVERLAPPED (POST-2)', () => {
    expect(packets([null], false)).toEqual([]);
    expect(packets([null], true)).toEqual([]);
  });

  it('the same, and it is written down as a number, when the program lent native memory', () => {
    const bytes = Buffer.alloc(24, 0xcc);
    bytes.writeUInt32LE(29, 0);
    bytes.writeBigUInt64LE(3n, 8);
    bytes.writeBigUInt64LE(0x1000n, 16);
    const memory = fakeMemory({ 32768: bytes });
    const dequeued = new Dequeued(one, [8n, 0x8000n, 0x8008n, 0x8010n, 0], false, memory);
    expect(dequeued.packets()).toEqual([
      { key: 3n, overlapped: 0x1000n, bytes: 29, failed: false },
    ]);
    expect([0, 1, 2, 3, 4].map((index) => dequeued.out(index))).toEqual([
      undefined,
      [29],
      [{ hex: '0x3' }],
      [{ hex: '0x1000' }],
      undefined,
    ]);
  });
});

describe('GetQueuedCompletionStatusEx has dequeued', () => {
  const two = Buffer.concat([entry(1n, 0x1000n, 0, 29), entry(2n, 0n, 0xc000_020d, 0)]);
  const memory = fakeMemory({ 32768: two, 36864: Buffer.from([2, 0, 0, 0]) });
  const values = (removed: unknown) => [8n, 0x8000n, 2, removed, 0, 0];

  it('as many packets as it says it removed, and only when it says TRUE (EX-2, EX-3)', () => {
    const count = (removed: unknown, failed: boolean) =>
      new Dequeued(many, values(removed), failed, memory).packets().length;
    expect(count([1], false)).toBe(1);
    expect(count([2], false)).toBe(2);
    expect(count(0x9000n, false)).toBe(2);
    expect(count([1], true)).toBe(0);
  });

  it('packets that each say whether their operation failed (EX-5)', () => {
    const native = new Dequeued(many, values([2]), false, memory);
    const copied = [
      { lpCompletionKey: 1, lpOverlapped: 0x1000n, Internal: 0, dwNumberOfBytesTransferred: 29 },
      {
        lpCompletionKey: 2,
        lpOverlapped: null,
        Internal: 0xcccc_cccc_c000_020dn,
        dwNumberOfBytesTransferred: 0,
      },
    ];
    const objects = new Dequeued(many, [8n, copied, 2, [2], 0, 0], false, nothing);
    for (const dequeued of [native, objects]) {
      expect(dequeued.packets()).toEqual([
        { key: 1n, overlapped: 0x1000n, bytes: 29, failed: false },
        { key: 2n, overlapped: null, bytes: 0, failed: true },
      ]);
    }
  });

  it('what is written down by the names of the members', () => {
    const dequeued = new Dequeued(many, values(0x9000n), false, memory);
    expect(dequeued.out(3)).toEqual([2]);
    expect(dequeued.out(1)).toMatchObject([
      {
        members: {
          lpCompletionKey: { hex: '0x1' },
          lpOverlapped: { hex: '0x1000' },
          Internal: 0,
          dwNumberOfBytesTransferred: 29,
        },
      },
      { members: { Internal: 0xc000_020d } },
    ]);
  });

  it('nothing, where a call dequeues nothing', () => {
    const dequeued = new Dequeued(prototypeOf('CloseHandle'), [8n], false, nothing);
    expect(dequeued.packets()).toEqual([]);
    expect(dequeued.out(0)).toBeUndefined();
    expect(new Dequeued(undefined, [8n], false, nothing).packets()).toEqual([]);
  });
});
