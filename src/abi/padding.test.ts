import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRELUDE, type RandomRecord, randomRecord, write } from '../../tests/abi/arbitraries.ts';
import { layoutOfLast } from './declarations.ts';
import type { Layout } from './layout.ts';
import { reasonFor } from './padding.ts';
import { ABIS, type Abi } from './types.ts';

function last(source: string, abi: Abi = 'win-x64'): Layout {
  const layout = layoutOfLast(source, abi);
  if (layout === null) throw new Error('The text declares no type.');
  return layout;
}

const gaps = (source: string, abi: Abi = 'win-x64') =>
  last(source, abi).padding.map((gap) => [gap.offset, gap.size, gap.before, reasonFor(gap)]);

describe('every byte of padding has its reason', () => {
  test('WSABUF has a hole on x64 and none on ia32', () => {
    expect(gaps('typedef WSABUF X;')).toEqual([
      [
        4,
        4,
        'buf',
        'buf has an alignment of 8, so it begins at byte 8, the next multiple of 8 after 4.',
      ],
    ]);
    expect(gaps('typedef WSABUF X;', 'win-ia32')).toEqual([]);
  });

  test('OVERLAPPED_ENTRY ends in padding on x64', () => {
    expect(gaps('typedef OVERLAPPED_ENTRY ENTRY;')).toEqual([
      [
        28,
        4,
        null,
        'The size of ENTRY is a multiple of its alignment, 8, so that in an array the next one is aligned too.',
      ],
    ]);
  });

  test('padding inside a nested struct counts from where that one begins', () => {
    expect(
      gaps(
        '#pragma pack(1)\nstruct I { char a; };\n#pragma pack()\nstruct N { char b; int c; };\n#pragma pack(1)\nstruct X { char d; struct N n; };',
      ),
    ).toEqual([
      [
        2,
        3,
        'n.c',
        'n.c has an alignment of 4, so it begins at byte 4 of n, the next multiple of 4 after 1.',
      ],
    ]);
  });

  test('a byte that another view of a union covers is no padding', () => {
    expect(gaps('union X { struct { char a; int b; } view; LONGLONG all; };')).toEqual([]);
    expect(gaps('union X { struct { char a; int b; } view; short all; };')).toEqual([
      [
        2,
        2,
        'view.b',
        'view.b has an alignment of 4, so it begins at byte 4, the next multiple of 4 after 1.',
      ],
    ]);
  });

  test('unnamed bit-fields take whole units, or close one', () => {
    expect(gaps('struct X { char a; int : 5; char b; };')).toEqual([
      [
        1,
        3,
        'b',
        'An unnamed bit-field of type int has an alignment of 4, so it begins at byte 4, the next multiple of 4 after 1.',
      ],
      [4, 4, 'b', 'An unnamed bit-field of type int takes this storage unit.'],
      [
        9,
        3,
        null,
        'The size of X is a multiple of its alignment, 4, so that in an array the next one is aligned too.',
      ],
    ]);
    expect(gaps('struct X { char a : 3; int : 0; char b; };')[0]).toEqual([
      1,
      3,
      'b',
      'An unnamed bit-field of width 0 makes what follows begin at a multiple of 4.',
    ]);
  });

  test('bits of a unit that no bit-field has are spare', () => {
    expect(last('struct X { int a : 3; int : 2; int b : 1; };').spareBits).toEqual([
      { offset: 0, size: 4, bitOffset: 3, bitSize: 2 },
      { offset: 0, size: 4, bitOffset: 6, bitSize: 26 },
    ]);
  });
});

test('fields and padding together cover every byte of any struct, and padding covers none of a field', () => {
  fc.assert(
    fc.property(randomRecord, fc.constantFrom(...ABIS), (record: RandomRecord, abi) => {
      const { size, fields, padding } = last(PRELUDE + write(record, 'S'), abi);
      const owners = new Uint8Array(size);
      for (const field of fields) owners.fill(1, field.offset, field.offset + field.size);
      for (const gap of padding) {
        for (let at = gap.offset; at < gap.offset + gap.size; at += 1) {
          expect(`byte ${at}: ${owners[at]}`).toBe(`byte ${at}: 0`);
          owners[at] = 2;
        }
        if (gap.before !== null) expect(fields.map(({ path }) => path)).toContain(gap.before);
        if (gap.cause.kind === 'alignment') {
          const { align, after, at } = gap.cause;
          expect(at).toBe(Math.ceil(after / align) * align);
        }
      }
      expect(owners.indexOf(0)).toBe(-1);
    }),
    { seed: 20_260_721, numRuns: 500 },
  );
});
