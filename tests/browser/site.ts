import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import sirv from 'sirv';

/** The built site. */
export const buildFolder = path.resolve(import.meta.dirname, '../../build');

/** The path under which the build expects to be served, as the build itself says. */
export const basePath = process.env.BASE_URL ?? '/';

/** Serves the built site on a port of its own, on loopback, and hands tests its address. */
export const test = base.extend<object, { site: string }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names it must provide from this pattern
    async ({}, use) => {
      if (!existsSync(path.join(buildFolder, 'index.html'))) {
        throw new Error('There is no built site in build/. Build it first: node iocp.mjs build');
      }
      const files = sirv(buildFolder, { dev: false });
      const server = createServer((request, response) => {
        request.url = `/${(request.url ?? '/').slice(basePath.length)}`;
        files(request, response, () => {
          response.writeHead(404).end('There is no such page.');
        });
      });
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
      const { port } = server.address() as AddressInfo;
      await use(`http://127.0.0.1:${port}${basePath}`);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ site }, use) => use(site),
});

/** Opens a page, gives it a sign of life, and waits until its scripts have taken it over. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await wake(page);
}

/** Gives the page a sign that somebody is there, and waits until its scripts have taken it over. */
export async function wake(page: Page): Promise<void> {
  await page.dispatchEvent('html', 'pointermove');
  await expect(page.locator('html')).toHaveAttribute('data-has-hydrated', 'true');
}

export { expect };
