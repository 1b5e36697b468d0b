import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, test, visit } from './site.ts';

const chapter = 'chapters/five-slow-answers/';
const link = `${chapter}#replay/07-five-slow-answers/main/wine/`;

const figure = (page: Page): Locator => page.locator('[data-figure="replay"]');
const player = (page: Page): Locator => page.locator('[data-replay="player"]');
const sentence = (page: Page): Locator => player(page).locator('[data-replay="sentence"]');
const next = (page: Page): Locator => player(page).getByRole('button', { name: 'Next ▶' });

/** Comes to the replay, as somebody who reads on. */
async function come(page: Page): Promise<void> {
  await page.goto(chapter);
  await figure(page).scrollIntoViewIfNeeded();
  await expect(player(page)).toBeVisible();
}

test.describe('a replay', () => {
  test('comes when somebody comes near it, from this site alone', async ({ page, site }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(chapter, { waitUntil: 'networkidle' });
    expect(asked.filter((url) => url.endsWith('.trace'))).toEqual([]);
    await figure(page).scrollIntoViewIfNeeded();
    await expect(player(page)).toBeVisible();
    expect(asked.filter((url) => url.endsWith('.trace'))).toHaveLength(1);
    expect(asked.filter((url) => !url.startsWith(site) && !url.startsWith('data:'))).toEqual([]);
  });

  test('costs no script before somebody comes near it, and three cost no more than one', async ({
    page,
  }) => {
    let asked = new Set<string>();
    page.on('request', (request) => {
      if (request.resourceType() === 'script') asked.add(request.url());
    });
    const scriptsOf = async (url: string): Promise<Set<string>> => {
      asked = new Set();
      await visit(page, url);
      await page.waitForLoadState('networkidle');
      return new Set(asked);
    };
    const one = await scriptsOf(chapter);
    const three = await scriptsOf('chapters/threads-and-the-limit/');
    await expect(page.locator('[data-figure="replay"], [data-figure="beside"]')).toHaveCount(3);
    // Each page has a script of its own, which is its text.
    expect([...one].filter((script) => !three.has(script))).toHaveLength(1);
    expect([...three].filter((script) => !one.has(script))).toHaveLength(1);
    await page.locator('[data-figure="replay"]').scrollIntoViewIfNeeded();
    await expect(player(page)).toBeVisible();
    expect(asked.size).toBeGreaterThan(three.size);
  });

  test('shows line, call, port, memory and output of one moment', async ({ page }) => {
    await page.goto(`${link}wait/op5/1`);
    await expect(sentence(page)).toContainText('it brought the packet of op5');
    const panel = (name: string) => player(page).locator(`[data-panel="${name}"]`);
    await expect(panel('source').locator('[data-now="true"]')).toContainText(
      'GetQueuedCompletionStatusEx',
    );
    await expect(panel('call')).toContainText('returns');
    await expect(panel('port')).toContainText('Wine does not let us see them.');
    const cue = player(page).locator('[data-replay="cue"]');
    await expect(cue.getByRole('link', { name: 'OV-9' })).toHaveAttribute('href', /facts\/ov-9\/$/);
    const bytes = panel('memory').locator('[data-block="op5"] tr[data-changed="true"]');
    await expect(bytes.first()).toContainText('STATUS_SUCCESS');
    await expect(panel('output')).toContainText('Nothing yet.');
    await page.goto(`${link}re-arm-or-retire/-/1`);
    await expect(panel('output')).toContainText('RECEIVED: 5');
  });

  test('goes forwards and back, by buttons, slider and keyboard, to the very same frame', async ({
    page,
  }) => {
    await page.goto(`${link}submit/op1/1`);
    await expect(sentence(page)).toContainText('WSARecv is called on socket1');
    const before = await player(page).innerText();
    await next(page).click();
    await expect(sentence(page)).toContainText('returned −1 with 997, ERROR_IO_PENDING');
    await page.keyboard.press('ArrowLeft');
    await expect(sentence(page)).toContainText('WSARecv is called on socket1');
    expect(await player(page).innerText()).toBe(before);
    await page.keyboard.press('End');
    await expect(sentence(page)).toHaveText('The program ends with exit code 0.');
    await page.keyboard.press('Home');
    await expect(player(page)).toHaveAttribute('data-frame', '0');
    const slider = player(page).getByRole('slider', { name: 'Frame' });
    await slider.fill('14');
    await expect(player(page)).toHaveAttribute('data-frame', '14');
    await expect(slider).toHaveAttribute('aria-valuetext', /frame 15 of \d+/);
    await player(page).getByLabel('Step').selectOption('shut down');
    await expect(player(page).locator('[data-panel="source"]')).toContainText('shut down');
  });

  test('asks before it goes on, and plays and pauses', async ({ page }) => {
    await page.goto(`${link}wait/-/1`);
    await expect(player(page)).toContainText('Which of them will the first packet belong to?');
    const at = await player(page).getAttribute('data-frame');
    await expect(next(page)).toHaveAttribute('aria-disabled', 'true');
    await next(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(player(page)).toHaveAttribute('data-frame', at ?? '');
    await player(page).getByRole('button', { name: 'Skip' }).click();
    await player(page).getByLabel('Speed').selectOption('10');
    await player(page).locator('[data-replay="play"]').click();
    await expect(player(page).locator('[data-replay="play"]')).toHaveText('Pause');
    await expect(player(page)).not.toHaveAttribute('data-frame', at ?? '');
    await player(page).locator('[data-replay="play"]').click();
    await expect(player(page).locator('[data-replay="play"]')).toHaveText('Play');
  });

  test('follows one operation through all views', async ({ page }) => {
    await page.goto(`${link}submit/op3/2`);
    const button = player(page).locator('[data-panel="port"]').getByRole('button', { name: 'op1' });
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', 'true');
    const inStrip = player(page)
      .locator('[data-panel="strip"]')
      .getByRole('button', { name: 'op1', exact: true });
    await expect(inStrip).toHaveAttribute('aria-pressed', 'true');
  });

  test('says what is wrong with a link that leads nowhere, and with a run that does not come', async ({
    page,
  }) => {
    await page.goto(`${link}submit/nobody/1`);
    await expect(figure(page).getByRole('alert')).toContainText(
      'This run has no frame submit/nobody/1.',
    );
    await page.route('**/*.trace', (route) => route.abort());
    await page.goto('about:blank');
    await page.goto(chapter);
    await figure(page).scrollIntoViewIfNeeded();
    await expect(figure(page).getByRole('alert')).toContainText('The recording did not come');
    await expect(figure(page)).toContainText('WSARecv returned −1 with 997, ERROR_IO_PENDING.');
    await page.unroute('**/*.trace');
    await figure(page).getByRole('button', { name: 'Try again' }).click();
    await expect(player(page)).toBeVisible();
  });

  test('has its drawings as tables too, whose every row leads to its frame', async ({ page }) => {
    await page.goto(`${link}wait/op5/1`);
    const strip = player(page).locator('[data-panel="strip"]');
    await strip.getByText('The strip as a table').click();
    const rows = strip.locator('tbody tr');
    await expect(rows).toHaveCount(await strip.locator('[data-owner]').count());
    await expect(rows.filter({ hasText: 'lent to op1' }).first()).toBeVisible();
    await rows.getByRole('button', { name: 'frame 40', exact: true }).first().click();
    await expect(player(page)).toHaveAttribute('data-frame', '39');
  });

  test('tells who listens what each frame shows, once', async ({ page }) => {
    await page.goto(`${link}submit/op1/1`);
    const heard = player(page).locator('[aria-live="polite"]');
    await expect(heard).toHaveText(
      /^frame \d+ of \d+, submit: WSARecv is called on socket1; .+\.$/,
    );
    await next(page).click();
    await expect(heard).toHaveText(/: WSARecv returned −1 with 997, ERROR_IO_PENDING\.$/);
    await expect(player(page)).toMatchAriaSnapshot(`
      - group "Five slow answers":
        - button "First"
        - button "◀ Back"
        - button "Next ▶"
        - button "Last"
        - slider "Frame"
        - button "Play"
    `);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`breaks no rule of WCAG 2.2 AA that axe knows, in ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${link}wait/op5/1`);
      await expect(sentence(page)).toContainText('packet of op5');
      expect(await violations(page)).toEqual([]);
    });
  }

  test('fits a phone', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await come(page);
    const wide = () => document.documentElement.scrollWidth - window.innerWidth;
    expect(await page.evaluate(wide)).toBe(0);
    const height = (await next(page).boundingBox())?.height ?? 0;
    expect(height).toBeGreaterThanOrEqual(44);
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the author’s frames stand in the page, and lead to all frames', async ({ page }) => {
    await page.goto(chapter);
    await expect(figure(page)).toContainText('The first receive is about to start.');
    await expect(figure(page)).toContainText('03 01 00 00 00 00 00 00');
    await expect(figure(page)).toContainText('STATUS_PENDING');
    await figure(page).getByRole('link', { name: 'All its frames as tables.' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Every frame of 07');
    await expect(page.locator('[id="submit/op1/2"]')).toContainText('03 01 00 00');
    await expect(page.locator('section[id]').last()).toContainText('exit code 0');
  });
});

