import { type Layout, layoutOf } from './layout.ts';
import { Parser } from './parser.ts';
import { preprocess } from './preprocess.ts';
import { Declarations, Scope } from './scope.ts';
import type { Abi } from './types.ts';
import { WIN32_NAMES, WIN32_STRUCTS } from './win32.ts';

const windows = new Map<Abi, Scope>();

/** The names of Windows' headers, read once for each ABI. */
function windowsScope(abi: Abi): Scope {
  let scope = windows.get(abi);
  if (scope === undefined) {
    scope = new Scope(null);
    new Parser(preprocess(WIN32_NAMES + WIN32_STRUCTS, abi), abi, scope).run();
    windows.set(abi, scope);
  }
  return scope;
}

/**
 * Reads C declarations as they stand in Windows' headers. The Win32 names that the book uses (DWORD, HANDLE,
 * OVERLAPPED, WSABUF …) are known; the text may declare them anew.
 *
 * @param source at most a million characters; nothing in it is run
 * @param abi decides `_WIN64` and its like, and `sizeof` in the length of an array
 * @throws {DeclarationError} at the first thing that cannot be read, with line, column and what was expected
 */
export function parse(source: string, abi: Abi): Declarations {
  const scope = new Scope(windowsScope(abi));
  const parser = new Parser(preprocess(source, abi), abi, scope);
  parser.run();
  return new Declarations(abi, scope, parser.last);
}

/**
 * The layout of the last type that a text declares.
 *
 * @returns null when the text declares none
 * @throws {DeclarationError} as `parse` does
 * @throws {TypeError} when the last type is only announced, and so has no size
 * @throws {RangeError} when it has more than 20,000 fields
 */
export function layoutOfLast(source: string, abi: Abi): Layout | null {
  const { last } = parse(source, abi);
  return last === null ? null : layoutOf(last.type, abi, last.name);
}
