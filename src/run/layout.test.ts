import { describe, expect, test } from 'vitest';
import { Trouble } from './boot/trouble.mjs';
import { layout } from './layout.ts';

const lines = (text: string) => text.trimEnd().split('\n');

describe('the layout of a struct in a terminal', () => {
  test('is a table with the padding in its place and the reason beside', () => {
    expect(
      lines(layout('typedef struct { DWORD len; char *buf; BYTE last; } BUFFER;', [], false)),
    ).toEqual([
      'BUFFER on win-x64: 24 bytes, alignment 8',
      '',
      'offset  size  field      type',
      '     0     4  len        DWORD',
      '     4     4  (padding)  buf has an alignment of 8, so it begins at byte 8, the next multiple of 8 after 4.',
      '     8     8  buf        char *',
      '    16     1  last       BYTE',
      '    17     7  (padding)  The size of BUFFER is a multiple of its alignment, 8, so that in an array the next one is aligned too.',
    ]);
  });

  test('puts ABIs side by side, also where they have the members in another order', () => {
    expect(lines(layout('WSADATA', ['win-x64', 'win-ia32'], false)).slice(0, 12)).toEqual([
      'WSADATA on win-x64: 408 bytes, alignment 8',
      'WSADATA on win-ia32: 400 bytes, alignment 4',
      '',
      '                                win-x64        win-ia32',
      'field           type             offset  size    offset  size',
      'wVersion        WORD                  0     2         0     2',
      'wHighVersion    WORD                  2     2         2     2',
      'iMaxSockets     unsigned short        4     2       390     2',
      'iMaxUdpDg       unsigned short        6     2       392     2',
      '(padding)                             -     -       394     2',
      'lpVendorInfo    char *                8     8       396     4',
      'szDescription   char[257]            16   257         4   257',
    ]);
  });

  test('shows the bits of bit-fields, and those that nobody has', () => {
    expect(lines(layout('struct X { DWORD a : 3; DWORD b : 9; };', [], false)).slice(2)).toEqual([
      'offset  size   bits  field         type',
      '     0     4    0-2  a             DWORD : 3',
      '     0     4   3-11  b             DWORD : 9',
      '     0     4  12-31  (spare bits)',
    ]);
  });
});

describe('the layout of a struct as JSON', () => {
  test('has the shape that the architecture page promises', () => {
    expect(JSON.parse(layout('WSABUF', ['win-x64'], true))).toEqual({
      name: 'WSABUF',
      abi: 'win-x64',
      size: 16,
      align: 8,
      fields: [
        { path: 'len', type: 'ULONG', offset: 0, size: 4 },
        { path: 'buf', type: 'CHAR *', offset: 8, size: 8 },
      ],
      padding: [{ offset: 4, size: 4, before: 'buf' }],
    });
  });

  test('is a list when several ABIs are asked for, each once', () => {
    const several = JSON.parse(layout('HANDLE', ['win-ia32', 'win-arm64', 'win-ia32'], true));
    expect(several.map(({ abi, size }: { abi: string; size: number }) => [abi, size])).toEqual([
      ['win-ia32', 4],
      ['win-arm64', 8],
    ]);
  });
});

test.each([
  ['struct X { DWROD a; };', [], /^Line 1, column 12: “DWROD” is not a type .* DWORD is one\.$/],
  ['int x;', [], /^The text declares no type; expected one, as in/],
  [
    'struct X',
    [],
    /^Line 1, column 9: Seen the end of the text, expected the name that is declared, or “;”\.$/,
  ],
  ['struct sockaddr_un;', [], /^The text declares no type/],
  ['void', [], /^Line 1, column 5: Seen the end of the text/],
  ['typedef void NOTHING;', [], /^NOTHING has no size\. Expected a type/],
  [
    'WSABUF',
    ['win-x86'],
    /^There is no ABI called win-x86; the ABIs are win-x64, win-ia32, win-arm64\.$/,
  ],
])('%j is refused with a sentence', (declaration, abis, sentence) => {
  expect(() => layout(declaration, abis, false)).toThrow(Trouble);
  expect(() => layout(declaration, abis, false)).toThrow(sentence);
});
