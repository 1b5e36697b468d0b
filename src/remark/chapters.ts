import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PageLink } from '../components/FactPage/FactPage.tsx';

/** The page of a fact. */
export const pageOfFact = (fact: { id: string }): string => `/facts/${fact.id.toLowerCase()}/`;

/** What a page of text is called in its address, by its file: `five-slow-answers`. */
export const chapterName = (file: string): string =>
  path
    .basename(file)
    .replace(/^\d\d-/, '')
    .replace(/\.mdx?$/, '')
    .toLowerCase();

/** A name for a text of a chapter, under which the reader’s answer to it is kept. */
export const nameOf = (chapter: string, text: string): string =>
  `${chapter}/${createHash('sha256').update(text.replaceAll(/\s+/g, ' ').trim()).digest('hex').slice(0, 8)}`;

/** A chapter of the site. */
export interface Chapter extends PageLink {
  readonly number: number;
  /** What it is called in its address. */
  readonly name: string;
  /** Its Markdown. */
  text: string;
}

/** What a page calls itself in its front matter. */
const titleIn = (text: string): string | undefined => /^title: (.*)$/m.exec(text)?.[1];

/** The chapters there are, with what they are called and where they stand. */
export function chaptersIn(root: string): Chapter[] {
  return readdirSync(path.join(root, 'docs'))
    .filter((name) => /^\d\d-.*\.mdx$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(root, 'docs', name), 'utf8');
      return {
        number: Number(name.slice(0, 2)),
        name: chapterName(name),
        title: `${Number(name.slice(0, 2))}. ${titleIn(text) ?? name}`,
        to: `/chapters/${name.slice(3, -4)}/`,
        text,
      };
    });
}

/** The appendices there are, in their order. */
export function appendicesIn(root: string): (PageLink & { text: string })[] {
  const folder = path.join(root, 'docs', 'appendices');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[a-z]-.*\.mdx$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      return {
        title: `${name.charAt(0).toUpperCase()}. ${titleIn(text) ?? name}`,
        to: `/appendices/${name.slice(2, -4)}/`,
        text,
      };
    });
}
