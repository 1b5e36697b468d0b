import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../run/boot/paths.mjs';
import { ffiPage } from './ffi.ts';

/** What a program can import from `@iocp/ffi`, as the compiler's checker says. */
function exported(): string[] {
  const index = path.join(ROOT, 'examples/ffi/index.ts');
  const program = ts.createProgram([index], {
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.NodeNext,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  return symbol === undefined ? [] : checker.getExportsOfModule(symbol).map(({ name }) => name);
}

describe('the reference of @iocp/ffi', async () => {
  const { modules } = await ffiPage(ROOT);
  const entries = modules.flatMap((module) => module.entries);
  const find = (name: string) => entries.find((entry) => entry.name === name);
  const plain = (html = '') =>
    html
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll('&#x3C;', '<')
      .trim();

  test('has every export once, and nothing else', () => {
    const names = exported();
    expect(names.length).toBeGreaterThan(0);
    expect(entries.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  test('says what each export is for', () => {
    expect(entries.filter(({ words }) => words.length === 0).map(({ name }) => name)).toEqual([]);
    expect(modules.filter(({ purpose }) => purpose === '').map(({ name }) => name)).toEqual([]);
  });

  test('shows a binding as the call that it is, and links it to the page of its function', () => {
    expect(plain(find('listen')?.signature.html)).toBe(
      'listen(socket: Socket, backlog: number): number',
    );
    expect(find('listen')?.page).toBe('/functions/listen/');
    expect(find('Operation')?.page).toBeNull();
  });

  test('shows what a program may use of a class, and nothing that is private', () => {
    const members = find('Operation')?.members.map(({ signature }) => plain(signature.html)) ?? [];
    expect(members).toContain('free(): void');
    expect(members).toContain('get submitted(): boolean');
    expect(members.filter((text) => text.includes('#'))).toEqual([]);
  });

  test('links the facts that a docstring names, and keeps its notes', () => {
    const free = find('Operation')?.members.find(({ signature }) =>
      plain(signature.html).startsWith('free'),
    );
    expect(free?.notes.map(({ what, name }) => [what, name])).toEqual([
      ['Throws', 'OwnershipError'],
    ]);
    expect(find('attempt')?.words.flat()).toContainEqual({ text: 'THR-3', to: '/facts/thr-3/' });
  });
});
