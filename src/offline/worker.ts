/// <reference lib="webworker" />
/**
 * The service worker: keeps the book for reading without a network. Whoever is online sees the site as it is now;
 * what is kept stands in when the network does not answer.
 */
import { clientsClaim } from 'workbox-core';
import { getCacheKeyForURL, matchPrecache, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst, NetworkOnly } from 'workbox-strategies';
import type { Kept } from './kept.ts';

declare const self: ServiceWorkerGlobalScope & {
  /** What is kept from the first visit on, put here when the site is built. */
  KEPT: Kept[];
  /** The path of the site, with a slash at both ends. */
  BASE: string;
};

/** How long a page may take before the kept one is shown, in seconds. */
const PATIENCE = 4;

/** Pages and files outside the book’s text, kept once they were asked for. */
const VISITED = 'visited';

/** The path under which a page is kept: without a query, with its slash. */
function pathOf(url: string): string {
  const { pathname } = new URL(url);
  return pathname.endsWith('/') ? pathname : `${pathname}/`;
}

const isKept = (url: string): boolean => getCacheKeyForURL(pathOf(url)) !== undefined;

/** A page under another's address would be taken for a missing one by its own scripts, so the reader is sent there. */
const keptInstead = {
  handlerDidError: async ({ request }: { request: Request }) =>
    (await matchPrecache(pathOf(request.url))) ??
    Response.redirect(new URL(`${self.BASE}offline/`, self.location.origin)),
};

self.skipWaiting();
clientsClaim();
// What was visited belongs to the site as it was, and its scripts may be gone.
self.addEventListener('activate', (event) => event.waitUntil(caches.delete(VISITED)));

registerRoute(
  ({ request, sameOrigin }) => sameOrigin && request.mode === 'navigate' && isKept(request.url),
  new NetworkOnly({ networkTimeoutSeconds: PATIENCE, plugins: [keptInstead] }),
);
registerRoute(
  ({ request, sameOrigin }) => sameOrigin && request.mode === 'navigate',
  new NetworkFirst({ cacheName: VISITED, plugins: [keptInstead] }),
);
precacheAndRoute(self.KEPT);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith(`${self.BASE}monaco/`),
  new CacheFirst({ cacheName: VISITED }),
);
