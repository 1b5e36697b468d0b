import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, test, visit } from './site.ts';

const input = (page: Page) => page.getByRole('textbox', { name: 'A number or a name' });
const answer = (page: Page) => page.locator('[data-answer]');
const family = (page: Page, name: string) => page.locator(`[data-family="${name}"]`);
const told = (page: Page) => page.getByRole('status');

async function open(page: Page, search = ''): Promise<void> {
  await visit(page, `errors/${search}`);
}

/** Everything the page asks another host for, and everything it complains about. */
function listen(page: Page, site: string): { strangers: string[]; complaints: string[] } {
  const heard = { strangers: [] as string[], complaints: [] as string[] };
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(site)) {
      heard.strangers.push(request.url());
    }
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.complaints.push(message.text());
  });
  page.on('pageerror', (error) => heard.complaints.push(error.message));
  return heard;
}

/** The scripts of a page, as they come in. */
function scriptsOf(page: Page): () => Promise<string> {
  const texts: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') texts.push(response.text());
  });
  return async () => (await Promise.all(texts)).join('\n');
}

/** In the tables and in nothing else of the site. */
const TABLES = 'STATUS_WAIT_63';

/** In the decoder and in nothing else. */
const DECODER = 'Looking through all tables';

test('a number is explained on each key stroke, in every family', async ({ page }) => {
  await open(page);
  await expect(answer(page)).toHaveCount(0);
  await input(page).pressSequentially('997');
  await expect(family(page, 'Win32')).toContainText('ERROR_IO_PENDING');
  await expect(family(page, 'Winsock')).toContainText('WSA_IO_PENDING');
  await expect(
    page.locator('[data-meets]').getByRole('link', { name: 'RECV-1', exact: true }),
  ).toBeVisible();
  await input(page).fill('0x103');
  await expect(family(page, 'NTSTATUS')).toContainText('STATUS_PENDING also STILL_ACTIVE');
  await expect(family(page, 'Win32')).toContainText('ERROR_NO_MORE_ITEMS');
  await expect(family(page, 'exit code')).toContainText('while the process still runs');
  await input(page).fill('');
  await expect(answer(page)).toHaveCount(0);
});

for (const [asked, name] of [
  ['-1073741299', 'STATUS_CONNECTION_RESET'],
  ['0xCCCCCCCC00000103', 'STATUS_PENDING'],
  ['c0000120h', 'STATUS_CANCELLED'],
  ['-2147023436', 'ERROR_TIMEOUT'],
  ['wsaeconnreset', 'WSAECONNRESET'],
  ['0xC000000E', 'STATUS_NO_SUCH_DEVICE'],
] as const) {
  test(`a link may ask for ${asked}`, async ({ page, site }) => {
    const heard = listen(page, site);
    await open(page, `?n=${asked}`);
    await expect(input(page)).toHaveValue(asked);
    await expect(answer(page).getByRole('heading', { name }).first()).toBeVisible();
    expect(heard).toEqual({ strangers: [], complaints: [] });
  });
}

test.describe('a link that asks nonsense', () => {
  for (const [name, search, sentence] of [
    ['HTML', '?n=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E', 'is neither a number nor a'],
    ['a script', '?n=javascript%3Aalert(1)', 'is neither a number nor a name'],
    ['letters that run backwards', '?n=%E2%80%AE799', 'is neither a number nor a name'],
    ['a broken escape', '?n=%E0%A4%A', 'is neither a number nor a name'],
    ['too much', `?n=${'9'.repeat(5000)}`, 'is longer than 80 characters'],
    ['a number of more than 64 bits', '?n=99999999999999999999', 'has more than 64 bits'],
    ['a name that nobody has', '?n=__proto__', 'Nothing in the tables is called __proto__'],
  ] as const) {
    test(`${name}: is told so, and the page goes on`, async ({ page, site }) => {
      const heard = listen(page, site);
      await open(page, search);
      await expect(page.locator('[data-refused]')).toContainText(sentence);
      await expect(page.locator('main img')).toHaveCount(0);
      await expect(page).toHaveTitle(/^Errors/);
      await input(page).fill('64');
      await expect(family(page, 'Win32')).toContainText('ERROR_NETNAME_DELETED');
      expect(heard).toEqual({ strangers: [], complaints: [] });
    });
  }
});

