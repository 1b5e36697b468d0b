import path from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { ROOT } from '../../../src/run/boot/paths.mjs';
import { type Kernel, openKernel } from '../../../src/run/kernel/index.mjs';
import type { Found } from '../../../src/sim/browser/messages.ts';
import type { Outcome } from '../../../src/sim/browser/run-in-worker.ts';
import { stripTypes } from '../../../src/sim/loader/strip.ts';
import type { Files, RunFlags, Page as Simulated } from './page.ts';
import { type BookProgram, bookFiles } from './programs.ts';
import { serveSimulated } from './serve.ts';

/** What can be compared of two runs of a program. */
export interface Seen {
  stdout: string;
  how: string;
  code: number | null;
  /** What the checker said, and how often. */
  reports: [sentence: string, times: number][];
}

const seen = (
  how: string,
  code: number | null,
  stdout: string,
  found: Partial<Found> | undefined,
): Seen => ({
  stdout,
  how,
  code,
  reports: (found?.reports ?? []).map(({ sentence, times }) => [sentence, times]),
});

/** What a worker shows of a program. */
export const inBrowser = ({ how, code, stdout, found }: Outcome): Seen =>
  seen(how === 'waits for ever' ? 'timeout' : how, code, stdout, found);

/** A page with the simulated Windows. */
export class SimulatedPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Runs a program of the book. */
  run({ main, args }: BookProgram): Promise<Outcome> {
    return this.page.evaluate(
      ([options]) => (globalThis as unknown as { simulated: Simulated }).simulated.run(options),
      [{ main, args }] as const,
    );
  }

  /** Runs a program that a reader has written. */
  runText(text: string, flags: RunFlags = {}, others: Record<string, string> = {}) {
    const texts: Record<string, string> = { 'examples/mine/main.ts': text, ...others };
    const modules = Object.fromEntries(
      Object.entries(texts).map(([name, each]) => [name, stripTypes(each)]),
    );
    return this.page.evaluate(
      ([options, files]) =>
        (globalThis as unknown as { simulated: Simulated }).simulated.run(options, files),
      [
        { main: 'examples/mine/main.ts', ...flags },
        { modules, data: {} },
      ] as const,
    );
  }
}

interface Fixtures {
  files: Files;
  address: string;
  /** The same programs in Node. */
  inNode: (program: BookProgram) => Promise<Seen>;
  simulated: SimulatedPage;
}

/** Tests with one page for all of them, and with Node's simulated Windows beside it. */
export const test = base.extend<object, Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names it must provide from this pattern
  files: [async ({}, use) => use(bookFiles()), { scope: 'worker' }],
  address: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const { url, close } = await serveSimulated();
      await use(url);
      await close();
    },
    { scope: 'worker' },
  ],
  inNode: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const kernel: Kernel = await openKernel('sim', () => {});
      await use(async ({ main, args }) => {
        let stdout = '';
        const file = path.join(ROOT, main);
        const { how, code, ...rest } = await kernel.run({
          file,
          args,
          cwd: path.dirname(file),
          timeoutSeconds: 60,
          onStdout: (bytes) => {
            stdout += bytes;
          },
          onStderr: () => {},
        });
        return seen(how, code, stdout, 'found' in rest ? rest.found : undefined);
      });
      await kernel.close();
    },
    { scope: 'worker' },
  ],
  simulated: [
    async ({ browser, address, files }, use) => {
      const page = await browser.newPage();
      await page.goto(`${address}/`);
      await page.evaluate(
        (given) => (globalThis as unknown as { simulated: Simulated }).simulated.have(given),
        files,
      );
      await use(new SimulatedPage(page));
      await page.close();
    },
    { scope: 'worker' },
  ],
});

export { expect } from '@playwright/test';
