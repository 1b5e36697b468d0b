import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { factById, facts } from '../src/facts/index.ts';
import { ROOT } from '../src/run/boot/paths.mjs';

const families = [...new Set(facts.map(({ id }) => id.split('-')[0]))];
const fact = new RegExp(`\\b(?:${families.join('|')})-\\d+\\b`, 'g');

/** Everything people read: chapters, comments, messages. */
function texts(): { file: string; text: string }[] {
  const folders = ['docs', 'examples', 'src', 'tests'];
  const names = folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name)),
  );
  return names
    .filter((name) => /\.(?:mdx?|tsx?|mjs)$/.test(name) && !/node_modules|\.test\.tsx?$/.test(name))
    .map((file) => ({ file, text: fs.readFileSync(path.join(ROOT, file), 'utf8') }));
}

describe('the catalogue of facts', () => {
  it('has each id once', () => {
    const ids = facts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says something of each fact, in whole sentences, and where it rests', () => {
    for (const { id, statement, sources, wine } of facts) {
      expect(statement, id).toMatch(/^[A-Z*].*\.$/);
      expect(sources, id).not.toEqual([]);
      if (wine !== null) expect(wine, id).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('has every fact that a chapter, a comment or a message names', () => {
    const missing = texts().flatMap(({ file, text }) =>
      [...text.matchAll(fact)].flatMap(([id]) => (factById(id) ? [] : [`${file} names ${id}`])),
    );
    expect(missing).toEqual([]);
  });
});
