import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { termsOfChapters } from '../src/glossary/index.ts';
import { type Book, breachesOf, type WrittenChapter } from '../src/remark/contract.ts';
import { excerptOf } from '../src/remark/excerpt.ts';
import { ROOT } from '../src/run/boot/paths.mjs';

/* What all chapters have in common. Each rule is broken on purpose once, so that it is known to bite. */

const book: Book = {
  terms: termsOfChapters,
  linesOf: (file, region) =>
    excerptOf(fs.readFileSync(path.join(ROOT, file), 'utf8'), file, region).lines.map(
      ({ number }) => number,
    ),
};

const chapters: WrittenChapter[] = fs
  .readdirSync(path.join(ROOT, 'docs'))
  .filter((name) => /^\d\d-.*\.mdx$/.test(name))
  .sort()
  .map((name) => ({
    number: Number(name.slice(0, 2)),
    text: fs.readFileSync(path.join(ROOT, 'docs', name), 'utf8').replaceAll('\r\n', '\n'),
  }));

const brokenIn = (chapter: WrittenChapter) =>
  breachesOf(
    chapter,
    chapters.filter(({ number }) => number < chapter.number),
    book,
  );

describe('a chapter keeps the contract', () => {
  it.each(chapters.map((chapter) => [chapter.number, chapter] as const))('%d', (_, chapter) => {
    expect(brokenIn(chapter)).toEqual([]);
  });
});

describe('the contract names the rule that a chapter breaks', () => {
  const sound = chapters.find(({ number }) => number === 13) as WrittenChapter;
  const region = '```ts file=examples/12-from-completions-to-promises/main.ts\n```\n';

  it.each<[string, string | RegExp, string]>([
    ['parts in order', '## Not so', '## No'],
    ['parts in order', '## Run it', '## What is this'],
    ['hook first', '<Aims />', ''],
    ['two questions', / right>/, '>'],
    ['predict', /<Predict\b/, '<Foretell'],
    ['run it', /node iocp\.mjs run 13/g, 'node main.js'],
    ['listings from regions', '## Not so', '```ts\nconst a = 1;\n```\n\n## Not so'],
    ['lines of code', '## The memory', `${region}\n## The memory`],
    ['words', '## The memory', `${'And so on. '.repeat(700)}\n\n## The memory`],
    ['memory', /<MemoryLayout\b/, '<Layout'],
    ['replay', /<Cue\b/g, '<Stop'],
    ['not so', /scene="broken\//g, 'scene="'],
    ['real world', /blob\/[0-9a-f]{40}/g, 'blob/main'],
    ['rules with facts', /\(\[SCHED-6\]\(\/facts\/sched-6\/\)\)/, ''],
    ['three cards', /<Card\b/, '<Leaf'],
    ['for instructors', '</Instructors>', '</Instructors>\n\nAnd.'],
    ['no forward reference', /<Term id="lifo">(.*?)<\/Term>/, '$1'],
    [
      'no forward reference',
      'Four threads wait at one port',
      'LIFO: four threads wait at one port',
    ],
  ])('%s', (rule, from, to) => {
    const text = sound.text.replace(from, to);
    expect(text).not.toBe(sound.text);
    expect(brokenIn({ ...sound, text }).map((breach) => breach.rule)).toContain(rule);
  });

  it('no forward reference, to a word of a later chapter', () => {
    const early = { number: 1, text: sound.text };
    expect(breachesOf(early, [], book).map(({ why }) => why)).toContain(
      '“LIFO” is said first in a later chapter.',
    );
  });
});
