import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../src/run/boot/paths.mjs';

/** Pages that are read on a code host, not on the site: nothing else looks at their links. */
const pages = ['.', 'docs/contributing', ...folders('examples')].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join(folder, name)),
);

function folders(parent: string): string[] {
  return fs
    .readdirSync(path.join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => path.posix.join(parent, name));
}

describe.each(pages)('%s', (page) => {
  const text = fs.readFileSync(path.join(ROOT, page), 'utf8');

  it('links only to what is there', () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string);
    const missing = targets.filter(
      (target) =>
        !/^(?:https?:|#)/.test(target) &&
        !fs.existsSync(path.resolve(ROOT, path.dirname(page), target.replace(/#.*$/, ''))),
    );
    expect(missing).toEqual([]);
  });

  it('names no folder of somebody’s own machine', () => {
    expect(text).not.toMatch(/\/(?:home|Users|root|work)\/\w|[A-Z]:\\Users/);
  });
});
