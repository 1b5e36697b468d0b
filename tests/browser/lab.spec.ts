import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, test, visit } from './site.ts';

const hashOf = (text: string | Uint8Array): string =>
  `#d=${Buffer.from(text as string).toString('base64url')}`;

const text = (page: Page) => page.getByRole('textbox', { name: 'A declaration in C' });
const sum = (page: Page) => page.locator('[data-figure="memory"] p').first();
const drawn = (page: Page) => page.locator('[data-drawn]');
const cost = (page: Page) => page.locator('[data-cost]');
const picture = (page: Page) => page.locator('[data-figure="memory"]');
const said = (page: Page) => page.locator('[data-editor] + p');

async function open(page: Page, hash = ''): Promise<void> {
  await visit(page, `lab/${hash}`);
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

async function openEditor(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the editor' }).click();
  await expect(page.locator('[data-editor="open"] .view-line').first()).toBeVisible();
}

test('each key stroke is laid out', async ({ page }) => {
  await open(page);
  await expect(sum(page)).toHaveText(/^OVERLAPPED on x64: 32 bytes, aligned to 8/);
  await text(page).fill('struct s { char a; void *p; ');
  await expect(drawn(page)).toHaveText('The bytes of the last one that could be read');
  await text(page).press('End');
  await text(page).pressSequentially('char b; };');
  await expect(sum(page)).toHaveText(/^s on x64: 24 bytes, aligned to 8/);
  await expect(picture(page)).toContainText('p has an alignment of 8');
  await expect(cost(page)).toContainText('Padding costs 14 bytes.');
});

test('an error is told with line and column, and the picture of before stays', async ({ page }) => {
  await open(page);
  await text(page).fill('struct s {\n  int a\n  double d;\n};\n');
  await expect(said(page)).toContainText('Line 3, column 3: ');
  await expect(text(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(sum(page)).toContainText('OVERLAPPED on x64: 32 bytes');
  await text(page).fill('struct s {\n  int a;\n  double d;\n};\n');
  await expect(said(page)).toHaveText('s is laid out.');
  await expect(text(page)).toHaveAttribute('aria-invalid', 'false');
});

test('ABI, packing and order are switched, and their cost is told', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'WSADATA', exact: true }).click();
  await expect(sum(page)).toContainText('WSADATA on x64: 408 bytes');
  await page.getByRole('radio', { name: 'ia32' }).check();
  await expect(sum(page)).toContainText('WSADATA on ia32: 400 bytes');
  await page.getByRole('radio', { name: 'arm64' }).check();
  await expect(sum(page)).toContainText('WSADATA on arm64: 408 bytes');
  await text(page).fill('struct s { char a; void *p; char b; };');
  await page.getByRole('radio', { name: '1', exact: true }).check();
  await expect(sum(page)).toContainText('10 bytes, aligned to 1');
  await expect(cost(page)).toContainText('14 bytes fewer than as declared');
  await expect(cost(page)).toContainText('Not aligned any more: p.');
  await page.getByRole('radio', { name: 'default' }).check();
  await expect(cost(page)).toContainText('The smallest order needs 16 bytes, 8 bytes fewer');
  await page.getByRole('radio', { name: 'of least padding' }).check();
  await expect(sum(page)).toContainText('16 bytes, aligned to 8');
});

test('a hex dump is read field by field', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'SOCKADDR_IN', exact: true }).click();
  const dump = page.getByRole('textbox', { name: /paste a hex dump/ });
  await dump.fill('00000000: 0200 1f90 7f00 0001 0000 0000 0000 0000  ................');
  const row = page.locator('[data-decoded]').getByRole('row', { name: /sin_port/ });
  await expect(row).toContainText('8080, read in network order');
  await dump.fill('02 00 zz');
  await expect(page.getByText('Line 1 of the dump has “zz”')).toBeVisible();
  await expect(page.locator('[data-decoded]')).toHaveCount(0);
});