test.describe('a run of one’s own', () => {
  const own = (page: Page) => page.getByLabel('A trace: drop it here, or choose the file');
  const status = (page: Page) => page.getByRole('status');
  const file = (name: string, text: string) => ({
    name,
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  });
  const recorded = readFileSync(
    'examples/13-threads-and-the-limit/recordings/main.sim.json',
    'utf8',
  );

  test('is replayed, and a broken or hostile one changes nothing', async ({ page }) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto('replay/');
    await own(page).setInputFiles(file('mine.json', recorded));
    await expect(status(page)).toHaveText(/^mine\.json: \d+ frames\.$/);
    await expect(player(page)).toContainText('examples/13-threads-and-the-limit/main.ts');
    const wide = () => document.documentElement.scrollWidth - window.innerWidth;
    expect(await page.evaluate(wide)).toBeLessThanOrEqual(0);
    await page.keyboard.press('Tab');
    const before = await player(page).innerText();
    const hostile = {
      ...JSON.parse(recorded),
      events: [{ event: '<img src=x onerror=alert(1)>' }],
    };
    for (const [text, words] of [
      ['', 'it is empty'],
      ['{', 'it is not whole JSON'],
      ['{"format":"iocp-trace/9"}', 'iocp-trace/9'],
      [JSON.stringify(hostile), 'breaks iocp-trace/1'],
      [JSON.stringify({ ...JSON.parse(recorded), events: [] }), 'nothing happened'],
    ] as const) {
      await own(page).setInputFiles(file('bad.json', text));
      await expect(status(page)).toContainText('bad.json');
      await expect(status(page)).toContainText(words);
      expect(await player(page).innerText()).toBe(before);
    }
    expect(errors).toEqual([]);
  });

  test('can name what is not there without breaking the page', async ({ page }) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    const trace = JSON.parse(recorded);
    trace.blocks = [];
    trace.symbols = [];
    trace.types = {};
    trace.program.files = [];
    await page.goto('replay/');
    await own(page).setInputFiles(file('poor.json', JSON.stringify(trace)));
    await expect(status(page)).toHaveText(/^poor\.json: \d+ frames\.$/);
    const slider = player(page).getByRole('slider', { name: 'Frame' });
    for (const at of ['5', '20', '40', '60']) await slider.fill(at);
    await expect(sentence(page)).not.toBeEmpty();
    expect(errors).toEqual([]);
  });
});

