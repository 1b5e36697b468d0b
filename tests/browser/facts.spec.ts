import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, test, visit } from './site.ts';

const words = (page: Page) => page.getByLabel('Words or numbers');
const entries = (page: Page) => page.locator('article section[id*="-"]:not([id^="theme"])');
const count = (page: Page) => page.getByRole('status');

test('the list is narrowed by words, and the address says by which', async ({ page }) => {
  await visit(page, 'facts/');
  const all = await entries(page).count();
  expect(all).toBeGreaterThan(130);
  await expect(count(page)).toHaveText(`${all} facts`);
  await words(page).fill('wait last');
  await expect(page.locator('#SCHED-1')).toBeVisible();
  const few = await entries(page).count();
  expect(few).toBeLessThan(10);
  await expect(count(page)).toHaveText(`${few} of ${all} facts`);
  await expect(page).toHaveURL(/\?words=wait\+last$/);
  await words(page).fill('elephants');
  await expect(page.getByText('No fact has all of that.')).toBeVisible();
});

test('an address that asks is answered, by theme, function, struct and Wine', async ({ page }) => {
  await visit(page, 'facts/?function=GetQueuedCompletionStatusEx&wine=differs');
  await expect(page.getByLabel('Function')).toHaveValue('GetQueuedCompletionStatusEx');
  await expect(page.getByLabel('Only where Wine differs')).toBeChecked();
  await expect(page.locator('#EX-4')).toBeVisible();
  await expect(page.locator('#PORT-1')).toHaveCount(0);
  await page.getByLabel('Struct').selectOption('OVERLAPPED_ENTRY');
  await expect(page).toHaveURL(/struct=OVERLAPPED_ENTRY/);
  for (const entry of await entries(page).all()) await expect(entry).toContainText('On Wine:');
});

test('an anchor that a chapter links to leads to its fact, and that to its page', async ({
  page,
}) => {
  await page.goto('facts/#RECV-3', { waitUntil: 'networkidle' });
  await expect(page.locator('#RECV-3')).toBeInViewport();
  await page.locator('#RECV-3').getByRole('link', { name: 'RECV-3', exact: true }).click();
  await expect(page).toHaveURL(/\/facts\/recv-3\/$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('RECV-3');
});

test('the page of a fact has its program, and what each kernel answered', async ({ page }) => {
  await page.goto('facts/ex-4/');
  await expect(page.locator('[data-figure="listing"]')).toContainText('print(');
  const table = page.getByRole('region', { name: 'What the kernels answered' });
  await expect(table.getByRole('columnheader')).toHaveText([
    'Printed',
    'Windows, by the catalogue',
    'Windows, measured',
    'Wine, measured',
    'Simulated, by our own kernel',
  ]);
  await expect(page.getByText('Wine: as the catalogue says of Wine.')).toBeVisible();
  await expect(page.getByText(/Wine 8\.0 · node 22\./)).toBeVisible();
  await expect(
    page.getByText(/^Simulated: as the catalogue says of Windows\. Simulated, seed 1 · commit /),
  ).toBeVisible();
});

test('the page of an inferred fact says that no source states it', async ({ page }) => {
  await page.goto('facts/port-3/');
  await expect(page.getByText('Inferred: no page and no test says so.')).toBeVisible();
});

test('a function’s page has its prototype, our binding, errors and facts', async ({ page }) => {
  await page.goto('functions/WSARecv/');
  await expect(page.locator('[data-figure="snippet"]')).toContainText(
    'LPWSAOVERLAPPED lpOverlapped',
  );
  await expect(page.locator('[data-file="examples/ffi/ws2_32.ts"]')).toContainText(
    'export const WSARecv',
  );
  await expect(page.getByRole('link', { name: '997' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'RECV-1', exact: true }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: /^7\. / })).toBeVisible();
});

for (const url of ['facts/', 'facts/gq-2/', 'facts/sched-6/', 'functions/', 'functions/WSARecv/']) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${url} breaks no rule of WCAG 2.2 AA that axe knows, in ${colorScheme}`, async ({
      page,
    }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(url);
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      expect(await violations(page)).toEqual([]);
    });
  }

  test(`${url} is no wider than a phone`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(url);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
  });
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('every fact is in the list, and the form that could do nothing is not', async ({ page }) => {
    await page.goto('facts/');
    expect(await entries(page).count()).toBeGreaterThan(130);
    await expect(words(page)).toBeHidden();
    await expect(page.getByText(/^OVERLAPPED_ENTRY: .*EX-11/)).toBeVisible();
  });
});
