import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../run/boot/paths.mjs';
import { findNode } from '../../run/kernel/unix.mjs';
import { stripTypes } from './strip.ts';

/** Node's own way with every text that it is given: what is left, or the code of its error. */
const SCRIPT = `
  import { stripTypeScriptTypes } from 'node:module';
  import { readFileSync } from 'node:fs';
  const texts = JSON.parse(readFileSync(0, 'utf8'));
  console.log(JSON.stringify(texts.map((text) => {
    try { return { code: stripTypeScriptTypes(text) }; } catch ({ code }) { return { error: code }; }
  })));`;

let node = '';
beforeAll(async () => {
  node = (await findNode(() => {})).file;
});

const strippedByNode = (texts: readonly string[]): { code?: string; error?: string }[] =>
  JSON.parse(
    execFileSync(node, ['--no-warnings', '--input-type=module', '--eval', SCRIPT], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    }),
  );

/** Where a statement was, one of the tools leaves a semicolon now and then. */
const bare = (code: string): string[] =>
  code.split('\n').map((line) => line.replace(/(?<=^\s*);|\s+$/g, ''));

describe('the tool for browsers takes out what Node on Windows takes out', () => {
  it('of every program in the book', () => {
    const files = ['examples', 'facts'].flatMap((folder) =>
      fs
        .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
        .map((name) => path.join(ROOT, folder, name)),
    );
    const texts = files.map((file) => fs.readFileSync(file, 'utf8'));
    const theirs = strippedByNode(texts);
    expect(files.length).toBeGreaterThan(190);
    for (const [index, text] of texts.entries()) {
      const { code = '' } = theirs[index] ?? {};
      expect(bare(stripTypes(text).code), files[index]).toEqual(bare(code));
    }
  });

  it.each([
    ['enum A { B }'],
    ['namespace A { export const b = 1; }'],
    ["import a = require('b');"],
    ['export = 1;'],
    ['class A { constructor(public b: number) {} }'],
    ['const a = <number>1;'],
    ['const a = ;'],
    ['declare enum A { B }', 'may stay'],
    ['namespace A { export type B = number; }', 'may stay'],
    ['abstract class A { abstract b(): void; private c?: number; }', 'may stay'],
    ['const a = b!.c satisfies D as E;', 'may stay'],
  ])('and refuses what Node refuses: %s', (text, stays = 'is refused') => {
    const [theirs] = strippedByNode([text]);
    expect(theirs?.error === undefined ? 'may stay' : 'is refused').toBe(stays);
    expect(stripTypes(text).refusals.length === 0 ? 'may stay' : 'is refused').toBe(stays);
  });
});
