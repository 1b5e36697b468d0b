/** Takes the picture of chapter 7 that the README shows. `npm run picture`, after `npm run build`. */
import path from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from '../../src/run/boot/paths.mjs';
import { serve } from '../../src/run/serve.ts';
import { findChromium } from './chromium.ts';

const { found: _, ...browser } = findChromium();
const site = await serve({ folder: path.join(ROOT, 'build'), base: '/' });
const chrome = await chromium.launch({
  ...browser,
  chromiumSandbox: process.getuid?.() !== 0,
  args: ['--disable-gpu', '--font-render-hinting=none'],
});
try {
  const page = await chrome.newPage({
    viewport: { width: 1280, height: 860 },
    colorScheme: 'light',
  });
  await page.goto(`${site.url}chapters/five-slow-answers/`);
  await page.screenshot({ path: path.join(ROOT, 'docs', 'contributing', 'chapter-7.png') });
} finally {
  await chrome.close();
  await site.close();
}
