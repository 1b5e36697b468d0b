import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutOf, leastPadding, parse } from './index.ts';
import { ABIS, type CType } from './types.ts';

function last(source: string): CType {
  const { last: found } = parse(source, 'win-x64');
  if (found === null) throw new Error('The text declares nothing.');
  return found.type;
}

const order = (source: string) => leastPadding(last(source), 'win-x64');

describe('the order with least padding', () => {
  test('puts the widest alignment first', () => {
    const found = order('struct s { char a; void *p; char b; int n; short h; };');
    expect(found).toMatchObject({ size: 16, declared: 32, proven: true });
    expect(found?.names).toEqual(['p', 'n', 'h', 'a', 'b']);
  });

  test('leaves alone what wastes nothing, and tail padding that no order removes', () => {
    expect(order('struct s { void *p; int n; };')).toMatchObject({
      size: 16,
      declared: 16,
      proven: true,
      names: ['p', 'n'],
    });
  });

  test('leaves a flexible array at the end', () => {
    const found = order('struct s { char a; void *p; char b; int tail[]; };');
    expect(found?.names.at(-1)).toBe('tail');
    expect(found).toMatchObject({ declared: 24, size: 16 });
  });

  test('moves bit-fields that stand together as one', () => {
    const found = order('struct s { char a; int x : 3; int y : 4; char b; };');
    expect(found?.names.indexOf('y')).toBe((found?.names.indexOf('x') ?? 0) + 1);
    expect(found).toMatchObject({ declared: 12, size: 8, proven: true });
  });

  test('brings bit-fields together where they can share a unit', () => {
    const found = order('struct s { int x : 3; char a; int y : 3; char b; };');
    expect(found).toMatchObject({ declared: 16, size: 8, proven: true });
  });

  test('a union and a scalar have no order', () => {
    expect(order('union u { char a; int b; };')).toBeNull();
    expect(order('typedef int number;')).toBeNull();
  });

  const member = fc.record({
    type: fc.constantFrom(
      'char',
      'short',
      'int',
      '__int64',
      'void *',
      'double',
      'WSABUF',
      'OVERLAPPED',
    ),
    length: fc.integer({ min: 0, max: 5 }),
    bits: fc.integer({ min: 0, max: 20 }),
  });
  const struct = fc
    .tuple(fc.array(member, { minLength: 1, maxLength: 10 }), fc.constantFrom(0, 1, 2, 4, 8))
    .map(([members, pack]) => {
      const lines = members.map(({ type, length, bits }, at) =>
        type === 'int' && bits > 0
          ? `int m${at} : ${bits};`
          : `${type} m${at}${length === 0 ? '' : `[${length}]`};`,
      );
      return `${pack === 0 ? '' : `#pragma pack(${pack})\n`}struct s { ${lines.join(' ')} };`;
    });

  test('has every member once and is never larger, whatever the struct, packing and ABI', () => {
    fc.assert(
      fc.property(struct, fc.constantFrom(...ABIS), (source, abi) => {
        const { last: found } = parse(source, abi);
        if (found === null) throw new Error('The text declares nothing.');
        const declared = layoutOf(found.type, abi);
        const least = leastPadding(found.type, abi);
        if (least === null) throw new Error('A struct has an order.');
        const layout = layoutOf(least.type, abi);
        const paths = (fields: { path: string }[]) => fields.map(({ path }) => path).toSorted();
        expect(paths(layout.fields)).toEqual(paths(declared.fields));
        expect(least.declared).toBe(declared.size);
        expect(layout.size).toBe(least.size);
        expect(layout.size).toBeLessThanOrEqual(declared.size);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('is the smallest of all orders wherever it says so', () => {
    const small = fc.array(member, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(small, (members) => {
        const lines = members.map(({ type, length }, at) => `${type} m${at}[${length + 1}];`);
        const least = order(`struct s { ${lines.join(' ')} };`);
        const all = (rest: string[]): string[][] =>
          rest.length === 0
            ? [[]]
            : rest.flatMap((line, at) => all(rest.toSpliced(at, 1)).map((tail) => [line, ...tail]));
        const sizes = all(lines).map(
          (each) => layoutOf(last(`struct s { ${each.join(' ')} };`), 'win-x64').size,
        );
        expect(least?.proven).toBe(true);
        expect(least?.size).toBe(Math.min(...sizes));
      }),
      { seed: 3, numRuns: 20 },
    );
  });
});
