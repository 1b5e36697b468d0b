import type { Locator, Page } from '@playwright/test';
import { violations } from './axe.ts';
import { basePath, expect, test, visit } from './site.ts';

const question = (page: Page): Locator => page.getByRole('searchbox');
const hits = (page: Page): Locator => page.locator('[data-search="hits"] > li');
const said = (page: Page): Locator => page.getByRole('status');

test('nothing of the search is loaded before somebody asks, and then from this site alone', async ({
  page,
  site,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await visit(page, 'search/');
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => url.includes('/pagefind/'))).toEqual([]);
  await question(page).fill('backlog');
  await expect(hits(page).first()).toBeVisible();
  expect(asked.some((url) => url.includes('/pagefind/'))).toBe(true);
  expect(asked.filter((url) => !url.startsWith(site) && !url.startsWith('data:'))).toEqual([]);
});

for (const [asked, address] of [
  ['GQ-4', 'facts/gq-4/'],
  ['sched-2', 'facts/sched-2/'],
  ['GetQueuedCompletionStatusEx', 'functions/GetQueuedCompletionStatusEx/'],
  ['WSARecv', 'functions/WSARecv/'],
  ['997', 'errors/?n=997'],
  ['M05', 'beliefs/m05/'],
  ['structs are bytes', 'chapters/structs-are-bytes/'],
] as const) {
  test(`${asked} is found first where it is at home`, async ({ page }) => {
    await visit(page, `search/?q=${encodeURIComponent(asked)}`);
    await expect(said(page)).toContainText('page');
    const link = hits(page).first().getByRole('link');
    expect((await link.getAttribute('href'))?.replace(/#.*/, '')).toBe(basePath + address);
  });
}

test('a question is in the address, and so is its kind', async ({ page }) => {
  await visit(page, 'search/');
  await question(page).fill('skip on success');
  await expect(said(page)).toContainText('“skip on success”');
  await page.getByLabel('In', { exact: true }).selectOption('facts');
  await expect(page).toHaveURL(/\?q=skip\+on\+success&kind=facts$/);
  await expect(said(page)).toContainText('“skip on success”');
  await page.reload();
  await expect(question(page)).toHaveValue('skip on success');
  await expect(hits(page).first()).toContainText('Fact');
  expect(await hits(page).filter({ hasNotText: 'Fact' }).count()).toBe(0);
});

test('what is not there is said', async ({ page }) => {
  await visit(page, 'search/?q=qqqzzzxxx');
  await expect(said(page)).toHaveText('Nothing is found for “qqqzzzxxx”.');
});

test('markup in a question or a page stays text', async ({ page }) => {
  await visit(page, `search/?q=${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
  await expect(said(page)).toContainText('<img');
  await expect(page.locator('main img')).toHaveCount(0);
});

test('without its index the page says how it is made', async ({ page }) => {
  await page.route('**/pagefind/**', (route) => route.abort());
  await visit(page, 'search/?q=port');
  await expect(said(page)).toContainText('node iocp.mjs start');
});

test('Ctrl+K leads from any page to the question', async ({ page }) => {
  await visit(page, 'chapters/accepting/');
  await page.keyboard.press('Control+k');
  await expect(page).toHaveURL(/\/search\/$/);
  await expect(question(page)).toBeFocused();
  // A key alone is nobody's shortcut: it belongs to who reads with a screen reader or by voice.
  await visit(page, 'chapters/accepting/');
  await page.keyboard.press('/');
  await page.keyboard.press('k');
  await expect(page).toHaveURL(/accepting/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`results have no fault that axe finds, ${colorScheme}, on a phone`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme });
    await visit(page, 'search/?q=overlapped');
    await expect(hits(page).first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
  });
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('the page names what a browser can search by itself', async ({ page }) => {
    await page.goto('search/');
    await expect(page.getByText('Searching needs scripts')).toBeVisible();
  });
});
