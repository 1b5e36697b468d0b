import { describe, expect, it } from 'vitest';
import { fieldsWithin, operationNames } from './ranges.ts';
import type { Block, StructType, Trace } from './schema.ts';

const pair: StructType = {
  size: 16,
  align: 8,
  fields: [
    { path: 'status', type: 'uint32_t', offset: 0, size: 4 },
    { path: 'next', type: 'void *', offset: 8, size: 8 },
  ],
};

describe('the fields of a stretch of memory', () => {
  const seen = (from: number, length: number) =>
    fieldsWithin(pair, from, length).map(({ path, offset }) => [path, offset]);

  it('are those of the struct that it is, wherever that stands in the block', () => {
    expect(seen(0, 16)).toEqual([
      ['status', 0],
      ['next', 8],
    ]);
    expect(seen(32, 16)).toEqual(seen(0, 16));
  });

  it('say which struct they are of, where there are several', () => {
    expect(seen(16, 32)).toEqual([
      ['[1].status', 0],
      ['[1].next', 8],
      ['[2].status', 16],
      ['[2].next', 24],
    ]);
  });

  it('lie in it whole', () => {
    expect(seen(4, 12)).toEqual([['next', 4]]);
    expect(seen(0, 15)).toEqual([['status', 0]]);
    expect(seen(0, 0)).toEqual([]);
    expect(fieldsWithin(undefined, 0, 16)).toEqual([]);
  });
});

describe('an operation is called', () => {
  const block = (id: string, type: string, count: number, size: number): Block => ({
    id,
    type,
    count,
    size,
    address: '0x1000',
  });
  const blocks = [
    block('op1', 'OVERLAPPED', 1, 32),
    block('op2', 'OPERATION', 3, 120),
    block('data1', 'uint8_t', 256, 256),
  ];
  const nameOf = operationNames({ blocks } as Trace);

  it('by its block, and by its number where that holds several', () => {
    expect(nameOf('op1', 0)).toBe('op1');
    expect([0, 40, 80].map((offset) => nameOf('op2', offset))).toEqual([
      'op2[0]',
      'op2[1]',
      'op2[2]',
    ]);
  });

  it('by its distance where it begins no struct of the block', () => {
    expect(nameOf('op1', 8)).toBe('op1+8');
    expect(nameOf('op2', 44)).toBe('op2+44');
    expect([nameOf('data1', 0), nameOf('data1', 64)]).toEqual(['data1', 'data1+64']);
  });
});
