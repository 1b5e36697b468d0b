import { readFileSync } from 'node:fs';
import path from 'node:path';
import { basePath, buildFolder, expect, test, visit } from './site.ts';

test.use({ serviceWorkers: 'allow' });

/** Lets the browser keep the book, as a page on https does by itself, and cuts the network off. */
const keep = async (page: import('@playwright/test').Page, site: string): Promise<void> => {
  await visit(page, site);
  await page.evaluate(async (worker) => {
    await navigator.serviceWorker.register(worker);
    await navigator.serviceWorker.ready;
  }, `${basePath}sw.js`);
  await page.context().setOffline(true);
};

test('after one visit the book is read without a network, its scripts and replays too', async ({
  page,
  site,
}) => {
  test.setTimeout(90_000);
  await keep(page, site);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  for (const [address, heading] of [
    ['chapters/five-slow-answers/', 'Five slow answers'],
    ['chapters/five-slow-answers/?from=elsewhere#the-memory', 'Five slow answers'],
    ['facts/gq-4/', 'GQ-4'],
    ['appendices/readiness-and-completion/', 'Readiness and completion'],
    ['glossary/', 'Glossary'],
    ['replay/', 'Replay'],
  ] as const) {
    await visit(page, `${site}${address}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(heading);
  }
  await visit(page, `${site}chapters/threads-and-the-limit/`);
  await page.locator('[data-figure="replay"]').first().scrollIntoViewIfNeeded();
  await expect(page.locator('[data-replay="player"]').first()).toBeVisible();
  expect(problems).toEqual([]);
});

test('a page that is not kept says so without a network', async ({ page, site }) => {
  test.setTimeout(90_000);
  await keep(page, site);
  await visit(page, `${site}no-such-page/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page was not kept');
  expect(page.url()).toBe(`${site}offline/`);
});

test('with a network a page is never an old one', async ({ page, site }) => {
  test.setTimeout(90_000);
  await keep(page, site);
  await page.context().setOffline(false);
  await page.goto(site);
  const response = await page.goto(`${site}chapters/`);
  expect(response?.fromServiceWorker()).toBe(true);
  expect(await response?.text()).toBe(
    readFileSync(path.join(buildFolder, 'chapters', 'index.html'), 'utf8'),
  );
  // The server knows what the browser has not kept.
  expect((await page.goto(`${site}no-such-page/`))?.status()).toBe(404);
});

test('a page asks for it on https alone, and not of a reader who saves data', async ({
  page,
  site,
}) => {
  await visit(page, site);
  const script = (await page.locator('body > script').last().textContent()) ?? '';
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([]);
  const asked = (protocol: string, saveData?: boolean) =>
    page.evaluate(
      ({ script, protocol, connection }) => {
        const registered: string[] = [];
        const serviceWorker = { register: (worker: string) => registered.push(worker) };
        new Function('addEventListener', 'location', 'navigator', script)(
          (_: string, run: () => void) => run(),
          { protocol },
          { serviceWorker, connection },
        );
        return registered;
      },
      { script, protocol, connection: saveData === undefined ? undefined : { saveData } },
    );
  expect(await asked('https:')).toEqual([`${basePath}sw.js`]);
  expect(await asked('https:', false)).toEqual([`${basePath}sw.js`]);
  expect(await asked('https:', true)).toEqual([]);
  expect(await asked('http:')).toEqual([]);
});
