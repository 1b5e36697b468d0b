import fs from 'node:fs';
import path from 'node:path';
import dictionary from 'dictionary-en-gb';
import nspell from 'nspell';
import { describe, expect, it } from 'vitest';
import { terms } from '../src/glossary/index.ts';
import { proseOf } from '../src/remark/contract.ts';
import { ROOT } from '../src/run/boot/paths.mjs';

/* Whether the prose of the chapters is spelt as the British do. Names of code and of systems are not words. */

const speller = nspell(Buffer.from(dictionary.aff), Buffer.from(dictionary.dic));
for (const { words } of terms) {
  for (const word of words.flatMap((each) => each.split(/[\s-]/))) speller.add(word);
}
for (const word of fs.readFileSync(path.join(ROOT, 'tests/spelling.txt'), 'utf8').split('\n')) {
  if (word !== '' && !word.startsWith('#')) speller.add(word);
}

/** A capital behind the first letter, or capitals alone: the name of a function, a type, a system. */
const isName = (word: string): boolean => /.\p{Lu}/u.test(word);

/** The words of a text that are spelt wrongly. */
function misspelt(text: string): string[] {
  const words = (proseOf(text).match(/\p{L}[\p{L}’'\d]*/gu) ?? [])
    .map((word) => word.replaceAll('’', "'").replace(/'s?$/, ''))
    .filter((word) => !isName(word) && !/\d/.test(word));
  return [...new Set(words)].filter((word) => !speller.correct(word));
}

const pages = ['docs', 'docs/appendices'].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.mdx'))
    .map((name) => path.posix.join(folder, name)),
);

describe('every word is spelt as it should be', () => {
  it.each(pages)('%s', (page) => {
    expect(misspelt(fs.readFileSync(path.join(ROOT, page), 'utf8'))).toEqual([]);
  });

  it('and a word that is not is named, code and addresses aside', () => {
    const text = 'A pakcet’s `keey`, [the queue](/facts/gq-10/), a color.\n\n```ts\nteh\n```\n';
    expect(misspelt(text)).toEqual(['pakcet', 'color']);
  });
});
