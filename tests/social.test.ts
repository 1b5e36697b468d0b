import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { socialCards } from '../src/remark/social.ts';
import { ROOT } from '../src/run/boot/paths.mjs';

const SOCIAL = path.join(ROOT, 'static', 'social');

/** Width and height of a PNG, from its first chunk. */
function sizeOf(file: string): [number, number] {
  const bytes = fs.readFileSync(file);
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe('the pictures of shared pages', () => {
  const cards = socialCards(ROOT);

  test('are those of what the pages say today; npm run build, then npm run pictures', () => {
    const made = JSON.parse(fs.readFileSync(path.join(SOCIAL, 'made-from.json'), 'utf8'));
    expect(made).toEqual(Object.fromEntries(cards.map(({ file, hash }) => [file, hash])));
  });

  test('are one for the book and one for each chapter and appendix, 1,200 by 630 pixels', () => {
    expect(cards).toHaveLength(1 + 13 + 5);
    for (const { file } of cards) expect(sizeOf(path.join(SOCIAL, file))).toEqual([1200, 630]);
  });

  test('show what the chapter’s first program printed', () => {
    const card = cards.find(({ file }) => file === '07.png');
    expect(card?.html).toContain('RECEIVED: 5\nRECEIVED: 4');
    expect(card?.html).toContain('Chapter 7');
  });
});

test('the icons have the sizes that the manifest names', () => {
  const manifest = JSON.parse(
    fs.readFileSync(path.join(ROOT, 'static', 'manifest.webmanifest'), 'utf8'),
  );
  const pixels = manifest.icons.filter(({ type }: { type: string }) => type === 'image/png');
  expect(pixels.length).toBeGreaterThan(1);
  for (const { src, sizes } of pixels) {
    expect(sizeOf(path.join(ROOT, 'static', src)).join('x')).toBe(sizes);
  }
});
