import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNumberOrName } from './reading.ts';

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const hexOf = (value: number | bigint, length = 0) => value.toString(16).padStart(length, '0');

const forms: Record<string, (code: number) => string> = {
  decimal: (code) => `${code}`,
  'a bigint of JavaScript': (code) => `${code}n`,
  signed: (code) => `${code | 0}`,
  'signed, with a minus as it is typeset': (code) => `${code | 0}`.replace('-', '−'),
  '0x': (code) => `0x${hexOf(code)}`,
  '0X in capitals': (code) => `0X${hexOf(code).toUpperCase()}`,
  'with leading zeros': (code) => `0x${hexOf(code, 8)}`,
  'of 16 digits': (code) => `0x${hexOf(code, 16)}`,
  'as an assembler writes it': (code) => `0${hexOf(code)}h`,
  'as WinDbg shows a ULONG_PTR': (code) => `00000000\`${hexOf(code, 8)}`,
  'with blanks round it': (code) => ` 0x${hexOf(code)}\t`,
};

describe('a 32-bit number is the same in every form', () => {
  test.each(Object.entries(forms))('%s', (_, form) => {
    fc.assert(
      fc.property(uint32, (code) => {
        expect(readNumberOrName(form(code))).toMatchObject({ kind: 'number', code, upper: null });
      }),
    );
  });

  test('eight bare digits are hex when one of them is a letter', () => {
    expect(readNumberOrName('c0000120')).toMatchObject({ kind: 'number', code: 0xc000_0120 });
    expect(readNumberOrName('80000005')).toMatchObject({
      kind: 'number',
      code: 80_000_005,
      hexDigits: 0x8000_0005,
    });
  });
});

describe('of a 64-bit value the halves come apart', () => {
  test('whatever stands in the upper one', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 32n, max: 2n ** 64n - 1n }), (value) => {
        const code = Number(value & 0xffff_ffffn);
        const upper = Number(value >> 32n);
        const extended = upper === 0xffff_ffff && code >= 0x8000_0000;
        const expected = { kind: 'number', code, upper: extended ? null : upper };
        expect(readNumberOrName(`0x${hexOf(value)}`)).toMatchObject(expected);
        expect(readNumberOrName(`${value}`)).toMatchObject(expected);
        expect(readNumberOrName(`${BigInt.asIntN(64, value)}`)).toMatchObject(expected);
      }),
    );
  });

  test('a status that was extended with its sign has no upper half of its own', () => {
    expect(readNumberOrName('0xFFFFFFFFC0000120')).toMatchObject({
      code: 0xc000_0120,
      upper: null,
    });
    expect(readNumberOrName('0xFFFFFFFF00000103')).toMatchObject({
      code: 0x103,
      upper: 0xffff_ffff,
    });
  });
});

test('a name is read in any case', () => {
  expect(readNumberOrName(' wsaEconnreset ')).toEqual({ kind: 'name', name: 'WSAECONNRESET' });
});

describe('what is neither is refused in one sentence', () => {
  test.each([
    ['', /^Nothing was given/],
    [' \n ', /^Nothing was given/],
    ['1e99', /^“1e99” is neither a number nor a name/],
    ['9.97', /neither a number nor a name/],
    ['0x', /neither a number nor a name/],
    ['997 995', /neither a number nor a name/],
    ['--997', /neither a number nor a name/],
    ['0xC0000120L', /neither a number nor a name/],
    ['18446744073709551616', /has more than 64 bits/],
    ['-9223372036854775809', /has more than 64 bits/],
    ['0x10000000000000000', /has more than 64 bits/],
    ['9'.repeat(81), /^“9{24}…” is longer than 80 characters/],
    ['<b>\u202e997', /^“<b>�997” is neither/],
  ])('%j', (text, sentence) => {
    expect(readNumberOrName(text)).toEqual({
      kind: 'refused',
      sentence: expect.stringMatching(sentence),
    });
  });

  test('and whatever is typed, there is an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        const reading = readNumberOrName(text);
        if (reading.kind === 'refused') {
          expect(reading.sentence).toMatch(/^.{20,200}\.$/u);
        }
      }),
    );
  });
});
