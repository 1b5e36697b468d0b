import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, test, visit, wake } from './site.ts';

const pages = [
  { name: 'home', url: './', title: /IOCP Workbook/ },
  { name: 'contents', url: 'chapters/', title: /^Chapters \| The IOCP Workbook$/ },
  {
    name: 'chapter 7',
    url: 'chapters/five-slow-answers/',
    title: /^Five slow answers \| The IOCP Workbook$/,
  },
  {
    name: 'chapter 13',
    url: 'chapters/threads-and-the-limit/',
    title: /^Threads and the limit \| The IOCP Workbook$/,
  },
  { name: 'glossary', url: 'glossary/', title: /^Glossary \| The IOCP Workbook$/ },
  {
    name: 'an appendix',
    url: 'appendices/readiness-and-completion/',
    title: /^Readiness and completion \| The IOCP Workbook$/,
  },
  { name: 'the ffi module', url: 'ffi/', title: /^The ffi module \| The IOCP Workbook$/ },
  { name: 'facts', url: 'facts/', title: /^Facts \| The IOCP Workbook$/ },
  { name: 'beliefs', url: 'beliefs/', title: /^Beliefs \| The IOCP Workbook$/ },
  { name: 'a belief', url: 'beliefs/m02/', title: /^M02: .* \| The IOCP Workbook$/ },
  { name: 'errata', url: 'errata/', title: /^Errata \| The IOCP Workbook$/ },
  { name: 'review', url: 'review/', title: /^Review \| The IOCP Workbook$/ },
  { name: 'layout lab', url: 'lab/', title: /^Layout lab \| The IOCP Workbook$/ },
  { name: 'errors', url: 'errors/', title: /^Errors \| The IOCP Workbook$/ },
] as const;

const chapter = pages[2].url;

/** Opens what the page keeps closed until a reader asks. */
async function openAnswers(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => {
    for (const details of all) (details as HTMLDetailsElement).open = true;
  });
}