test.describe('two runs side by side', () => {
  const beside = (page: Page): Locator => page.locator('[data-figure="beside"]').first();
  const both = (page: Page): Locator => beside(page).locator('[data-replay="beside"]');
  const comeBeside = async (page: Page): Promise<void> => {
    await page.goto('chapters/threads-and-the-limit/');
    await beside(page).scrollIntoViewIfNeeded();
    await expect(both(page)).toBeVisible();
  };

  test('begin where they part, and say which fact explains it', async ({ page }) => {
    await comeBeside(page);
    const differences = both(page).locator('[data-replay="differences"]');
    await expect(differences).toContainText('Thread 1');
    await expect(differences).toContainText('Thread 4');
    await expect(differences.getByRole('link', { name: 'SCHED-1' }).first()).toHaveAttribute(
      'href',
      /facts\/sched-1\/$/,
    );
    await expect(both(page).getByRole('region', { name: 'Wine' })).toBeVisible();
    await expect(both(page).getByRole('region', { name: 'Simulated Windows' })).toBeVisible();
  });

  test('go forwards and back to the very same pair, by buttons and by keyboard', async ({
    page,
  }) => {
    await comeBeside(page);
    const before = await both(page).innerText();
    await both(page).getByRole('button', { name: 'Difference ▶' }).click();
    await expect(both(page)).toContainText('this is number 2');
    await both(page).getByRole('button', { name: '◀ Difference' }).click();
    expect(await both(page).innerText()).toBe(before);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    expect(await both(page).innerText()).toBe(before);
    await page.keyboard.press('Home');
    await expect(both(page)).toHaveAttribute('data-pair', '0');
  });

  test('break no rule of WCAG 2.2 AA that axe knows, and fit a phone', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await comeBeside(page);
    expect(await violations(page)).toEqual([]);
    const wide = () => document.documentElement.scrollWidth - window.innerWidth;
    expect(await page.evaluate(wide)).toBeLessThanOrEqual(0);
  });
});

test.describe('two runs without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('stand in the page where they differ', async ({ page }) => {
    await page.goto('chapters/threads-and-the-limit/');
    const beside = page.locator('[data-figure="beside"]');
    await expect(beside.first()).toContainText('pairs of frames differ');
    await expect(beside.first().getByRole('link', { name: 'SCHED-1' }).first()).toBeVisible();
    await expect(beside.last()).toContainText('The right one');
  });
});
