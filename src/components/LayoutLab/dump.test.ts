import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDump, writeBytes } from './dump.ts';

const read = (text: string) => {
  const dump = readDump(text);
  return 'bytes' in dump ? writeBytes(dump.bytes) : dump.refused;
};

describe('a hex dump', () => {
  test.each([
    ['pairs', '03 01 00 00', '03 01 00 00'],
    ['pairs over lines', '03 01\r\n00 ff\n', '03 01 00 ff'],
    ['digits without blanks', '0301FF', '03 01 ff'],
    ['numbers of C', '{ 0x03, 0x1, 0xFF }', '03 01 ff'],
    ['an escaped string', String.raw`\x03\x01\xff`, '03 01 ff'],
    ['xxd', '00000000: 0301 0000 6162  ....ab\n00000010: ff       .', '03 01 00 00 61 62 ff'],
    [
      'hexdump -C',
      '00000000  03 01 00 00 00 00 00 00  61 62 00 00 00 00 00 00  |........ab......|\n00000010',
      '03 01 00 00 00 00 00 00 61 62 00 00 00 00 00 00',
    ],
    [
      'WinDbg',
      '00000024`5e8ff6a0  03 01 00 00 00 00 00 00-61 62 00 00 00 00 00 00  ........ab......',
      '03 01 00 00 00 00 00 00 61 62 00 00 00 00 00 00',
    ],
    ['nothing', ' \n', ''],
    ['eight digits alone are four bytes', '03010000', '03 01 00 00'],
  ])('%s', (_, text, bytes) => {
    expect(read(text)).toBe(bytes);
  });

  test.each([
    ['a word', '03 01\nzz 00', /^Line 2 of the dump has “zz”; expected bytes in hexadecimal/],
    ['half a byte', '03 1', /^Line 1 of the dump has “1”, an odd number of digits/],
    ['HTML', '<img src=x onerror=alert(1)>', /“<img”/],
    ['too many bytes', '00 '.repeat(4097), /more than 4,096 bytes/],
    ['too much text', ' '.repeat(100_001), /longer than 100,000 characters/],
  ])('%s: is refused in a sentence', (_, text, sentence) => {
    expect(read(text)).toMatch(sentence);
  });

  test('gives back what was written, with and without blanks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(readDump(writeBytes(bytes))).toEqual({ bytes });
        expect(readDump(writeBytes(bytes).replaceAll(' ', ''))).toEqual({ bytes });
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('whatever it is, no error is thrown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Object.keys(readDump(text))).toHaveLength(1);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
