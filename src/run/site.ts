import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

import { ensureExamples } from './boot/install.mjs';
import { ROOT } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';
import { bundleEditor } from './editor.ts';
import { lighten } from './lighten.ts';
import { bundleOffline } from './offline.ts';
import { indexForSearch } from './search.ts';
import { serve } from './serve.ts';

const BUILD = path.join(ROOT, 'build');
const STAMP = path.join(BUILD, '.iocp-inputs');

/** What the pages are made of. Absent ones count as absent. */
const INPUTS = [
  'docs',
  'src',
  'static',
  'examples',
  'facts',
  'exercises',
  'docusaurus.config.ts',
  'sidebars.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

/** The path under which the site is mounted, from BASE_URL, with a slash at both ends. */
export function basePath(env: NodeJS.ProcessEnv = process.env): string {
  const words = (env.BASE_URL ?? '/').split('/').filter((word) => word !== '');
  return words.length === 0 ? '/' : `/${words.join('/')}/`;
}

function addFiles(hash: ReturnType<typeof createHash>, file: string): void {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isDirectory()) {
    for (const name of fs.readdirSync(file).sort()) {
      if (name !== 'node_modules' && !name.startsWith('.')) addFiles(hash, path.join(file, name));
    }
    return;
  }
  hash.update(`${path.relative(ROOT, file)}\0${stat.size}\0`);
  hash.update(fs.readFileSync(file));
}

/** One hash over everything that a build depends on. */
function inputs(): string {
  const hash = createHash('sha256');
  for (const name of INPUTS) addFiles(hash, path.join(ROOT, name));
  for (const name of ['BASE_URL', 'SITE_URL']) hash.update(`${name}=${process.env[name] ?? ''}\0`);
  hash.update(process.versions.modules);
  return hash.digest('hex');
}

export interface BuildOptions {
  /** Build even when nothing changed. */
  always: boolean;
  /** Pass the builder's output on; without it, it is shown only when the build fails. */
  show: boolean;
  /** Say nothing while all goes well. */
  quiet?: boolean;
}

/**
 * Builds the site into `build/`, unless nothing changed since it was built. A build that fails or is broken off
 * leaves no stamp, so that the next one starts anew.
 *
 * @returns whether something was built
 * @throws {Trouble} with the builder's words when the build fails
 */
export async function build({ always, show, quiet }: BuildOptions): Promise<boolean> {
  await ensureExamples(quiet ? () => {} : say);
  await bundleEditor();
  const wanted = inputs();
  const stamp = fs.existsSync(STAMP) ? fs.readFileSync(STAMP, 'utf8') : null;
  if (!always && stamp === wanted) return false;
  fs.rmSync(STAMP, { force: true });
  // The bundler's cache does not know all that a page is made of: examples, recordings, our own plugins.
  for (const folder of ['.docusaurus', path.join('node_modules', '.cache')]) {
    fs.rmSync(path.join(ROOT, folder), { recursive: true, force: true });
  }
  if (!quiet) say('Building the workbook …');
  const child = spawn(
    process.execPath,
    [path.join(ROOT, 'node_modules', '@docusaurus', 'core', 'bin', 'docusaurus.mjs'), 'build'],
    {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production', DOCUSAURUS_NO_TELEMETRY: '1' },
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) {
    throw new Trouble(
      `The site could not be built (exit code ${code})${said === '' ? '; the reason stands above.' : `:\n${said.trim()}`}`,
    );
  }
  await indexForSearch(BUILD);
  await lighten(BUILD, basePath());
  await bundleOffline(BUILD, basePath());
  fs.writeFileSync(STAMP, wanted);
  return true;
}

/** Opens the reader's browser, where there is one. That it does not open is no failure. */
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'win32'
      ? ['explorer.exe', url]
      : process.platform === 'darwin'
        ? ['open', url]
        : ['xdg-open', url];
  const child = spawn(program as string, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function hasScreen(): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Builds what changed and serves the workbook until Ctrl-C.
 *
 * @returns the exit code: 0 after Ctrl-C
 * @throws {Trouble} when it cannot be built or served
 */
export async function start(options: { port?: number; open: boolean }): Promise<number> {
  await build({ always: false, show: false });
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const serving = await serve({
    folder: BUILD,
    base: basePath(),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  if (options.port === undefined && serving.port !== 3000) {
    say(`Port 3000 is taken, so this is port ${serving.port}.`);
  }
  say(`The workbook is at ${serving.url} (Ctrl-C stops it).`);
  if (options.open && !process.env.CI && hasScreen()) openBrowser(serving.url);
  await stopped;
  await serving.close();
  return 0;
}
