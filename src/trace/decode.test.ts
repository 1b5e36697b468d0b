import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';

const after = (path: string, type: string, hex: string) =>
  decode({ path, type, hex }, undefined, 'after');

describe('the bytes of a field', () => {
  it.each([
    [
      'a status has its name',
      'overlapped.Internal',
      'uintptr_t',
      '0301000000000000',
      /^STATUS_PENDING: /,
    ],
    [
      'a status without a name stays a number',
      'Internal',
      'ULONG_PTR',
      '230100c000000000',
      /^0xC0000123$/,
    ],
    ['a port lies in network order', 'sin_port', 'uint16_be_t', '0050', /^80, in network order$/],
    [
      'so it does as the header declares it',
      'sin_port',
      'USHORT',
      '0050',
      /^80, in network order$/,
    ],
    ['an address has dots', 'sin_addr', 'uint32_be_t', '7f000001', /^127\.0\.0\.1$/],
    ['a family has its name', 'sin_family', 'uint16_t', '0200', /^AF_INET$/],
    ['text ends at the first zero', 'szDescription', 'char[5]', '48692100ff', /^“Hi!”$/],
    ['wide text has two bytes a letter', 'cFileName', 'WCHAR[3]', '480069000000', /^“Hi”$/],
    ['a pointer that points nowhere is NULL', 'buf', 'CHAR *', '00000000', /^NULL$/],
    ['a number counts from its lowest byte', 'len', 'ULONG', '00020000', /^512$/],
    ['an array of bytes says nothing', 'sin_zero', 'uint8_t[8]', '0000000000000000', /^$/],
  ])('%s', (_, path, type, hex, meaning) => {
    expect(after(path, type, hex)).toMatch(meaning);
  });

  it('that hold an address are an arrow to the block', () => {
    const bytes = { path: 'buf', type: 'CHAR *', hex: '80f0460500000000' };
    const relocation = { offset: 8, size: 8, ref: 'data3', delta: 12 };
    expect(decode(bytes, relocation, 'before')).toBe('→ data3 + 12');
  });

  it('that hold the number of a TCP port name the port', () => {
    const bytes = { path: 'sin_port', type: 'uint16_be_t', hex: 'a24d' };
    const relocation = { offset: 2, size: 2, ref: 'tcpPort1' };
    expect(decode(bytes, relocation, 'before')).toBe('tcpPort1, in network order');
  });
});
