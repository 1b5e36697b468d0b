import { describe, expect, test } from 'vitest';
import { ABIS, layoutOf, layoutOfLast, parse } from '../../abi/index.ts';
import { presets } from './presets.ts';
import { type Choice, type Laid, read } from './reading.ts';

const asIs: Choice = { abi: 'win-x64', pack: null, order: 'declared' };

function laid(source: string, choice: Partial<Choice> = {}): Laid {
  const reading = read(source, { ...asIs, ...choice });
  if ('reason' in reading) throw new Error(reading.reason);
  return reading;
}

describe('the presets', () => {
  const known = presets.filter(({ name }) => name !== 'OPERATION');
  test.each(known)(
    '$name is laid out as Windows’ headers say, on every ABI',
    ({ name, source }) => {
      for (const abi of ABIS) {
        const header = parse('', abi).find(name);
        if (header === undefined) throw new Error(`${name} is not known.`);
        const places = ({ size, align, fields }: ReturnType<typeof layoutOf>) => ({
          size,
          align,
          fields: fields.map(({ path, offset, size: bytes }) => ({ path, offset, bytes })),
        });
        const preset = layoutOfLast(source, abi);
        if (preset === null) throw new Error(`${name} declares nothing.`);
        expect(places(preset)).toEqual(places(layoutOf(header, abi)));
        expect(preset.name).toBe(name);
      }
    },
  );

  test('OPERATION begins with an OVERLAPPED and has our number behind it', () => {
    const { layout } = laid(presets.find(({ name }) => name === 'OPERATION')?.source ?? '');
    expect(layout).toMatchObject({ name: 'OPERATION', size: 40 });
    expect(layout.fields.at(-1)).toMatchObject({ path: 'context', offset: 32 });
  });
});

describe('what if', () => {
  const source = 'struct s { char a; void *p; char b; };\n';

  test('the ABI were another', () => {
    expect(laid(source).sizes).toEqual([
      { abi: 'win-x64', size: 24 },
      { abi: 'win-ia32', size: 12 },
      { abi: 'win-arm64', size: 24 },
    ]);
    expect(laid(source, { abi: 'win-ia32' }).layout.size).toBe(12);
  });

  test('it were packed: smaller, and fields off their alignment', () => {
    const packed = laid(source, { pack: 1 });
    expect(packed.layout.size).toBe(10);
    expect(packed.declared).toBe(24);
    expect(packed.unaligned).toEqual(['p']);
    expect(laid(source, { pack: 8 }).unaligned).toEqual([]);
  });

  test('the order were the one with least padding', () => {
    const ordered = laid(source, { order: 'least' });
    expect(ordered.layout.size).toBe(16);
    expect(ordered.layout.fields.map(({ path }) => path)).toEqual(['p', 'a', 'b']);
    expect(ordered.least).toMatchObject({ declared: 24, size: 16, proven: true });
    expect(ordered.sizes.map(({ size }) => size)).toEqual([16, 8, 16]);
  });
});

describe('what cannot be read', () => {
  test('is told with line and column, which packing does not move', () => {
    const wrong = 'struct s {\n  int a\n};\n';
    const plain = read(wrong, asIs);
    expect(plain).toMatchObject({ place: { line: 3, column: 1 } });
    expect(read(wrong, { ...asIs, pack: 1 })).toEqual(plain);
  });

  test.each([
    ['nothing', '', /declares no type yet/],
    ['a name that is HTML', 'struct <img src=x onerror=alert(1)> { int a; };', /expected/],
    ['a struct that is only announced', 'struct s;', /.\.$/],
    ['too long a text', ' '.repeat(100_001), /longer than 100,000 characters/],
    ['too many fields', nested(8), /more than 20000 fields/],
  ])('%s', (_, source, sentence) => {
    expect(read(source, asIs)).toMatchObject({ reason: expect.stringMatching(sentence) });
  });
});

/** Ten structs in each of ten structs, and so on: a short text with very many fields. */
function nested(depth: number): string {
  const names = 'abcdefghij'.split('');
  const levels = Array.from({ length: depth }, (_, at) => {
    const of = at === 0 ? 'int' : `struct s${at - 1}`;
    return `struct s${at} { ${names.map((name) => `${of} ${name};`).join(' ')} };`;
  });
  return levels.join('\n');
}
