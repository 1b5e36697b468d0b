import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test, visit } from './site.ts';

const chapter = 'chapters/five-slow-answers/';
const KEY = 'iocp-workbook';

/** Says of a chapter that it is read. */
async function read(page: Page, url = chapter): Promise<void> {
  await visit(page, url);
  await page.getByRole('button', { name: 'I have read this chapter' }).click();
}

const hand = (page: Page) => page.locator('[data-deck]');

test.describe('a prediction', () => {
  test('keeps its answer folded until a guess is written, and shows the guess beside it, also later', async ({
    page,
  }) => {
    await visit(page, chapter);
    const box = page.locator('[data-predict]').first();
    await expect(box.locator('details')).not.toHaveAttribute('open');
    await expect(box.locator('summary')).toBeHidden();
    await box.getByRole('button', { name: 'Look at the answer' }).click();
    await expect(box.locator('details')).not.toHaveAttribute('open');
    await box.getByLabel('Your guess').fill('In the order of <b>asking</b>.');
    await box.getByRole('button', { name: 'Look at the answer' }).click();
    await expect(box.locator('details')).toHaveAttribute('open', '');
    await expect(box.locator('summary')).toBeFocused();
    await expect(box).toContainText('Your guess: In the order of <b>asking</b>.');
    await page.reload();
    await expect(box).toContainText('Your guess: In the order of <b>asking</b>.');
    await expect(box.locator('details')).not.toHaveAttribute('open');
  });

  test('is skipped by one key, and stays skipped', async ({ page }) => {
    await visit(page, chapter);
    const box = page.locator('[data-predict]').first();
    await box.getByRole('button', { name: 'Skip' }).focus();
    await page.keyboard.press('Enter');
    await expect(box.locator('details')).toHaveAttribute('open', '');
    await page.reload();
    await expect(box.locator('summary')).toBeVisible();
    await expect(box.getByRole('button')).toHaveCount(0);
  });
});

test('a question remembers the first answer that was opened, and says by word whether it is right', async ({
  page,
}) => {
  await visit(page, chapter);
  const question = page.locator('[data-question]').first();
  await question.locator('[data-answer="wrong"] summary').first().click();
  await question.locator('[data-answer="right"] summary').click();
  await expect(question.locator('[data-answer="wrong"]').first()).toContainText(
    '(your first answer, and not right)',
  );
  await page.reload();
  await expect(question.getByText('your first answer')).toHaveCount(1);
});

test.describe('the review', () => {
  test('deals the cards of what was read, by keyboard, and what is known is not due again today', async ({
    page,
  }) => {
    await visit(page, 'review/');
    await expect(hand(page)).toContainText('No chapter is marked as read yet.');
    await read(page);
    await visit(page, 'review/');
    await hand(page).getByRole('button', { name: 'Deal 3 cards' }).focus();
    await page.keyboard.press('Enter');
    for (const says of ['Known', 'Again', 'Known']) {
      await expect(hand(page).getByRole('heading')).toBeFocused();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await hand(page).getByRole('button', { name: says }).focus();
      await page.keyboard.press('Enter');
    }
    await expect(hand(page).getByRole('button', { name: 'Deal one card' })).toBeVisible();
    await visit(page, 'chapters/');
    await expect(page.locator('[data-chapter="five-slow-answers"]')).toContainText(
      '3 of 3 cards reviewed',
    );
  });

  test('saves what is kept, refuses what it has not saved, erases when told twice, and takes it back', async ({
    page,
  }) => {
    await read(page);
    await visit(page, 'review/');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    const file = await (await saving).path();
    const before = await page.evaluate((key) => localStorage.getItem(key), KEY);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(before ?? ''));
    const field = page.getByLabel('Bring back from a file');
    for (const text of ['', '{"version":1}', '<script>alert(1)</script>', `${before}x`]) {
      await field.setInputFiles({
        name: 'other.json',
        mimeType: 'application/json',
        buffer: Buffer.from(text),
      });
      await expect(page.getByText('Nothing was changed.')).toBeVisible();
      expect(await page.evaluate((key) => localStorage.getItem(key), KEY)).toBe(before);
    }
    await page.getByRole('button', { name: 'Erase …' }).click();
    await page.getByRole('button', { name: 'No, keep it' }).click();
    expect(await page.evaluate((key) => localStorage.getItem(key), KEY)).toBe(before);
    await page.getByRole('button', { name: 'Erase …' }).click();
    await page.getByRole('button', { name: 'Yes, erase it' }).click();
    await expect(page.getByText('Everything is erased.')).toBeVisible();
    expect(await page.evaluate((key) => localStorage.getItem(key), KEY)).toBeNull();
    await field.setInputFiles(file);
    await expect(hand(page).getByRole('button', { name: 'Deal 3 cards' })).toBeVisible();
  });

  test('goes on where the browser keeps nothing, and says so', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'localStorage', {
        get() {
          throw new DOMException('no', 'SecurityError');
        },
      });
    });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await read(page);
    await expect(page.locator('[data-finished]')).toContainText('Read on');
    await page.locator('[data-finished]').getByRole('link', { name: 'review' }).click();
    await expect(page.getByText('This browser refuses to keep them')).toBeVisible();
    await expect(hand(page).getByRole('button', { name: 'Deal 3 cards' })).toBeVisible();
    expect(errors).toEqual([]);
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the review has every card as a disclosure, and a prediction its answer', async ({
    page,
  }) => {
    await page.goto('review/');
    expect(await page.locator('main details').count()).toBeGreaterThanOrEqual(3);
    await expect(page.getByRole('button')).toHaveCount(0);
    await page.goto(chapter);
    await expect(page.locator('[data-predict] summary').first()).toBeVisible();
    await expect(page.locator('[data-finished]')).toHaveCount(0);
  });
});
