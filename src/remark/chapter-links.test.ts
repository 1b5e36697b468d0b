import path from 'node:path';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import chapterLinks from './chapter-links.ts';
import type { Node } from './mdx.ts';

const root = path.resolve(import.meta.dirname, '../..');
const text = (value: string) => ({ type: 'text', value });
const inside = (type: string, ...children: object[]) => ({ type, children });

/** Where the links of a page lead, with the words that do. */
function linksOf(page: string, ...children: object[]): string[] {
  const tree = inside('root', ...children) as unknown as Node;
  chapterLinks({ root })(tree, { path: path.join(root, 'docs', page) });
  const found: string[] = [];
  visit(tree, 'link', (node) => {
    const { url, children } = node as unknown as { url: string; children: { value: string }[] };
    if (url !== undefined) found.push(`${children[0]?.value} → ${url}`);
  });
  return found;
}

test('the first mention of a chapter is a link, and only that', () => {
  const tree = inside('paragraph', text('As in chapter 4, and chapter 9. Chapter 4 again.'));
  expect(linksOf('07-five-slow-answers.mdx', tree)).toEqual([
    'chapter 4 → /chapters/lending-memory/',
    'chapter 9 → /chapters/two-event-loops/',
  ]);
  expect(tree.children.map((part) => ('value' in part ? part.value : '…'))).toEqual([
    'As in ',
    '…',
    ', and ',
    '…',
    '. Chapter 4 again.',
  ]);
});

test.each([
  ['its own chapter', inside('paragraph', text('This is chapter 7.'))],
  ['a chapter that there is not', inside('paragraph', text('In chapter 99.'))],
  ['what is a link already', inside('link', text('chapter 4'))],
  ['a heading', inside('heading', text('From chapter 4'))],
])('%s is none', (_, tree) => {
  expect(linksOf('07-five-slow-answers.mdx', tree)).toEqual([]);
});
