import preloadRoute from '@docusaurus/core/lib/client/preload';

/** What browsers of Chromium's family tell of the network. */
interface Connection {
  effectiveType?: string;
  saveData?: boolean;
}

const { connection } = navigator as { connection?: Connection };

/** Somebody pays for each byte, or waits for it: then nothing is fetched before it is asked for. */
const isSlow = (): boolean =>
  connection?.saveData === true || connection?.effectiveType?.includes('2g') === true;

/**
 * In place of Docusaurus’ own: a page is fetched when a link to it is pointed at, and not as soon as one is in sight. A
 * chapter has two hundred links.
 */
export default {
  prefetch: (): false => false,
  preload: (path: string): Promise<unknown> | false => !isSlow() && preloadRoute(path),
};
