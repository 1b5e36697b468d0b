import { expect, test } from 'vitest';
import { type Abi, layoutOfLast } from '../../abi/index.ts';
import { decode } from './decode.ts';
import { readDump } from './dump.ts';
import { presets } from './presets.ts';

function decoded(source: string, dump: string, abi: Abi = 'win-x64') {
  const layout = layoutOfLast(source, abi);
  const read = readDump(dump);
  if (layout === null || 'refused' in read) throw new Error('This is no declaration with a dump.');
  return decode(layout, read.bytes).map(({ path, offset, bytes, meaning }) => ({
    path,
    offset,
    bytes,
    meaning,
  }));
}

const preset = (name: string): string => presets.find((one) => one.name === name)?.source ?? '';

test('a dump is read field by field, padding between and at the end', () => {
  expect(decoded(preset('WSABUF'), '0002 0000 adde efbe 00f0 5e8f f401 0000')).toEqual([
    { path: 'len', offset: 0, bytes: '00 02 00 00', meaning: '512 (0x200)' },
    { path: 'padding', offset: 4, bytes: 'ad de ef be', meaning: 'whatever lay there before' },
    { path: 'buf', offset: 8, bytes: '00 f0 5e 8f f4 01 00 00', meaning: '0x1f48f5ef000' },
  ]);
});

test('a port is read in network order', () => {
  const lines = decoded(preset('SOCKADDR_IN'), '02 00 1f 90 7f 00 00 01 00 00 00 00 00 00 00 00');
  expect(lines.find(({ path }) => path === 'sin_port')?.meaning).toBe(
    '8080, read in network order',
  );
  expect(lines.find(({ path }) => path === 'sin_addr.S_un.S_un_b.s_b1')?.meaning).toBe(
    '127 (0x7f)',
  );
});

test('signs, floats, bits, text and NULL', () => {
  const source =
    'struct s { int n; float f; unsigned lo : 4, hi : 4; signed m : 3; char t[4]; WCHAR w[2]; void *p; };';
  const dump = 'ffffffff 0000c03f a5070000 68690000 4100 4200 0000000000000000';
  expect(decoded(source, dump, 'win-ia32').map(({ meaning }) => meaning)).toEqual([
    '-1 (0xffffffff)',
    '1.5',
    '5 in 4 bits',
    '10 in 4 bits',
    '-1 in 3 bits',
    '“hi”',
    '“AB”',
    'NULL',
  ]);
});

test('a dump that ends too early says so', () => {
  expect(
    decoded('struct s { int a; int b; int c; };', '01 00 00 00 02').map(({ bytes, meaning }) => [
      bytes,
      meaning,
    ]),
  ).toEqual([
    ['01 00 00 00', '1'],
    ['02 –', 'the dump ends before'],
    ['–', 'the dump ends before'],
  ]);
});
