import type { Locator, Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, test, visit } from './site.ts';

const chapter = 'chapters/five-slow-answers/';

/** The figure that draws a declaration, and the one that shows an operation of a run. */
const declared = (page: Page): Locator =>
  page.locator('[data-figure="memory"]').filter({ hasText: 'OVERLAPPED_ENTRY on x64' });
const recorded = (page: Page): Locator =>
  page.locator('[data-figure="memory"]').filter({ hasText: 'op3 : OPERATION' });

const row = (figure: Locator, name: RegExp): Locator => figure.getByRole('row', { name }).first();

test.describe('the layout of a struct', () => {
  test('is shown for one ABI, and arrows lead to the others', async ({ page }) => {
    await visit(page, chapter);
    const figure = declared(page);
    await expect(figure.getByRole('tabpanel')).toHaveCount(1);
    await expect(figure.getByRole('tabpanel')).toContainText('OVERLAPPED_ENTRY on x64: 32 bytes');
    await figure.getByRole('tab', { selected: true }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(figure.getByRole('tab', { name: 'ia32' })).toBeFocused();
    await expect(figure.getByRole('tabpanel', { name: 'ia32' })).toContainText('16 bytes');
    await page.keyboard.press('End');
    await expect(figure.getByRole('tabpanel', { name: 'arm64' })).toContainText('32 bytes');
    await page.keyboard.press('ArrowRight');
    await expect(figure.getByRole('tab', { name: 'x64' })).toBeFocused();
  });

  test('is drawn to scale', async ({ page }) => {
    await visit(page, chapter);
    const panel = declared(page).getByRole('tabpanel');
    const widthOf = async (piece: Locator): Promise<number> =>
      (await piece.boundingBox())?.width ?? 0;
    const pieces = panel.locator('[data-kind]:not(tr)');
    const key = await widthOf(pieces.filter({ hasText: 'lpCompletionKey' }));
    const count = await widthOf(pieces.filter({ hasText: 'dwNumberOfBytesTransferred' }));
    const padding = await widthOf(pieces.filter({ hasText: 'padding' }));
    expect(Math.abs(count - key / 2)).toBeLessThan(2);
    expect(Math.abs(padding - key / 2)).toBeLessThan(2);
  });

  test('joins field and line under the pointer', async ({ page }) => {
    await visit(page, chapter);
    const figure = declared(page);
    const panel = figure.getByRole('tabpanel');
    await panel.locator('[data-kind="padding"]:not(tr)').hover();
    await expect(row(panel, /padding/)).toHaveAttribute('data-joined', 'true');
    await row(panel, /lpOverlapped/).hover();
    const joined = panel.locator('[data-joined]:not(tr)');
    await expect(joined).toHaveText('lpOverlapped');
    await expect(row(panel, /padding/)).not.toHaveAttribute('data-joined');
  });

  test('joins them by keyboard, and keeps what was pressed', async ({ page }) => {
    await visit(page, chapter);
    const panel = declared(page).getByRole('tabpanel');
    await declared(page).getByRole('tab', { selected: true }).focus();
    await page.keyboard.press('Tab');
    await expect(panel.getByRole('button', { name: 'lpCompletionKey' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(panel.getByRole('button', { name: 'Internal' })).toBeFocused();
    await expect(panel.locator('[data-joined]:not(tr)')).toHaveText('Internal');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await expect(panel.locator(':focus')).toHaveCount(0);
    await expect(panel.locator('[data-joined]:not(tr)')).toHaveText('Internal');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await expect(panel.locator('[data-joined]')).toHaveCount(0);
  });
});

test('an operation shows each byte of each moment, and joins one field in all three', async ({
  page,
}) => {
  await visit(page, chapter);
  const figure = recorded(page);
  await row(figure, /overlapped\.InternalHigh/).hover();
  await expect(figure.locator('[data-joined]:not(tr)')).toHaveCount(3);
  await expect(figure.locator('[data-owner="K"] [data-changed]').first()).toHaveText('03');
});

for (const forcedColors of ['none', 'active'] as const) {
  test(`a joined field breaks no rule that axe knows, forced colours ${forcedColors}`, async ({
    page,
  }) => {
    await page.emulateMedia({ forcedColors });
    await page.setViewportSize({ width: 320, height: 800 });
    await visit(page, chapter);
    await declared(page).getByRole('button', { name: 'lpOverlapped' }).first().click();
    await recorded(page).getByRole('button', { name: 'context' }).click();
    expect(await violations(page)).toEqual([]);
  });
}

for (const width of [320, 360, 1280]) {
  test(`no picture is cut off at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await visit(page, chapter);
    for (const figure of [declared(page), recorded(page)]) {
      const outside = await figure.evaluate((box) => {
        const { left, right } = box.getBoundingClientRect();
        return [...box.querySelectorAll('[data-entry], [data-entry] *')]
          .filter((piece) => piece.getClientRects().length > 0)
          .filter((piece) => {
            const inner = piece.getBoundingClientRect();
            return inner.left < left || inner.right > right;
          }).length;
      });
      expect(outside).toBe(0);
    }
  });
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the three ABIs stand one under the other, each with its table, and nothing to press', async ({
    page,
  }) => {
    await page.goto(chapter);
    const figure = declared(page);
    for (const sum of ['x64: 32 bytes', 'ia32: 16 bytes', 'arm64: 32 bytes']) {
      await expect(figure.getByText(`OVERLAPPED_ENTRY on ${sum}`)).toBeVisible();
    }
    await expect(figure.getByRole('table')).toHaveCount(3);
    await expect(row(figure, /^28 4 padding The size of OVERLAPPED_ENTRY/)).toBeVisible();
    await expect(page.locator('[data-figure="memory"]').getByRole('button')).toHaveCount(0);
    await expect(page.locator('[data-figure="memory"]').getByRole('tab')).toHaveCount(0);
  });
});

test('on paper the three ABIs stand one under the other', async ({ page }) => {
  await visit(page, chapter);
  await page.emulateMedia({ media: 'print' });
  await expect(declared(page).getByRole('table')).toHaveCount(3);
});
