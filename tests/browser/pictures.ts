/**
 * Takes the pictures that lie in the repository: chapter 7 for the README, those that stand for a shared page, and the
 * icons. `npm run pictures`, after `npm run build`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { socialCards } from '../../src/remark/social.ts';
import { ROOT } from '../../src/run/boot/paths.mjs';
import { serve } from '../../src/run/serve.ts';
import { findChromium } from './chromium.ts';

const STATIC = path.join(ROOT, 'static');
const SOCIAL = path.join(STATIC, 'social');

async function social(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1200, height: 630 });
  const cards = socialCards(ROOT);
  fs.rmSync(SOCIAL, { recursive: true, force: true });
  for (const { file, html } of cards) {
    await page.setContent(html);
    await page.screenshot({ path: path.join(SOCIAL, file) });
  }
  const made = Object.fromEntries(cards.map(({ file, hash }) => [file, hash]));
  fs.writeFileSync(path.join(SOCIAL, 'made-from.json'), `${JSON.stringify(made, null, 2)}\n`);
}

/** The favicon as the pixels that phones and older browsers ask for; a maskable one fills its square. */
async function icons(page: Page): Promise<void> {
  const mark = fs.readFileSync(path.join(STATIC, 'favicon.svg'), 'utf8');
  for (const { name, size, square } of [
    { name: 'icon-180', size: 180, square: true },
    { name: 'icon-192', size: 192, square: false },
    { name: 'icon-512', size: 512, square: false },
    { name: 'icon-512-maskable', size: 512, square: true },
  ]) {
    const inset = square ? size * 0.1 : 0;
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>* { margin: 0 } body { padding: ${inset}px; background: ${square ? '#0a6161' : 'none'} }
        svg { display: block; width: ${size - 2 * inset}px; height: ${size - 2 * inset}px }</style>${mark}`,
    );
    await page.screenshot({
      path: path.join(STATIC, 'icons', `${name}.png`),
      omitBackground: true,
    });
  }
}

/** Chapter 7's replay, at the frame in which the fifth answer's packet has come. */
async function replay(page: Page, url: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 1040 });
  await page.goto(
    `${url}chapters/five-slow-answers/#replay/07-five-slow-answers/main/wine/wait/op5/1`,
  );
  const player = page.locator('[data-replay="player"]');
  await player.getByText('The fifth, because it is the fastest.').waitFor();
  await player.screenshot({ path: path.join(ROOT, 'docs', 'contributing', 'chapter-7.png') });
}

const { found: _, ...browser } = findChromium();
const site = await serve({ folder: path.join(ROOT, 'build'), base: '/' });
const chrome = await chromium.launch({
  ...browser,
  chromiumSandbox: process.getuid?.() !== 0,
  args: ['--disable-gpu', '--font-render-hinting=none'],
});
try {
  const page = await chrome.newPage({ colorScheme: 'light' });
  await social(page);
  await icons(page);
  await replay(page, site.url);
} finally {
  await chrome.close();
  await site.close();
}