test('what is no number is marked at the input, and what is unknown is not', async ({ page }) => {
  await open(page);
  await input(page).fill('1e99');
  await expect(input(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('[data-refused]')).toContainText('“1e99” is neither');
  await input(page).fill('54321');
  await expect(input(page)).toHaveAttribute('aria-invalid', 'false');
  await expect(page.locator('[data-refused]')).toContainText('54321 (0xD431) is in none');
  await input(page).fill('STATUS_CANCEL');
  await expect(page.locator('[data-refused]')).toContainText('STATUS_CANCELLED');
});

test('the answer is announced once, when the typing pauses', async ({ page }) => {
  await page.clock.install({ time: 0 });
  await open(page);
  await page.clock.pauseAt(3_600_000);
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const status = document.querySelector('[role="status"]') as Element;
    new MutationObserver(() => heard.push(status.textContent)).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await input(page).pressSequentially('10054');
  await expect(family(page, 'Winsock')).toContainText('WSAECONNRESET');
  expect(await heard()).toEqual([]);
  await page.clock.runFor(1000);
  await expect(told(page)).toHaveText('10054 is WSAECONNRESET (Winsock).');
  expect(await heard()).toEqual(['10054 is WSAECONNRESET (Winsock).']);
});

test.describe('the tables behind the book’s own numbers', () => {
  test('come when somebody asks', async ({ page }) => {
    const scripts = scriptsOf(page);
    await open(page);
    expect(await scripts()).toContain(DECODER);
    expect(await scripts()).not.toContain(TABLES);
    await input(page).fill('0xC000000E');
    await expect(family(page, 'NTSTATUS')).toContainText('STATUS_NO_SUCH_DEVICE');
    await expect(answer(page)).toContainText('was measured on Wine');
    expect(await scripts()).toContain(TABLES);
  });

  test('that cannot be loaded leave the book’s own, and it is said', async ({ page }) => {
    await open(page);
    await page.route('**/*.js', (route) => route.abort());
    await input(page).fill('0xC000020D');
    await expect(family(page, 'NTSTATUS')).toContainText('STATUS_CONNECTION_RESET');
    await expect(page.getByRole('alert')).toContainText('could not be loaded');
    await input(page).fill('0xC000000E');
    await expect(page.locator('[data-refused]')).toContainText('is in none of the tables');
    await page.unroute('**/*.js');
    await input(page).fill('');
    await input(page).fill('0xC000000E');
    await expect(family(page, 'NTSTATUS')).toContainText('STATUS_NO_SUCH_DEVICE');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  for (const url of ['./', 'chapters/', 'chapters/five-slow-answers/', 'facts/', 'lab/']) {
    test(`are no part of ${url}, and neither is the decoder`, async ({ page }) => {
      const scripts = scriptsOf(page);
      await visit(page, url);
      await page.waitForLoadState('networkidle');
      expect((await scripts()).length).toBeGreaterThan(10_000);
      expect(await scripts()).not.toContain(TABLES);
      expect(await scripts()).not.toContain(DECODER);
    });
  }
});

test('is driven by the keyboard alone', async ({ page }) => {
  await open(page);
  await input(page).focus();
  await page.keyboard.type('0xC000020D');
  for (const _ of ['seven examples', 2, 3, 4, 5, 6, 7, 'the link'])
    await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Link to this answer' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '64 ERROR_NETNAME_DELETED' }).first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(input(page)).toHaveValue('64');
  await expect(page).toHaveURL(/\/errors\/\?n=64$/);
  await expect(family(page, 'Win32')).toContainText('ERROR_NETNAME_DELETED');
  await page.goBack();
  await expect(page).toHaveURL(/\/errors\/$/);
});

test('a link to an answer leads to it', async ({ page, context }) => {
  await open(page);
  await input(page).fill('cccccccc`00000103');
  const link = page.getByRole('link', { name: 'Link to this answer' });
  const href = await link.evaluate((a: HTMLAnchorElement) => a.href);
  const other = await context.newPage();
  await visit(other, href);
  await expect(input(other)).toHaveValue('cccccccc`00000103');
  await expect(answer(other)).toContainText('The upper half, 0xCCCCCCCC, says nothing');
});

test('a fact is a link to its place on the page of facts', async ({ page }) => {
  await open(page, '?n=STATUS_PENDING');
  await page.locator('[data-meets]').getByRole('link', { name: 'OV-1', exact: true }).click();
  await expect(page).toHaveURL(/\/facts\/#OV-1$/);
  await expect(page.locator('[id="OV-1"]')).toBeInViewport();
});

for (const [name, width, colorScheme] of [
  ['in light', 1280, 'light'],
  ['on a phone in dark', 360, 'dark'],
] as const) {
  for (const asked of ['0x103', '0xC000000E', '1e99']) {
    test(`asked for ${asked}, axe finds nothing ${name}, and it fits`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await open(page, `?n=${asked}`);
      await expect(page.locator('[data-answer], [data-refused]')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const hidden = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(hidden).toBe(0);
    });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a row that a link leads to can be read in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, '#64');
    await expect(page.locator('[id="64"]')).toBeInViewport();
    expect(await violations(page)).toEqual([]);
  });
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the book’s own numbers are tables, and the page says what it lacks', async ({ page }) => {
    await page.goto('errors/?n=997');
    await expect(page.getByText('The decoder needs scripts')).toBeVisible();
    await expect(input(page)).toBeHidden();
    const tables = page.locator('[data-book]').getByRole('table');
    await expect(tables).toHaveCount(3);
    const reset = tables.first().getByRole('row', { name: /STATUS_CONNECTION_RESET/ });
    await expect(reset).toContainText('error');
    await expect(reset).toContainText('The peer reset the connection.');
    await expect(reset.getByRole('link', { name: '64 ERROR_NETNAME_DELETED' })).toBeVisible();
    await expect(reset.getByRole('link', { name: '10054 WSAECONNRESET' })).toBeVisible();
    await expect(reset.getByRole('link', { name: 'RECV-6' })).toBeVisible();
  });

  for (const id of ['997', '10054', 'STATUS_CANCELLED', '0xC0000120', 'WSA_IO_PENDING']) {
    test(`#${id} is the place of a number`, async ({ page }) => {
      await page.goto(`errors/#${id}`);
      const target = page.locator(`[id="${id}"]`);
      await expect(target).toHaveCount(1);
      await expect(target).toBeInViewport();
    });
  }

  test('every link within the page has its place, and every place is there once', async ({
    page,
  }) => {
    await page.goto('errors/');
    const { ids, targets } = await page.locator('[data-book]').evaluate((book) => ({
      ids: [...book.querySelectorAll('[id]')].map(({ id }) => id),
      targets: [...book.querySelectorAll('a[href^="#"]')].map((a) =>
        decodeURIComponent(a.getAttribute('href')?.slice(1) ?? ''),
      ),
    }));
    expect(ids.length).toBeGreaterThan(150);
    expect(new Set(ids).size).toBe(ids.length);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  test('on a phone each number has its cells below it, and nothing is cut', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto('errors/');
    const row = page.locator('[id="STATUS_CONNECTION_RESET"]');
    const cells = await row.locator('th, td').evaluateAll((all) =>
      all.map((cell) => {
        const { left, right, top } = cell.getBoundingClientRect();
        return { left, right, top };
      }),
    );
    for (const { left, right } of cells) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(360);
    }
    const tops = cells.map(({ top }) => top);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    expect(new Set(tops).size).toBe(tops.length);
  });
});
