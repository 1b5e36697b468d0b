import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHash, MOST_BYTES, toHash } from './link.ts';

const encode = (bytes: number[]): string => `#d=${Buffer.from(bytes).toString('base64url')}`;

describe('a link carries a declaration', () => {
  test('and gives it back as it was, whatever it says', () => {
    const visible = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 300 })
      .filter((text) => !/[\p{Cc}\p{Cf}]/u.test(text));
    fc.assert(
      fc.property(visible, (source) => {
        const hash = toHash(source);
        expect(hash).toMatch(/^d=[A-Za-z0-9_-]+$/);
        expect(fromHash(`#${hash}`)).toEqual({ source });
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('with its lines and tabs', () => {
    const source = 'struct s {\n\tint a;\r\n};\n';
    expect(fromHash(toHash(source) ?? '')).toEqual({ source });
  });

  test('up to 4,096 bytes', () => {
    expect(toHash('ä'.repeat(MOST_BYTES / 2))).not.toBeNull();
    expect(fromHash(toHash('a'.repeat(MOST_BYTES)) ?? '')).toHaveProperty('source');
    expect(toHash('a'.repeat(MOST_BYTES + 1))).toBeNull();
  });
});

describe('a link that is not ours', () => {
  test.each(['', '#', '#presets', '#x=1'])('%j is no concern of the lab', (hash) => {
    expect(fromHash(hash)).toBeNull();
  });

  test.each([
    ['huge', `#d=${'A'.repeat(1_000_000)}`, /1,000,002 characters; .* at most 4,096 bytes/],
    ['empty', '#d=', /empty/],
    ['not base64url', '#d=<script>alert(1)</script>', /not base64url/],
    ['percent signs', '#d=%E0%A4%A', /not base64url/],
    ['cut off', '#d=AAAAA', /not base64url/],
    ['not UTF-8', encode([0xff, 0xfe, 0x41]), /not text in UTF-8/],
    ['a lone surrogate', encode([0xed, 0xa0, 0x80]), /not text in UTF-8/],
    ['a null character', encode([0x69, 0, 0x69]), /cannot be seen/],
    ['letters in reverse', encode([...Buffer.from('int \u202ea;')]), /cannot be seen/],
  ])('%s: is refused in a sentence', (_, hash, sentence) => {
    const opened = fromHash(hash);
    expect(opened).toEqual({ refused: expect.stringMatching(sentence) });
    expect(opened).toEqual({ refused: expect.stringMatching(/\. So it was not opened\.$/) });
  });

  test('whatever it is, no error is thrown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fromHash(text);
        fromHash(`#d=${text}`);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
