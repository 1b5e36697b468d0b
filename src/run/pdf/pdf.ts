import fs from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import * as esbuild from 'esbuild';

import { ROOT } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import { findBrowser, howToGet } from '../machine.ts';
import { writeWhole } from '../repository.ts';
import { serve } from '../serve.ts';
import { basePath, build } from '../site.ts';
import type { Bound, Order } from './page.ts';

export interface PdfResult extends Bound {
  bytes: number;
}

/** The pages of the book, in its order, as the built site lists them beside each chapter. */
function pagesOf(folder: string, base: string): string[] {
  const first = fs
    .readdirSync(path.join(ROOT, 'docs'))
    .sort()
    .map((name) => /^\d\d-(.+)\.mdx$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .map((name) => `chapters/${name}/`);
  const appendices = fs
    .readdirSync(path.join(ROOT, 'docs', 'appendices'))
    .sort()
    .map((name) => /^[a-z]-(.+)\.mdx$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .map((name) => `appendices/${name}/`);
  return [...first, ...appendices, 'ffi/', 'glossary/'].map((page) => {
    if (!fs.existsSync(path.join(folder, page, 'index.html'))) {
      throw new Trouble(`The built site has no page ${page}; node iocp.mjs build builds it anew.`);
    }
    return base + page;
  });
}

/** The module that binds the pages, as one script that hands out `bind`. */
async function binder(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(ROOT, 'src', 'run', 'pdf', 'page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'binder',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

const FOOT = `<div style="width: 100%; padding: 0 18mm; font: 8pt sans-serif; color: #5c616b; display: flex; justify-content: space-between">
  <span class="title"></span><span class="pageNumber"></span></div>`;

/**
 * Prints the whole book into one tagged PDF.
 *
 * @param out the file, written whole or not at all
 * @param folder a built site; it is not built anew
 * @throws {Trouble} without a browser of Chromium's family, or when the file cannot be written
 */
export async function printBook(
  out: string,
  folder: string = path.join(ROOT, 'build'),
): Promise<PdfResult> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    throw new Trouble(
      `A PDF is printed by Chromium, Chrome or Edge, and none was found; ${howToGet('chromium')}.`,
    );
  }
  const base = basePath();
  const pages = pagesOf(folder, base);
  const site = await serve({ folder, base });
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--font-render-hinting=none'],
  });
  try {
    const context = await browser.newContext({ serviceWorkers: 'block', colorScheme: 'light' });
    // The pages stand as they were built: without scripts nothing is folded away or waits to be asked.
    await context.route('**/*.js', (route) => route.abort());
    const page = await context.newPage();
    await page.goto(site.url);
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    const edition = (await page.locator('footer').textContent()) ?? '';
    const order: Order = {
      title: {
        title: 'The IOCP Workbook',
        tagline: 'Windows I/O Completion Ports, learned by running them from TypeScript',
        edition,
      },
      pages,
      elsewhere:
        process.env.SITE_URL === undefined ? null : process.env.SITE_URL + base.slice(0, -1),
      base,
    };
    const bound = (await page.evaluate(
      `${await binder()}; binder.bind(${JSON.stringify(order)})`,
    )) as Bound;
    const pdf = await page.pdf({
      format: 'A4',
      tagged: true,
      outline: true,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: FOOT,
      margin: { top: '18mm', bottom: '18mm', left: '18mm', right: '18mm' },
    });
    writeWhole(out, pdf);
    return { ...bound, bytes: pdf.length };
  } finally {
    await browser.close();
    await site.close();
  }
}

/**
 * The command `pdf`: builds what changed, prints the book, and says what came of it.
 *
 * @returns the exit code: 0 when the file is there, 1 when a link in it leads nowhere
 */
export async function pdf(out: string): Promise<number> {
  await build({ always: false, show: false });
  const { headings, lost, bytes } = await printBook(out);
  process.stdout.write(
    `${out}: ${headings.length} chapters, appendices and lists, ${(bytes / 1e6).toFixed(1)} MB.\n`,
  );
  for (const id of lost) process.stderr.write(`A link leads to #${id}, which is nowhere.\n`);
  return lost.length === 0 ? 0 : 1;
}
