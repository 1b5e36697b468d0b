import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import { longTrace } from '../../trace/replay/testing.ts';
import { ROOT } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import { findBrowser } from '../machine.ts';
import { serve } from '../serve.ts';
import { basePath, build } from '../site.ts';
import { columns, ratios, spread } from './numbers.ts';

/** How long the traces are, in events, and on how many sockets. */
const LENGTHS: readonly (readonly [events: number, sockets: number])[] = [
  [100, 5],
  [5000, 100],
  [50_000, 1000],
];
const ROUNDS = 5;
/** Steps of one measurement, spread over the run. */
const STEPS = 60;

interface Measured {
  /** Milliseconds from the choice of the file until its first frame stands. */
  readonly open: number;
  /** Milliseconds of one step, with style and layout: the median and the longest. */
  readonly step: number;
  readonly longest: number;
  /** The same until the drawings of the whole run have followed, frames of the screen in between included: the median. */
  readonly drawn: number;
  /** Elements in the page. */
  readonly elements: number;
}

/** Opens a trace in a page of its own and steps through it. */
async function measure(page: Page, site: string, text: string): Promise<Measured> {
  await page.goto(`${site}replay/`);
  await page.waitForLoadState('networkidle');
  return page.evaluate(
    async ({ json, steps }) => {
      const input = document.querySelector<HTMLInputElement>('input[type="file"]');
      const given = new DataTransfer();
      given.items.add(new File([json], 'long.json', { type: 'application/json' }));
      if (!input) throw new Error('The page has no place for a file.');
      const begun = performance.now();
      input.files = given.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
      let player: HTMLElement | null = null;
      while (player === null) {
        await new Promise(requestAnimationFrame);
        player = document.querySelector<HTMLElement>('[data-replay="player"]');
        const said = document.querySelector('[role="status"]')?.textContent ?? '';
        const isRead = /^Reading|frames\.$/.test(said) || said === '';
        if (player === null && !isRead) throw new Error(said);
      }
      const open = performance.now() - begun;
      const slider = player.querySelector<HTMLInputElement>('input[type="range"]');
      if (!slider) throw new Error('The player has no slider.');
      const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
      const last = Number(slider.max);
      const took: number[] = [];
      const followed: number[] = [];
      for (let at = 0; at < steps; at++) {
        // Somewhere in the run, and from there one on.
        setValue?.call(slider, String(Math.floor((at * last) / steps)));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise(requestAnimationFrame);
        while (player.dataset.drawn !== player.dataset.frame) {
          await new Promise((next) => setTimeout(next, 0));
        }
        // What the jump still has to lay out is no part of the step.
        document.body.getBoundingClientRect();
        const before = performance.now();
        const frame = player.dataset.frame;
        player.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        // React draws when the event's own job is over.
        await Promise.resolve();
        if (player.dataset.frame === frame) throw new Error('The step was not drawn.');
        document.body.getBoundingClientRect();
        took.push(performance.now() - before);
        while (player.dataset.drawn !== player.dataset.frame) {
          await new Promise((next) => setTimeout(next, 0));
        }
        document.body.getBoundingClientRect();
        followed.push(performance.now() - before);
      }
      took.sort((a, b) => a - b);
      followed.sort((a, b) => a - b);
      return {
        open,
        step: took[Math.floor(steps / 2)] ?? Number.NaN,
        longest: took.at(-1) ?? Number.NaN,
        drawn: followed[Math.floor(steps / 2)] ?? Number.NaN,
        elements: document.querySelectorAll('*').length,
      };
    },
    { json: text, steps: STEPS },
  );
}

/**
 * What replays of long runs take in a browser, as a table.
 *
 * @throws Trouble where there is no browser
 */
export async function replayTable(): Promise<string> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    throw new Trouble(
      'No Chromium, Chrome or Edge was found to replay in. Install one, then try again.',
    );
  }
  await build({ always: false, show: false, quiet: true });
  const serving = await serve({ folder: path.join(ROOT, 'build'), base: basePath(), port: 0 });
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const texts = LENGTHS.map(([events, sockets]) => JSON.stringify(longTrace(events, sockets)));
    const all: Measured[][] = LENGTHS.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, text] of texts.entries()) {
        const page = await browser.newPage();
        all[at]?.push(await measure(page, serving.url, text));
        await page.close();
      }
    }
    const of = (at: number, what: keyof Measured) => (all[at] ?? []).map((one) => one[what]);
    const kib = (bytes: number) => Math.round(bytes / 1024).toLocaleString('en');
    return columns([
      [
        `Replays in a browser; ${ROUNDS} rounds, median (lowest–highest)`,
        'open, ms',
        'a step, ms',
        'longest step, ms',
        'with drawings, ms',
        'a step ÷ the shortest run’s',
        'elements',
        'KiB',
        'KiB packed',
      ],
      ...LENGTHS.map(([events], at) => [
        `${events.toLocaleString('en')} events`,
        spread(of(at, 'open'), 0),
        spread(of(at, 'step'), 1),
        spread(of(at, 'longest'), 1),
        spread(of(at, 'drawn'), 1),
        spread(ratios(of(at, 'step'), of(0, 'step'))),
        String(of(at, 'elements')[0] ?? ''),
        kib((texts[at] ?? '').length),
        kib(gzipSync(texts[at] ?? '').length),
      ]),
    ]);
  } finally {
    await browser.close();
    await serving.close();
  }
}