for (const { name, url, title } of pages) {
  test.describe(name, () => {
    test('has a title, one heading of the first rank, and asks nothing of another host', async ({
      page,
      site,
    }) => {
      const strangers: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(site)) {
          strangers.push(request.url());
        }
      });
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url, { waitUntil: 'networkidle' });
      await expect(page).toHaveTitle(title);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      expect(strangers).toEqual([]);
      expect(complaints).toEqual([]);
    });

    for (const colorScheme of ['light', 'dark'] as const) {
      test(`breaks no rule of WCAG 2.2 AA that axe knows, in ${colorScheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme });
        await page.goto(url);
        await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
        await openAnswers(page);
        expect(await violations(page)).toEqual([]);
      });
    }

    test('fits into each width from the narrowest phone to a desk', async ({ page }) => {
      for (const width of [320, 360, 768, 1100, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        if (page.url() === 'about:blank') await page.goto(url);
        const [content, window] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        expect(window, `${width} pixels`).toBe(width);
        expect(content, `${width} pixels`).toBeLessThanOrEqual(window ?? 0);
        const hidden = await page
          .locator('[data-figure="memory"]')
          .evaluateAll((all) => all.map((box) => box.scrollWidth - box.clientWidth));
        expect(
          hidden.filter((pixels) => pixels !== 0),
          `pixels of memory tables that must be scrolled to, at ${width}`,
        ).toEqual([]);
      }
    });
  });
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a chapter has its text, its code, the output of every kernel and its memory', async ({
    page,
  }) => {
    await page.goto(chapter);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Five slow answers');
    const recording = page.locator('[data-figure="recording"]').first();
    for (const name of ['Windows', 'Wine', 'Simulated']) {
      await expect(recording.getByRole('heading', { name, exact: true })).toBeVisible();
    }
    await expect(recording.getByText('Not yet recorded on Windows.').first()).toBeVisible();
    await expect(recording.getByText(/^Simulated, seed 1 · commit [0-9a-f]{7}/)).toBeVisible();
    await expect(recording.getByText('RECEIVED: 5')).toHaveCount(2);
    await expect(recording.getByRole('tab')).toHaveCount(0);
    await expect(page.locator('[data-figure="listing"] pre').first()).toBeVisible();
    const memory = page.locator('[data-figure="memory"]').first();
    await expect(memory.getByRole('columnheader', { name: /^pending K/ })).toBeVisible();
    await expect(memory.getByRole('row', { name: /InternalHigh/ })).toBeVisible();
  });

  test('a reader who prefers dark gets dark', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(chapter);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe('rgb(21, 23, 27)');
  });

  test('every page is reached from home by links', async ({ page }) => {
    await page.goto('./');
    await page.getByRole('navigation').getByRole('link', { name: 'Chapters' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Five slow answers' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Five slow answers');
    await page.getByRole('navigation').getByRole('link', { name: 'Facts' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Facts');
  });
});

test.describe('by keyboard', () => {
  test('the first Tab reaches a link that skips to the text', async ({ page }) => {
    await page.goto(chapter, { waitUntil: 'networkidle' });
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to main content' });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await expect(page.locator('main :focus')).toHaveCount(1);
  });

  test('arrows, Home and End choose a kernel, and Tab leaves the tabs', async ({ page }) => {
    await page.goto(chapter, { waitUntil: 'networkidle' });
    const recording = page.locator('[data-figure="recording"]').first();
    const tab = (name: string) => recording.getByRole('tab', { name });
    const panel = (name: string) => recording.getByRole('tabpanel', { name });
    await recording.getByRole('tab', { selected: true }).focus();
    await page.keyboard.press('Home');
    await expect(tab('Windows')).toBeFocused();
    await expect(panel('Windows')).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(tab('Wine')).toBeFocused();
    await expect(panel('Wine')).toContainText('RECEIVED: 5');
    await expect(panel('Windows')).toBeHidden();
    await page.keyboard.press('End');
    await expect(tab('Simulated')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(tab('Windows')).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(tab('Simulated')).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Tab');
    await expect(recording.getByRole('tab', { selected: true })).not.toBeFocused();
  });

  test('where the focus is can be seen', async ({ page }) => {
    await page.goto(chapter, { waitUntil: 'networkidle' });
    for (let at = 0; at < 12; at++) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement as Element);
        return { outlineStyle, width: Number.parseFloat(outlineWidth) };
      });
      expect(outline.outlineStyle).not.toBe('none');
      expect(outline.width).toBeGreaterThanOrEqual(2);
    }
  });
});

test('a chapter needs less than 150 KB of scripts, and no highlighter or reader of traces', async ({
  page,
}) => {
  const scripts = new Map<string, Promise<string>>();
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') {
      scripts.set(response.url(), response.text());
    }
  });
  await page.goto(chapter, { waitUntil: 'networkidle' });
  await wake(page);
  await page.waitForLoadState('networkidle');
  const texts = await Promise.all(scripts.values());
  expect(texts.length).toBeGreaterThan(1);
  for (const foreign of [
    'createHighlighter',
    'codeToTokens',
    'languages.extend',
    'BrokenTrace',
    'DeclarationError',
    'setModelMarkers',
  ]) {
    expect(
      texts.some((text) => text.includes(foreign)),
      foreign,
    ).toBe(false);
  }
  const packed = texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
  expect(packed).toBeLessThan(150_000);
});

test('each chapter needs less than 150 KB of scripts before somebody does something', async ({
  page,
}) => {
  await page.goto('chapters/');
  const links = page.locator('main a[href*="/chapters/"]');
  const urls = new Set(
    await links.evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href)),
  );
  expect(urls.size).toBeGreaterThanOrEqual(13);
  let scripts: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.text());
  });
  for (const url of urls) {
    scripts = [];
    await visit(page, url);
    const texts = await Promise.all(scripts);
    const packed = texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
    expect.soft(packed, url).toBeLessThan(150_000);
    expect.soft(packed, url).toBeGreaterThan(100_000);
  }
});

test('a fact in the margin leads to its place on the page of facts', async ({ page }) => {
  await page.goto(chapter, { waitUntil: 'networkidle' });
  const note = page.locator('[data-fact]:visible').first();
  const id = await note.getAttribute('data-fact');
  await note.getByRole('link', { name: id ?? '' }).click();
  await expect(page).toHaveURL(new RegExp(`/facts/#${id}$`));
  await expect(page.locator(`[id="${id}"]`)).toBeInViewport();
});

test('notes stand beside the text on a wide page and in it on a narrow one', async ({ page }) => {
  await page.setViewportSize({ width: 1400, height: 900 });
  await page.goto(chapter);
  const main = page.locator('main');
  await openAnswers(page);
  const column = await main.evaluate((box) => box.getBoundingClientRect().right);
  const notes = await page.locator('[data-fact]').evaluateAll((all) =>
    all.map((note) => {
      const { left, right } = note.getBoundingClientRect();
      return { id: note.getAttribute('data-fact'), left, right };
    }),
  );
  expect(notes.length).toBeGreaterThan(0);
  for (const { id, left, right } of notes) {
    expect(left, id ?? '').toBeGreaterThanOrEqual(column);
    expect(right, id ?? '').toBeLessThanOrEqual(1400);
  }
  await page.setViewportSize({ width: 360, height: 900 });
  const width = (await main.boundingBox())?.width ?? 0;
  expect((await page.locator('[data-fact]').first().boundingBox())?.width).toBeGreaterThan(
    width * 0.8,
  );
});

test('every listing is, line for line, what its file says', async ({ page }) => {
  const root = path.resolve(import.meta.dirname, '../..');
  await page.goto(chapter);
  const listings = await page.locator('[data-figure="listing"]').all();
  expect(listings.length).toBeGreaterThan(0);
  for (const listing of listings) {
    const file = (await listing.getAttribute('data-file')) ?? '';
    const lines = readFileSync(path.join(root, file), 'utf8').split('\n');
    const shown = await listing
      .locator('.line')
      .evaluateAll((all) =>
        all.map((line) => [Number(line.getAttribute('data-line')), line.textContent?.trim()]),
      );
    expect(shown.length).toBeGreaterThan(0);
    expect(shown).toEqual(shown.map(([number]) => [number, lines[Number(number) - 1]?.trim()]));
  }
});
