import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

import { ROOT } from './boot/paths.mjs';

const FOLDER = path.join(ROOT, 'static', 'monaco');

/** What of Monaco the pages use. Completion and its like have nothing to say about a declaration. */
const FEATURES = [
  'anchorSelect',
  'bracketMatching',
  'caretOperations',
  'clipboard',
  'comment',
  'cursorUndo',
  'find',
  'gotoError',
  'hover',
  'indentation',
  'lineSelection',
  'linesOperations',
  'multicursor',
  'readOnlyMessage',
  'smartSelect',
  'toggleHighContrast',
  'toggleTabFocusMode',
  'wordHighlighter',
  'wordOperations',
];

/** The address of the worker comes from the module's own, so that the site may stand in any folder. */
const MAIN = `
self.MonacoEnvironment = {
  getWorker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
};
${FEATURES.map((name) => `import 'monaco-editor/features/${name}/register.js';`).join('\n')}
import 'monaco-editor/languages/definitions/cpp/register.js';
export * from 'monaco-editor/editor/editor.api.js';
`;

const WORKER = `import 'monaco-editor/editor/editor.worker.js';`;

function versionOf(name: string): string {
  const file = path.join(ROOT, 'node_modules', name, 'package.json');
  return JSON.parse(fs.readFileSync(file, 'utf8')).version;
}

/**
 * Bundles Monaco into `static/monaco/<hash>/`: `main.js`, `main.css`, `worker.js`. The site's own bundler would put
 * Monaco's style on every page. Does nothing when the folder is there; folders of earlier versions are removed.
 */
export async function bundleEditor(): Promise<void> {
  const hash = createHash('sha256')
    .update([versionOf('monaco-editor'), versionOf('esbuild'), MAIN, WORKER].join('\0'))
    .digest('hex')
    .slice(0, 12);
  const target = path.join(FOLDER, hash);
  if (fs.existsSync(target)) return;
  const unfinished = `${target}.${process.pid}`;
  const bundle = (sourcefile: string, contents: string) =>
    esbuild.build({
      stdin: { contents, resolveDir: ROOT, sourcefile },
      outfile: path.join(unfinished, sourcefile),
      bundle: true,
      format: 'esm',
      minify: true,
      target: 'es2022',
      legalComments: 'none',
      logLevel: 'silent',
      loader: { '.ttf': 'file' },
      assetNames: '[name]',
    });
  try {
    await bundle('main.js', MAIN);
    await bundle('worker.js', WORKER);
    const license = path.join(ROOT, 'node_modules', 'monaco-editor', 'LICENSE');
    fs.copyFileSync(license, path.join(unfinished, 'LICENSE'));
    for (const name of fs.readdirSync(FOLDER)) {
      const folder = path.join(FOLDER, name);
      if (folder !== unfinished) fs.rmSync(folder, { recursive: true, force: true });
    }
    fs.renameSync(unfinished, target);
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
}
