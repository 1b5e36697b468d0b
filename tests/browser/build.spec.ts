import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { basePath, buildFolder, expect, test } from './site.ts';

/** Files of the built site with this ending, with their text. */
function built(ending: string): { file: string; text: string }[] {
  return readdirSync(buildFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => ({ file, text: readFileSync(path.join(buildFolder, file), 'utf8') }));
}

test('every page was rendered: one that threw while it was built has no main part', () => {
  for (const { file, text } of built('.html')) {
    expect(text.includes('<main'), file).toBe(true);
  }
});

test('every address in a page lies under the base path, so the site may stand in a folder', () => {
  for (const { file, text } of built('.html')) {
    const addresses = [...text.matchAll(/\s(?:href|src)=(?:"([^"]*)"|([^\s>]+))/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? '',
    );
    expect(addresses.length, file).toBeGreaterThan(0);
    const outside = addresses.filter((each) => each.startsWith('/') && !each.startsWith(basePath));
    expect(outside, file).toEqual([]);
  }
});
