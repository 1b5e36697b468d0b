import { statusByCode, statusName } from '../status/index.ts';
import type { Bytes } from './schema.ts';

/** A field whose bytes are to be put into words. */
export interface Decodable {
  /** Its path in the struct; the last name of it says what it is for. */
  path: string;
  /** As C or koffi spells it. */
  type: string;
  /** Its bytes in the order of memory, without spaces. */
  hex: string;
}

/** The number that bytes hold, the lowest byte first. */
function littleEndian(hex: string): bigint {
  const digits = (hex.match(/../g) ?? []).reverse().join('');
  return digits === '' ? 0n : BigInt(`0x${digits}`);
}

function bigEndian(hex: string): bigint {
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

/** The block, handle or port that a relocation stands for, and how far into it. */
export function targetOf(relocation: Bytes['relocations'][number]): string {
  return `${relocation.ref}${relocation.delta ? ` + ${relocation.delta}` : ''}`;
}

const networkNames = /^sin6?_port$/;
const addressNames = /^sin_addr$|^S_addr$/;

/** Whether a field lies in memory with its highest byte first. */
function isNetworkOrder(name: string, type: string): boolean {
  return /_be_t$/.test(type) || networkNames.test(name) || addressNames.test(name);
}

const families: Readonly<Record<string, string>> = {
  0: 'AF_UNSPEC',
  2: 'AF_INET',
  23: 'AF_INET6',
};

/** The text that an array of characters holds, up to its first zero; null for any other type. */
function textOf(type: string, hex: string): string | null {
  const [, unit = ''] = /^(char16_t|wchar_t|WCHAR|TCHAR|char|CHAR)\s*\[/.exec(type) ?? [];
  if (unit === '') return null;
  const width = /^char$/i.test(unit) ? 2 : 4;
  const codes = (hex.match(new RegExp(`.{${width}}`, 'g')) ?? []).map((digits) =>
    Number(littleEndian(digits)),
  );
  const end = codes.indexOf(0);
  return String.fromCharCode(...(end < 0 ? codes : codes.slice(0, end)));
}

const isPointer = (type: string): boolean =>
  /\*\s*$/.test(type) || /^(?:LP|P)[A-Z]\w*$/.test(type) || type === 'HANDLE';

/**
 * What the bytes of a field say, in words; empty where there is nothing to say.
 *
 * @param relocation what the number in the field stands for, where that has a name
 * @param moment of the operation whose memory it is
 */
export function decode(
  { path, type, hex }: Decodable,
  relocation: Bytes['relocations'][number] | undefined,
  moment: 'before' | 'pending' | 'after',
): string {
  const name = path.split('.').at(-1) ?? '';
  const network = isNetworkOrder(name, type);
  if (relocation) {
    return network ? `${targetOf(relocation)}, in network order` : `→ ${targetOf(relocation)}`;
  }
  const text = textOf(type, hex);
  if (text !== null) return text === '' ? 'no text' : `“${text}”`;
  if (/\[\d*\]$/.test(type)) return '';
  if (addressNames.test(name) && hex.length === 8) {
    return (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.');
  }
  if (network) return `${bigEndian(hex)}, in network order`;
  const value = littleEndian(hex);
  // A zeroed status reads as success (OV-4), but nothing has succeeded yet.
  if (moment === 'before' && value === 0n && name.startsWith('Internal')) {
    return 'zeroed by the program';
  }
  switch (name) {
    case 'Internal': {
      const status = Number(BigInt.asUintN(32, value));
      const known = statusByCode(status);
      return known ? `${statusName(status)}: ${known.meaning}` : statusName(status);
    }
    case 'InternalHigh':
      if (moment === 'pending' && value === 0n) return 'not written yet';
      return value === 1n ? '1 byte transferred' : `${value} bytes transferred`;
    case 'Offset':
    case 'OffsetHigh':
      return value === 0n ? 'a file position; sockets have none' : `${value}`;
    case 'hEvent':
      return value === 0n ? 'no event: the port tells' : `0x${value.toString(16)}`;
    case 'context':
      return `${value}, ours`;
    case 'sin_family':
    case 'sin6_family':
    case 'sa_family':
      return families[`${value}`] ?? `${value}`;
  }
  if (isPointer(type)) return value === 0n ? 'NULL' : `0x${value.toString(16)}`;
  return `${value}`;
}
