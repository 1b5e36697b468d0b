import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

import { type Kept, kept } from '../offline/kept.ts';
import { ROOT } from './boot/paths.mjs';

/**
 * Writes `sw.js` into a built site: the service worker with the list of what it keeps. Comes last, when
 * everything else of the site is there.
 *
 * @param folder the built site
 * @param base the path of the site, with a slash at both ends
 * @returns what is kept
 */
export async function bundleOffline(folder: string, base: string): Promise<Kept[]> {
  const all = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const full = path.join(entry.parentPath, entry.name);
      const file = path.relative(folder, full).replaceAll(path.sep, '/');
      const hash = createHash('sha256').update(fs.readFileSync(full)).digest('hex').slice(0, 16);
      return kept(file, base, hash) ?? [];
    })
    .sort((a, b) => (a.url < b.url ? -1 : 1));
  await esbuild.build({
    entryPoints: [path.join(ROOT, 'src', 'offline', 'worker.ts')],
    outfile: path.join(folder, 'sw.js'),
    bundle: true,
    format: 'iife',
    minify: true,
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
    define: {
      'self.KEPT': JSON.stringify(all),
      'self.BASE': JSON.stringify(base),
      'process.env.NODE_ENV': '"production"',
    },
  });
  return all;
}
