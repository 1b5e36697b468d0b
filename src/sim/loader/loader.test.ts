import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLES, ROOT } from '../../run/boot/paths.mjs';
import { IMPORT_CALL, LinkError, linkProgram } from './link.ts';
import { placed } from './module.ts';
import { provideStandIns } from './stand-ins.ts';
import { stripTypes } from './strip.ts';

const dataUrl = (_name: string, text: string): string =>
  `data:text/javascript,${encodeURIComponent(text)}`;

const NUMBERS = { 'test:numbers': { default: 7, one: 1, two: 2 } };

const modulesOf = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [file, stripTypes(text)]));

const link = (files: Record<string, string>) =>
  linkProgram(
    { modules: modulesOf(files), main: Object.keys(files)[0] as string },
    NUMBERS,
    dataUrl,
  );

/** Every program and module of the book. */
function sources(): string[] {
  return [EXAMPLES, path.join(ROOT, 'facts')].flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
      .map((name) => path.join(folder, name)),
  );
}

describe('types are taken out', () => {
  it('and everything else stays where it is', () => {
    const text = [
      "import koffi, { type KoffiFunc } from 'koffi';",
      "import type { A } from './a.ts';",
      'const port: bigint = 1n as bigint;',
      'export function one<T extends object>(this: void, value?: T): asserts value is T {}',
      'declare const nothing: number;',
      "export type { B } from './b.ts';",
    ].join('\n');
    const { code, imports, refusals } = stripTypes(text);
    expect(refusals).toEqual([]);
    expect(code).toHaveLength(text.length);
    expect(code.split('\n').map((line) => line.trimEnd())).toEqual([
      "import koffi, {                } from 'koffi';",
      '',
      'const port         = 1n          ;',
      'export function one                  (            value    )                     {}',
      ';',
      ';',
    ]);
    expect(imports).toEqual([{ specifier: 'koffi', start: 38, end: 45, call: null }]);
  });

  it('of every program in the book', () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(190);
    for (const file of files) {
      const text = fs.readFileSync(file, 'utf8');
      const { code, refusals } = stripTypes(text);
      expect(refusals, file).toEqual([]);
      expect(code.length, file).toBe(text.length);
    }
  });

  it.each([
    ['let a = 1;\nenum Kind { One }', '2:1', 'const Name'],
    ['  namespace Own { export const one = 1; }', '1:3', 'module of its own'],
    ['class A {\n  constructor(private readonly b: number) {}\n}', '2:15', 'in the constructor'],
    ["import fs = require('node:fs');", '1:1', 'import … from'],
    ['export = 1;', '1:1', 'export default'],
    ['const a = <number>1;', '1:11', 'value as Type'],
    ['const a = b ?? c as boolean && d;', '1:16', 'parentheses'],
    ['const a = ;', '1:11', 'Expression expected'],
    ['const name = "x"; await import(name);', '1:25', 'as a string'],
  ])('but %j is refused', (text, place, words) => {
    const lines = stripTypes(text).refusals.map((refusal) => placed('a.ts', refusal));
    expect(lines[0]).toContain(`a.ts:${place}: `);
    expect(lines[0]).toContain(words);
  });
});

describe('a program is linked', () => {
  provideStandIns(NUMBERS);
  Object.defineProperty(globalThis, IMPORT_CALL, { value: (url: string) => import(url) });

  it('with its own modules and those that stand for others', async () => {
    const main = link({
      'examples/01/main.ts': [
        "import seven, { one } from 'test:numbers';",
        "import { three } from './lib/three.ts';",
        "import { four } from '@iocp/ffi';",
        "const late = await import('./lib/late.ts') as { five: number };",
        'export const sum: number = seven + one + three + four + late.five;',
        'export const url = import.meta.url;',
        'export const where = () => new Error().stack;',
      ].join('\n'),
      'examples/01/lib/three.ts':
        "import { one, two } from 'test:numbers';\nexport const three = one + two;",
      'examples/01/lib/late.ts': "export { five } from '../../five.ts';",
      'examples/ffi/index.ts': 'export const four = 4;',
      'examples/five.ts': 'export const five = 5;',
    });
    const { sum, url, where } = await import(main);
    expect(sum).toBe(20);
    expect(url).toBe('file:///C:/workbook/examples/01/main.ts');
    expect(where()).toContain(':7:28)');
  });

  it('but for what it does not have', () => {
    const files = {
      'main.ts': "import 'node:http';\nimport { a } from './a.ts';\n  import 'left-pad'",
      'a.ts': "export { b } from './b.ts';",
    };
    expect(() => link(files)).toThrow(LinkError);
    expect(() => link(files)).toThrow(/^main\.ts:1:8: The simulated Windows has no node:http for/);
    expect(() => link(files)).toThrow(/\na\.ts:1:19: There is no b\.ts among the files/);
    expect(() => link(files)).toThrow(/\nmain\.ts:3:10: The simulated Windows has no left-pad for/);
  });

  it('but for a circle', () => {
    expect(() =>
      link({
        'main.ts': "import './a.ts';",
        'a.ts': "import './b.ts';",
        'b.ts': "import './a.ts';",
      }),
    ).toThrow(/^b\.ts:1:8: .* a\.ts → b\.ts → a\.ts\./);
  });
});
