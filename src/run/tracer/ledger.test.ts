import { describe, expect, it } from 'vitest';
import { Ledger } from './ledger.ts';
import type { Line } from './lines.ts';

const OVERLAPPED = 0x1000n;

const handle = (t: number, port: boolean, skips = false): Line => ({
  line: 'handle',
  t,
  handle: '0x80',
  port: port ? '0x40' : null,
  key: port ? '0x7' : null,
  skips,
});
const lent = (
  t: number,
  more: { tagged?: boolean; port?: boolean; length?: number } = {},
): Line => ({
  line: 'lent',
  t,
  call: 0,
  overlapped: '0x1000',
  size: 32,
  handle: '0x80',
  port: more.port ? '0x40' : null,
  key: more.port ? '0x7' : null,
  tagged: more.tagged ?? false,
  loans: [{ address: '0x2000', length: more.length ?? 8, tail: 0, writer: 'kernel' }],
});
const returned = (t: number): Line => ({
  line: 'returned',
  t,
  call: 0,
  overlapped: '0x1000',
  because: 'dequeued',
});

function ledgerOf(...lines: Line[]): Ledger {
  const ledger = new Ledger();
  for (const line of lines) ledger.hear(line);
  return ledger;
}

describe('memory is the kernel’s', () => {
  it('from the submit until it is returned', () => {
    expect(ledgerOf(lent(1)).lending(OVERLAPPED)).toMatchObject({
      handle: 0x80n,
      loans: [{ address: 0x2000n, length: 8, tail: 0, writer: 'kernel' }],
    });
    expect(ledgerOf(lent(1), returned(2)).lending(OVERLAPPED)).toBeNull();
    expect(ledgerOf().lending(OVERLAPPED)).toBeNull();
  });

  it('whatever a thread hears late of times that are over', () => {
    const again = lent(3, { length: 5 });
    const length = (...lines: Line[]) => ledgerOf(...lines).lending(OVERLAPPED)?.loans[0]?.length;
    expect(length(lent(1), again, returned(2))).toBe(5);
    expect(length(again, lent(1), returned(2))).toBe(5);
    expect(length(again, returned(4), lent(1))).toBeUndefined();
  });
});

describe('a packet tells the end of an operation', () => {
  const brings = (start: 'immediate' | 'pending', ...lines: Line[]) => {
    const ledger = ledgerOf(...lines);
    const lending = ledger.lending(OVERLAPPED);
    if (lending === null) throw new Error('nothing is lent');
    return ledger.bringsPacket(lending, start);
  };

  it('where its handle has a port, however it started (RECV-3)', () => {
    expect(brings('pending', handle(1, true), lent(2))).toBe(true);
    expect(brings('immediate', handle(1, true), lent(2))).toBe(true);
    expect(brings('pending', lent(2))).toBe(false);
    expect(brings('immediate', lent(2))).toBe(false);
  });

  it('but not after a success at once that the program wants to skip (SKIP-1, SKIP-2)', () => {
    expect(brings('immediate', handle(1, true, true), lent(2))).toBe(false);
    expect(brings('pending', handle(1, true, true), lent(2))).toBe(true);
  });

  it('nor where bit 0 of its event is set (EVT-2)', () => {
    expect(brings('pending', handle(1, true), lent(2, { tagged: true }))).toBe(false);
  });

  it('also when the handle was closed since, or got its port only then', () => {
    const closed = handle(3, false);
    expect(brings('pending', handle(1, true), lent(2, { port: true }), closed)).toBe(true);
    expect(brings('pending', lent(2), handle(3, true))).toBe(true);
  });
});

describe('a block', () => {
  const alloc = (t: number, size: number, count = size): Line => ({
    line: 'alloc',
    t,
    address: '0x2000',
    type: 'uint8_t',
    count,
    size,
    at: null,
  });
  const free = (t: number): Line => ({ line: 'free', t, address: '0x2000', at: null });

  it('is found by its base and by what lies in it, until it is freed', () => {
    const ledger = ledgerOf(alloc(1, 16));
    expect(ledger.block(0x2000n)).toEqual({ size: 16, count: 16 });
    expect(ledger.block(0x2004n)).toBeNull();
    expect(ledger.blockAround(0x200fn)).toEqual({
      base: 0x2000n,
      size: 16,
      count: 16,
    });
    expect(ledger.blockAround(0x2010n)).toBeNull();
    ledger.hear(free(2));
    expect([ledger.block(0x2000n), ledger.blockAround(0x2000n)]).toEqual([null, null]);
    ledger.hear(alloc(3, 8));
    expect(ledger.block(0x2000n)).toEqual({ size: 8, count: 8 });
  });
  it('gives an operation the struct that begins with its OVERLAPPED, of several that one', () => {
    const size = (address: bigint, ...lines: Line[]) =>
      ledgerOf(...lines).operationSize(address, 32);
    expect(size(0x2000n, alloc(1, 40, 1))).toBe(40);
    expect(size(0x2000n, alloc(1, 120, 3))).toBe(40);
    expect(size(0x2028n, alloc(1, 120, 3))).toBe(40);
    expect(size(0x2030n, alloc(1, 120, 3))).toBe(32);
    expect(size(0x2000n, alloc(1, 120, 120))).toBe(32);
    expect(size(0x2000n)).toBe(32);
  });
});