test('a preset replaces what was typed, and gives it back', async ({ page }) => {
  await open(page);
  await text(page).fill('struct mine { int a; };');
  await page.getByRole('button', { name: 'WSABUF', exact: true }).click();
  await expect(sum(page)).toContainText('WSABUF on x64: 16 bytes');
  await page.getByRole('button', { name: 'Back to my text' }).click();
  await expect(text(page)).toHaveValue('struct mine { int a; };');
});

test('a link carries the declaration to another page', async ({ page, context }) => {
  await open(page);
  const source = 'struct size {\n  char a; // ä€😀\n  double b;\n};\n';
  await text(page).fill(source);
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByRole('textbox', { name: /Copied|The link/ }).inputValue();
  expect(link).toMatch(/\/lab\/#d=[A-Za-z0-9_-]+$/);
  const other = await context.newPage();
  await visit(other, link);
  await expect(text(other)).toHaveValue(source);
  await expect(sum(other)).toContainText('size on x64: 16 bytes');
  await text(page).fill('a'.repeat(4097));
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByText('too long for a link')).toBeVisible();
});

test.describe('a hostile link', () => {
  for (const [name, hash, sentence] of [
    ['huge', `#d=${'A'.repeat(200_000)}`, 'at most 4,096 bytes'],
    ['not base64', '#d=%3Cscript%3Ealert(1)%3C/script%3E', 'is not base64url'],
    ['with a broken escape', '#d=%E0%A4%A', 'is not base64url'],
    ['not UTF-8', hashOf(Uint8Array.from([0xff, 0xfe])), 'not text in UTF-8'],
    ['with letters that run backwards', hashOf('int \u202ea;'), 'characters that cannot be seen'],
  ] as const) {
    test(`${name}: does nothing but say so`, async ({ page, site }) => {
      const heard = listen(page, site);
      await open(page, hash);
      await expect(page.getByRole('alert')).toContainText(sentence);
      await expect(page.getByRole('alert')).toContainText('So it was not opened.');
      await expect(sum(page)).toHaveText(/^OVERLAPPED on x64: 32 bytes, aligned to 8/);
      await text(page).fill('struct s { int a; };');
      await expect(sum(page)).toContainText('s on x64: 4 bytes');
      expect(heard).toEqual({ strangers: [], complaints: [] });
    });
  }

  test('with HTML for names: is text, and an error', async ({ page, site }) => {
    const heard = listen(page, site);
    const html =
      'struct s { int <img src=x onerror=document.title=1>; };\n// </textarea><h1>no</h1>';
    await open(page, hashOf(html));
    await expect(text(page)).toHaveValue(html);
    await expect(said(page)).toContainText('Line 1, column 16: ');
    await expect(page.locator('main img, main h1:has-text("no")')).toHaveCount(0);
    await expect(page).toHaveTitle(/^Layout lab/);
    expect(heard).toEqual({ strangers: [], complaints: [] });
  });

  test('with a bomb of structs: is told, and the page goes on', async ({ page }) => {
    const levels = Array.from({ length: 7 }, (_, at) => {
      const of = at === 0 ? 'int' : `struct s${at - 1}`;
      return `struct s${at} { ${'abcdefghij'.replaceAll(/./g, (name) => `${of} ${name};`)} };`;
    });
    await open(page, hashOf(levels.join('\n')));
    await expect(said(page)).toContainText('more than 20000 fields');
    await text(page).fill('struct s { int a; };');
    await expect(sum(page)).toContainText('s on x64: 4 bytes');
  });

  test('that comes while the page is open is looked at in the same way', async ({ page }) => {
    await open(page);
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, hashOf('struct late { char a; };'));
    await expect(sum(page)).toContainText('late on x64: 1 byte');
  });
});

