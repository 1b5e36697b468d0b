import { describe, expect, it } from 'vitest';
import { Copies, copyOf, isCopy } from './copies.ts';
import type { Line } from './lines.ts';

const [PORT, KEY] = [0x40n, 7n];
const [first, second] = [copyOf(0, 1), copyOf(0, 2)];
const hex = (value: bigint) => `0x${value.toString(16)}`;

const lent = (copy: bigint, key: bigint | null = KEY): Line => ({
  line: 'lent',
  t: 1,
  call: 1,
  overlapped: hex(copy),
  size: 32,
  handle: '0x80',
  port: key === null ? null : hex(PORT),
  key: key === null ? null : hex(key),
  tagged: false,
  loans: [],
});
const returned = (copy: bigint): Line => ({
  line: 'returned',
  t: 2,
  call: 2,
  overlapped: hex(copy),
  because: 'dequeued',
});
const untold: Line = { line: 'untold', t: 2, port: hex(PORT), key: hex(KEY) };
const posted: Line = { line: 'posted', t: 2, port: hex(PORT), key: hex(KEY) };

const provenBack = (...lines: Line[]) => {
  const copies = new Copies();
  for (const line of lines) copies.hear(line);
  return copies.provenBack(PORT, KEY);
};

describe('the number of a copy', () => {
  it('is that of no memory, and of no other copy', () => {
    expect(isCopy(0xffff_ffff_ffff_ffffn)).toBe(false);
    const all = [copyOf(0, 0), first, second, copyOf(1, 0), copyOf(1, 1)];
    expect(all.every(isCopy)).toBe(true);
    expect(new Set(all).size).toBe(all.length);
    expect(second - first).toBeGreaterThan(4096n);
  });
});

describe('a packet with an address that nobody knows', () => {
  it('is that of the one copy that is out with its key (PORT-9)', () => {
    expect(provenBack(lent(first))).toEqual([first]);
    expect(provenBack(lent(first), lent(second, 8n))).toEqual([first]);
    expect(provenBack(lent(first), returned(first), lent(second))).toEqual([second]);
  });

  it('proves nothing where several are out, until each of them has had one', () => {
    const both = [lent(first), lent(second)];
    expect(provenBack(...both)).toEqual([]);
    expect(provenBack(...both, untold)).toEqual([first, second]);
    const third = copyOf(0, 3);
    expect(provenBack(...both, untold, lent(third))).toEqual([]);
    expect(provenBack(...both, untold, lent(third), untold)).toEqual([first, second, third]);
    const over = [untold, returned(first), returned(second)];
    expect(provenBack(...both, ...over, lent(third))).toEqual([third]);
  });

  it('proves nothing where the program has posted one like it', () => {
    expect(provenBack(lent(first), posted)).toEqual([]);
  });

  it('proves nothing without a port, nor of native memory', () => {
    expect(provenBack(lent(first, null))).toEqual([]);
    expect(provenBack(lent(0x1000n))).toEqual([]);
    expect(provenBack()).toEqual([]);
  });

  it('nor of a copy that another thread was first to say is back', () => {
    expect(provenBack(returned(first), lent(first))).toEqual([]);
  });
});
