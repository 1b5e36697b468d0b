import type { Prototype } from '../../src/abi/prototypes/index.ts';
import { MINGW_HEADERS } from '../../src/run/machine.ts';
import { clang } from './clang.ts';
import { MACHINE, type MingwAbi } from './mingw.ts';

/** The headers that declare the functions compared. */
const HEADERS = ['winsock2.h', 'ws2tcpip.h', 'mswsock.h', 'windows.h', 'winternl.h']
  .map((header) => `#include <${header}>\n`)
  .join('');

function read(source: string, abi: MingwAbi, ...args: string[]): string {
  const machine = MACHINE[abi];
  const target = ['-target', `${machine}-w64-mingw32`, '-isystem', MINGW_HEADERS[machine]];
  return clang(`#define _WIN32_WINNT 0x0A00\n${HEADERS}${source}`, ...target, ...args);
}

/** The type of a pointer to a function that is asked for with WSAIoctl, as mswsock.h names it. */
const pointerType = (name: string) => `LPFN_${name.toUpperCase()}`;

/**
 * What mingw-w64's headers call the parameters of functions, those that it declares nowhere left out. The function
 * counts, or else the type of a pointer to it.
 */
export function parameterNames(functions: readonly string[]): Map<string, string[]> {
  const text = read('', 'win-x64', '-E', '-P');
  const listOf = (name: string) =>
    new RegExp(`\\b${name} ?\\(([^()]*)\\);`).exec(text)?.[1] ??
    new RegExp(`\\*${pointerType(name)}\\) ?\\(([^()]*)\\);`).exec(text)?.[1];
  return new Map(
    functions.flatMap((name) => {
      const list = listOf(name);
      if (list === undefined) return [];
      const parameters = list === 'void' || list === '' ? [] : list.split(',');
      return [[name, parameters.map((parameter) => /(\w+)$/.exec(parameter.trim())?.[1] ?? '')]];
    }),
  );
}

/**
 * Lets clang compare functions as mingw-w64's headers declare them with our prototypes, every type resolved.
 *
 * @throws Error with clang's words, which name the functions that differ
 */
export function checkFunctionTypes(prototypes: readonly Prototype[], abi: MingwAbi): void {
  const assertions = prototypes.map(({ name, library, returns, parameters }) => {
    const types = parameters.map(({ type }) => type).join(', ') || 'void';
    const theirs = library === 'mswsock, by WSAIoctl' ? pointerType(name) : `__typeof__(&${name})`;
    const ours = `${returns.type} (WINAPI *)(${types})`;
    return `_Static_assert(__builtin_types_compatible_p(${theirs}, ${ours}), "${name}");\n`;
  });
  read(assertions.join(''), abi, '-fsyntax-only');
}
