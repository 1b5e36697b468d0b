import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { basePath, expect, test, wake } from './site.ts';

const chapter = 'chapters/five-slow-answers/';
const simulated = (page: Page) =>
  page.locator('[data-figure="recording"]').first().getByRole('tab', { name: 'Simulated' });

/** Whether a script of the page has run. */
const runs = (page: Page): Promise<boolean> => page.evaluate(() => 'docusaurus' in window);

/** The page’s scripts take until `go` is called. */
async function slowly(page: Page): Promise<() => void> {
  let go = () => {};
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route('**/main.*.js', async (route) => {
    await gone;
    await route.continue();
  });
  return go;
}

test('a page is read without a script of it, and fetches them meanwhile', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(chapter);
  await expect.poll(() => asked.filter((name) => /\/main\.\w+\.js$/.test(name))).toHaveLength(1);
  await page.waitForLoadState('networkidle');
  expect(await runs(page)).toBe(false);
  await expect(page.locator('[data-figure="recording"]').first()).toContainText('RECEIVED: 5');
});

test.describe('it wakes', () => {
  const signs: [string, (page: Page) => Promise<unknown>][] = [
    ['when the pointer moves', (page) => page.mouse.move(200, 200)],
    ['when a key is pressed', (page) => page.keyboard.press('Tab')],
    ['when it is scrolled', (page) => page.evaluate(() => scrollTo(0, 200))],
    [
      'when something gets the focus',
      (page) => page.evaluate(() => document.querySelector('a')?.focus()),
    ],
  ];
  for (const [when, sign] of signs) {
    test(when, async ({ page }) => {
      await page.goto(chapter);
      expect(await runs(page)).toBe(false);
      await sign(page);
      await expect.poll(() => runs(page)).toBe(true);
    });
  }

  test('when its address asks something', async ({ page }) => {
    await page.goto('errors/?n=997');
    await expect(page.getByRole('main')).toContainText('ERROR_IO_PENDING');
    expect(await runs(page)).toBe(true);
  });

  test('not before it is whole', async ({ page }) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    // The page comes in two halves, and its scripts are there before the second.
    const html = await (await page.request.get(chapter)).text();
    const middle = Math.floor(html.length / 2);
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.write(html.slice(0, middle));
      setTimeout(() => response.end(html.slice(middle)), 1500);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    await page.route('**/five-slow-answers/?*', (route) =>
      route.continue({ url: `http://127.0.0.1:${port}/` }),
    );
    await page.goto(`${chapter}?now`);
    await expect(page.locator('html')).toHaveAttribute('data-has-hydrated', 'true');
    server.close();
    expect(complaints).toEqual([]);
  });

  test('when its address names a place', async ({ page }) => {
    await page.goto(`${chapter}#wait`);
    await expect.poll(() => runs(page)).toBe(true);
  });

  test('when something of the reader’s is kept in this browser', async ({ page }) => {
    await page.goto(chapter);
    await page.evaluate(() => localStorage.setItem('anything', 'at all'));
    await page.reload();
    await expect.poll(() => runs(page)).toBe(true);
  });
});

test.describe('what is done before it is awake is done when it is', () => {
  test('a click on a tab', async ({ page }) => {
    const go = await slowly(page);
    await page.goto(chapter);
    await simulated(page).evaluate((tab: HTMLElement) => tab.click());
    await expect(simulated(page)).toHaveAttribute('aria-selected', 'false');
    go();
    await expect(simulated(page)).toHaveAttribute('aria-selected', 'true');
  });

  test('Ctrl+K', async ({ page }) => {
    const go = await slowly(page);
    await page.goto(chapter);
    await page.keyboard.press('Control+k');
    go();
    await expect(page).toHaveURL(new RegExp(`${basePath}search/$`));
  });

  test('a word that was typed', async ({ page }) => {
    const go = await slowly(page);
    await page.goto('search/');
    await page.getByRole('searchbox').pressSequentially('backlog');
    go();
    await expect(page.locator('[data-search="hits"] > li').first()).toBeVisible();
    await expect(page.getByRole('searchbox')).toHaveValue('backlog');
  });

  test('and done once', async ({ page }) => {
    await page.goto(chapter);
    const fold = page.locator('details:has(> summary)').first();
    const was = await fold.evaluate((details: HTMLDetailsElement) => details.open);
    await fold.locator('> summary').click();
    await expect(fold).toHaveJSProperty('open', !was);
    await wake(page);
    await expect(fold).toHaveJSProperty('open', !was);
  });
});

for (const [lost, pattern] of [
  ['whose scripts do not come', '**/main.*.js'],
  ['of whose scripts a part does not come', /\/js\/[0-9a-f]{8}\.[0-9a-f]{8}\.js$/],
] as const) {
  test(`a page ${lost} does what a browser does by itself`, async ({ page }) => {
    await page.route(pattern, (route) => route.abort());
    await page.goto(chapter);
    const fold = page.locator('details:has(> summary)').first();
    const was = await fold.evaluate((details: HTMLDetailsElement) => details.open);
    await fold.locator('> summary').click();
    await expect(fold).toHaveJSProperty('open', !was);
    await page.locator('nav').getByRole('link', { name: 'Facts', exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`${basePath}facts/$`));
  });
}

test('a link leads on before the page is awake', async ({ page }) => {
  const go = await slowly(page);
  await page.goto(chapter);
  await page.locator('nav').getByRole('link', { name: 'Facts', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${basePath}facts/$`));
  go();
});
