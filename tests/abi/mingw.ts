import { type Abi, layoutOf, parse } from '../../src/abi/index.ts';
import { MINGW_HEADERS } from '../../src/run/machine.ts';
import { clang, type Numbers } from './clang.ts';

/** The headers that declare the structs compared. */
const HEADERS = [
  'winsock2.h',
  'ws2tcpip.h',
  'mswsock.h',
  'windows.h',
  'winternl.h',
  'tlhelp32.h',
  'wincon.h',
];

export const MACHINE = { 'win-x64': 'x86_64', 'win-ia32': 'i686' } as const;

export type MingwAbi = keyof typeof MACHINE;

/** A member that can be asked for its offset: no bit-field, and of the known path. */
function pathsOf(source: string, abi: Abi, name: string): string[] {
  const type = parse(source, abi).find(name);
  if (type === undefined) throw new Error(`${name} is not declared.`);
  return layoutOf(type, abi)
    .fields.filter(({ bitSize }) => bitSize === undefined)
    .map(({ path }) => path);
}

/**
 * What mingw-w64's headers say of structs: size, alignment, and where the members of our declaration begin and how
 * long they are, in bytes. Clang reads the headers as it does for mingw.
 */
export function mingwNumbers(
  names: readonly string[],
  ours: string,
  abi: MingwAbi,
): Map<string, Numbers> {
  const asked = names.map((name) => ({ name, paths: pathsOf(ours, abi, name) }));
  const tables = asked.map(({ name, paths }, index) => {
    const values = paths.flatMap((path) => [
      `__builtin_offsetof(${name}, ${path})`,
      `sizeof(((${name} *)0)->${path})`,
    ]);
    return `const unsigned n${index}[] = { ${[`sizeof(${name})`, `_Alignof(${name})`, ...values].join(', ')} };`;
  });
  const machine = MACHINE[abi];
  const assembly = clang(
    `#define _WIN32_WINNT 0x0A00\n${HEADERS.map((header) => `#include <${header}>\n`).join('')}${tables.join('\n')}\n`,
    '-target',
    `${machine}-w64-mingw32`,
    '-isystem',
    MINGW_HEADERS[machine],
    '-S',
    '-o',
    '-',
  );
  const read = new Map<string, number[]>();
  let current: number[] = [];
  for (const line of assembly.split('\n')) {
    const label = /^_?(n\d+):/.exec(line)?.[1];
    if (label !== undefined) {
      current = [];
      read.set(label, current);
    }
    const value = /^\s*\.long\s+(\d+)/.exec(line)?.[1];
    if (value !== undefined) current.push(Number(value));
  }
  return new Map(
    asked.map(({ name, paths }, index) => {
      const [size, align, ...rest] = read.get(`n${index}`) ?? [];
      if (rest.length !== paths.length * 2) {
        throw new Error(
          `clang wrote ${rest.length} numbers for the ${paths.length} members of ${name}.`,
        );
      }
      const numbers: Numbers = { SIZE: `${size}`, ALIGN: `${align}` };
      for (const [at, path] of paths.entries()) {
        numbers[path] = `${rest[2 * at]}, ${rest[2 * at + 1]} bytes`;
      }
      return [name, numbers];
    }),
  );
}

/** What we say, in the same form. */
export function ownBytes(source: string, abi: Abi, name: string): Numbers {
  const type = parse(source, abi).find(name);
  if (type === undefined) throw new Error(`${name} is not declared.`);
  const { size, align, fields } = layoutOf(type, abi);
  const numbers: Numbers = { SIZE: `${size}`, ALIGN: `${align}` };
  for (const field of fields) {
    if (field.bitSize === undefined) numbers[field.path] = `${field.offset}, ${field.size} bytes`;
  }
  return numbers;
}
