import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

import { ROOT } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';

/** Docusaurus’ own notes on a build: of which parts a page consists, and in which files they are. */
interface Notes {
  parts: Record<string, unknown>;
  manifest: {
    origins: Record<string, string[]>;
    assets: Record<string, { js?: { file: string }[] }>;
  };
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : [];
}

/**
 * The scripts that a page imports when it has woken.
 *
 * @param address the page’s path, base path included
 * @returns files below the site’s folder, each once
 */
export function partsOf(address: string, { parts, manifest }: Notes): string[] {
  const names = Object.entries(parts)
    .filter(([key]) => key.replace(/-[^-]+$/, '') === address)
    .flatMap(([, value]) => stringsIn(value));
  const files = names
    .flatMap((name) => manifest.origins[name] ?? [])
    .flatMap((id) => manifest.assets[id]?.js ?? [])
    .map(({ file }) => file);
  return [...new Set(files)];
}

/** Where the scripts of a page are put into the script that wakes it. */
const PLACE = '"scripts"';

/**
 * A page whose scripts wait for the reader (see src/wake).
 *
 * @param html as Docusaurus has written it
 * @param wake the script that wakes them, with a place for their addresses
 * @param parts scripts that the page imports then
 * @throws {Trouble} when the page does not load its scripts as expected
 */
export function asleep(html: string, wake: string, parts: readonly string[]): string {
  const deferred = /<script src="?([^" >]+)"? defer(?:="[^"]*")?><\/script>/g;
  const run = [...html.matchAll(deferred)].map(([, src]) => src);
  if (run.length === 0) {
    throw new Trouble('A built page has no deferred script. Has Docusaurus changed its template?');
  }
  const scripts = JSON.stringify({ run, parts }).replaceAll('<', String.raw`\u003c`);
  return html
    .replaceAll(deferred, '')
    .replace(/<\/head>|(?=<body)/, () => `<script>${wake.replace(PLACE, () => scripts)}</script>`);
}

/**
 * Makes the pages of a built site light: their scripts wait until the reader does something.
 *
 * @param folder the built site
 * @param base the path of the site, with a slash at both ends
 * @throws {Trouble} when a page is not as Docusaurus used to write it
 */
export async function lighten(folder: string, base: string): Promise<void> {
  const generated = path.join(ROOT, '.docusaurus');
  const read = (name: string) =>
    JSON.parse(fs.readFileSync(path.join(generated, name), 'utf8')) as never;
  const notes: Notes = {
    parts: read('routesChunkNames.json'),
    manifest: read('client-manifest.json'),
  };
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(ROOT, 'src', 'wake', 'wake.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
    target: 'es2022',
    charset: 'utf8',
    define: { 'window.SCRIPTS': PLACE },
    logLevel: 'silent',
  });
  const wake = (outputFiles[0]?.text ?? '').trim();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.html')) continue;
    const file = path.join(entry.parentPath, entry.name);
    const below = path.relative(folder, file).replaceAll(path.sep, '/');
    const parts = partsOf(base + below.replace(/(^|\/)index\.html$/, '$1'), notes);
    const html = fs.readFileSync(file, 'utf8');
    if (!html.includes('id=__docusaurus') && !html.includes('id="__docusaurus"')) continue;
    fs.writeFileSync(
      file,
      asleep(
        html,
        wake,
        parts.map((name) => base + name),
      ),
    );
  }
}
