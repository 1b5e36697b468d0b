import { ROOT } from '../loader/link.ts';
import { fileURLToPath } from './modules/url.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Reads the files that a program was given.
 *
 * @param data by paths below `C:\workbook`, with slashes
 * @param resolve makes a path a whole one
 */
export function fileReader(
  data: Readonly<Record<string, Bytes>>,
  resolve: (path: string) => string,
): (file: string | URL) => Bytes | null {
  const keyOf = (path: string) => path.replaceAll('/', '\\').toUpperCase();
  const files = new Map(
    Object.entries(data).map(([path, bytes]) => [keyOf(`${ROOT}\\${path}`), bytes]),
  );
  return (file) =>
    files.get(keyOf(typeof file === 'string' ? resolve(file) : fileURLToPath(file))) ?? null;
}
