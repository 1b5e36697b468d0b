import { ROOT } from '../../loader/link.ts';

function invalid(code: string, words: string): TypeError {
  return Object.assign(new TypeError(words), { code });
}

/** The path of a file: URL, as on Windows. */
export function fileURLToPath(address: string | URL): string {
  const url = new URL(address);
  if (url.protocol !== 'file:') {
    throw invalid('ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
  }
  if (/%(?:2f|5c)/i.test(url.pathname)) {
    throw invalid(
      'ERR_INVALID_FILE_URL_PATH',
      'File URL path must not include encoded \\ or / characters',
    );
  }
  const path = decodeURIComponent(url.pathname).replaceAll('/', '\\');
  if (url.hostname !== '') return `\\\\${url.hostname}${path}`;
  if (!/^\\[A-Za-z]:/.test(path)) {
    throw invalid('ERR_INVALID_FILE_URL_PATH', 'File URL path must be absolute');
  }
  return path.slice(1);
}

/** The file: URL of a path, as on Windows. */
export function pathToFileURL(path: string): URL {
  const full = /^(?:[A-Za-z]:[\\/]|[\\/]{2})/.test(path) ? path : `${ROOT}\\${path}`;
  const spelled = full
    .replaceAll('\\', '/')
    .replace(/[%?#]/g, (character) => encodeURIComponent(character));
  return new URL(full.startsWith('\\\\') ? `file:${spelled}` : `file:///${spelled}`);
}

/** `node:url`. */
export const url = { URL, URLSearchParams, fileURLToPath, pathToFileURL };