test.describe('the editor', () => {
  test('comes on request, from this site alone, and marks errors', async ({ page, site }) => {
    const heard = listen(page, site);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open(page);
    expect(asked.filter((url) => url.includes('monaco'))).toEqual([]);
    await openEditor(page);
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('struct first { int a b; };');
    await expect(page.locator('.squiggly-error').first()).toBeVisible();
    await expect(said(page)).toContainText('Line 1, column 22: ');
    const folders = new Set(
      asked.filter((url) => url.includes('/monaco/')).map((url) => new URL('.', url).href),
    );
    expect([...folders]).toEqual([expect.stringMatching(/\/monaco\/[0-9a-f]{12}\/$/)]);
    expect(heard).toEqual({ strangers: [], complaints: [] });
  });

  test('keeps every key, however fast they come, and takes a preset', async ({ page }) => {
    await open(page);
    await openEditor(page);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('struct fast { int one; int two; double three; };');
    await expect(sum(page)).toContainText('fast on x64: 16 bytes');
    await page.getByRole('button', { name: 'WSABUF', exact: true }).click();
    await expect(page.locator('.view-lines')).toContainText('_WSABUF');
    await page.getByRole('button', { name: 'Back to my text' }).click();
    await page.getByRole('button', { name: 'Back to the text area' }).click();
    await expect(text(page)).toHaveValue(/^struct fast \{ int one; int two; double three; \};?/);
  });

  test('says that Esc leaves it, and Esc does', async ({ page }) => {
    await open(page);
    await page.getByRole('button', { name: 'Open the editor' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Esc leaves the editor', { exact: true })).toBeVisible();
    const editor = page.getByRole('textbox', { name: /Esc leaves the editor/ });
    await expect(editor).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(editor).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Back to the text area' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(text(page)).toBeVisible();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`follows the page in ${colorScheme}, and axe finds nothing`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await open(page);
      await openEditor(page);
      await expect(page.locator('.monaco-editor').first()).toHaveCSS(
        'background-color',
        colorScheme === 'dark' ? 'rgb(21, 23, 27)' : 'rgb(253, 252, 249)',
      );
      expect(await violations(page)).toEqual([]);
    });
  }

  test('that cannot be loaded leaves the text area, and says so', async ({ page }) => {
    await page.route('**/monaco/**', (route) => route.abort());
    await open(page);
    await page.getByRole('button', { name: 'Open the editor' }).click();
    await expect(page.getByText('The editor could not be loaded')).toBeVisible();
    await text(page).fill('struct s { int a; };');
    await expect(sum(page)).toContainText('s on x64: 4 bytes');
  });

  test('is not offered on a phone', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await open(page);
    await expect(page.getByRole('button', { name: 'Open the editor' })).toBeHidden();
    await text(page).fill('struct s { char a; void *p; };');
    await expect(sum(page)).toContainText('s on x64: 16 bytes');
    await expect(picture(page)).toBeVisible();
  });
});

test('works without the network once it is open', async ({ page, context }) => {
  await open(page);
  await context.setOffline(true);
  await text(page).fill('struct s { char a; void *p; };');
  await expect(sum(page)).toContainText('s on x64: 16 bytes');
});

test('is driven by the keyboard alone', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'OVERLAPPED', exact: true }).focus();
  for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  await expect(sum(page)).toContainText('WSABUF on x64: 16 bytes');
  for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'ArrowRight']) await page.keyboard.press(key);
  await expect(page.getByRole('radio', { name: 'ia32' })).toBeFocused();
  await expect(sum(page)).toContainText('WSABUF on ia32: 8 bytes');
  for (const key of ['Tab', 'Tab', 'Tab', 'Tab']) await page.keyboard.press(key);
  await expect(text(page)).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('struct k { int a; };');
  await expect(sum(page)).toContainText('k on ia32: 4 bytes');
  await page.keyboard.press('Tab');
  await expect(text(page)).not.toBeFocused();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('says what it needs, and shows the declarations and a picture', async ({ page }) => {
    await page.goto('lab/');
    await expect(page.getByText('The lab needs scripts')).toBeVisible();
    await expect(picture(page)).toContainText('hEvent');
    for (const name of [
      'OVERLAPPED',
      'OVERLAPPED_ENTRY',
      'WSABUF',
      'SOCKADDR_IN',
      'WSADATA',
      'OPERATION',
    ]) {
      await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
    }
    await expect(page.locator('pre', { hasText: '#ifdef _WIN64' })).toBeVisible();
    await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  });
});
