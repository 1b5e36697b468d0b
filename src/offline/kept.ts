/** A file of the built site that is kept for reading without a network. */
export interface Kept {
  /** Its path on the server, encoded, base path included; a page’s ends with a slash. */
  url: string;
  /** Changes when the file does; null for a file whose name already says so. */
  revision: string | null;
}

/** What of the built site is not kept: parts that are large, that only robots read, or that nobody needs offline. */
const LEFT_OUT = [
  // Every frame of every recording as a page: the chapters have the frames that matter.
  /^replay\/.+\.html$/,
  /^monaco\//,
  /^social\//,
  /^(?:404\.html|sitemap\.xml|robots\.txt|sw\.js)$/,
  /(?:^|\/)\./,
];

/** Files that carry a hash of their content in their names. */
const HASHED = /^assets\/.+\.[0-9a-f]{8}\./;

/**
 * Says what is kept of a file of the built site.
 *
 * @param file its path below the site's folder, with slashes
 * @param base the path of the site, with a slash at both ends
 * @param hash of its content
 * @returns null when it is not kept
 */
export function kept(file: string, base: string, hash: string): Kept | null {
  if (LEFT_OUT.some((pattern) => pattern.test(file)) && file !== 'replay/index.html') return null;
  const page = file.replace(/(^|\/)index\.html$/, '$1');
  return {
    url: base + page.split('/').map(encodeURIComponent).join('/'),
    revision: HASHED.test(file) ? null : hash,
  };
}

/**
 * The script that every page carries. Browsers allow a service worker on https and on loopback; on loopback the
 * book is on this machine already, and another project may have the port tomorrow. Someone who saves data keeps nothing
 * that was not asked for.
 *
 * @param base the path of the site, with a slash at both ends
 */
export function registration(base: string): string {
  const worker = JSON.stringify(`${base}sw.js`).replaceAll('<', String.raw`\u003c`);
  return `addEventListener("load",()=>{if(location.protocol==="https:"&&!navigator.connection?.saveData)navigator.serviceWorker?.register(${worker})})`;
}
