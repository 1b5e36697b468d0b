import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PageLink } from '../components/FactPage/FactPage.tsx';

/** The page of a fact. */
export const pageOfFact = (fact: { id: string }): string => `/facts/${fact.id.toLowerCase()}/`;

/** A chapter of the site. */
export interface Chapter extends PageLink {
  /** Its Markdown. */
  text: string;
}

/** The chapters there are, with what they are called and where they stand. */
export function chaptersIn(root: string): Chapter[] {
  return readdirSync(path.join(root, 'docs'))
    .filter((name) => /^\d\d-.*\.mdx$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(root, 'docs', name), 'utf8');
      const title = /^title: (.*)$/m.exec(text)?.[1] ?? name;
      return {
        title: `${Number(name.slice(0, 2))}. ${title}`,
        to: `/chapters/${name.slice(3, -4)}/`,
        text,
      };
    });
}
