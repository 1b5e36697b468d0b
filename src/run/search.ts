import fs from 'node:fs';
import path from 'node:path';
import { close, createIndex } from 'pagefind';

import { Trouble } from './boot/trouble.mjs';

/** Kinds of pages, by the first part of their address; whatever else is found is of the kind `other`. */
const KINDS = ['chapters', 'appendices', 'facts', 'functions', 'beliefs'];

/** What of a page is not its text: what a reader does, says or sees again elsewhere. */
const NOT_TEXT = ['figure table', 'nav', 'button', 'select', 'svg', '[data-replay]', '.only-heard'];

/** What Pagefind adds for pages that use its own way of showing results. */
const OTHERS_PARTS = /^pagefind-(?:component|highlight|modular|ui)|^wasm\.unknown/;

/** Pages about one thing each, and those that hold text of their own. Frames of replays repeat what a program says. */
const isFound = (file: string): boolean =>
  !/^(?:replay\/.+\/|404|search\/|offline\/|review\/)/.test(file) && file.endsWith('.html');

/**
 * Writes the search index of a built site into its folder `pagefind/`.
 *
 * @param folder the built site
 * @returns how many pages can be found
 * @throws {Trouble} when a page cannot be indexed
 */
export async function indexForSearch(folder: string): Promise<number> {
  const target = path.join(folder, 'pagefind');
  fs.rmSync(target, { recursive: true, force: true });
  const pages = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter(isFound)
    .sort();
  const problems: string[] = [];
  try {
    const { index, errors } = await createIndex({
      rootSelector: 'article',
      excludeSelectors: NOT_TEXT,
      includeCharacters: '_-',
    });
    if (index === undefined) throw new Trouble(`Nothing could be indexed: ${errors.join(' ')}`);
    for (const file of pages) {
      const kind = KINDS.find((name) => file.startsWith(`${name}/`)) ?? 'other';
      const html = fs.readFileSync(path.join(folder, file), 'utf8');
      const content = html.replace('<article', `<article data-pagefind-filter="kind:${kind}"`);
      const added = await index.addHTMLFile({ sourcePath: file, content });
      problems.push(...added.errors);
    }
    problems.push(...(await index.writeFiles({ outputPath: target })).errors);
  } finally {
    await close();
  }
  if (problems.length > 0) {
    throw new Trouble(`The search index could not be written: ${problems.join(' ')}`);
  }
  for (const name of fs.readdirSync(target)) {
    if (OTHERS_PARTS.test(name)) fs.rmSync(path.join(target, name));
  }
  return pages.length;
}
