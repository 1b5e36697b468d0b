import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { npmCommand, npmEnvironment } from '../boot/npm.mjs';
import { ROOT } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import { findNode } from '../kernel/unix.mjs';

/**
 * What the workbook is measured beside, and with. None of it is a part of the workbook, so it is installed where Wine's
 * tools are, when somebody measures. Lighthouse 12 because the workbook's own tools run on Node 20.
 */
const DEPENDENCIES = {
  lighthouse: '12.8.2',
  '@docusaurus/core': '3.10.2',
  '@docusaurus/preset-classic': '3.10.2',
  '@mdx-js/react': '3.1.1',
  react: '19.2.0',
  'react-dom': '19.2.0',
  astro: '7.3.5',
  '@astrojs/starlight': '0.42.4',
  turndown: '7.2.5',
};

const MANIFEST = JSON.stringify(
  { name: 'weight', private: true, type: 'module', dependencies: DEPENDENCIES },
  null,
  2,
);

/** Programs of the folder where the tools are. */
export interface Tools {
  folder: string;
  lighthouse: string;
}

async function run(
  program: string,
  args: string[],
  options: { cwd: string; what: string; shell?: boolean },
): Promise<void> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...npmEnvironment(), DOCUSAURUS_NO_TELEMETRY: '1', ASTRO_TELEMETRY_DISABLED: '1' },
    shell: options.shell ?? false,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new Trouble(`${options.what} ended with exit code ${code}:\n${said.trim()}`);
}

/**
 * Installs Lighthouse, Docusaurus' scaffold and Starlight, once.
 *
 * @throws {Trouble} with npm's words when that fails
 */
export async function ensureTools(): Promise<Tools> {
  const hash = createHash('sha256').update(MANIFEST).digest('hex').slice(0, 12);
  const folder = path.join(ROOT, '.iocp', `weight-${hash}`);
  const tools = {
    folder,
    lighthouse: path.join(folder, 'node_modules', 'lighthouse', 'cli', 'index.js'),
  };
  if (fs.existsSync(path.join(folder, '.installed'))) return tools;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), MANIFEST);
  const { program, first, shell } = npmCommand();
  await run(
    program,
    [...first, 'install', '--no-audit', '--no-fund', '--legacy-peer-deps', '--ignore-scripts'],
    { cwd: folder, what: 'npm install of what is measured', shell },
  );
  fs.writeFileSync(path.join(folder, '.installed'), '');
  return tools;
}

/**
 * A built chapter as plain Markdown: its prose, its listings and its recorded outputs, without what only the workbook
 * can draw.
 *
 * @param html the chapter’s page
 */
export function markdownOf(tools: Tools, html: string): string {
  const Turndown = createRequire(path.join(tools.folder, 'package.json'))('turndown');
  const turndown = new Turndown({ headingStyle: 'atx', codeBlockStyle: 'fenced' });
  turndown.remove(['button', 'input', 'label', 'svg', 'header', 'nav']);
  turndown.remove(
    (node: Element) =>
      ['memory', 'replay', 'dequeues', 'machine'].includes(
        node.getAttribute('data-figure') ?? '',
      ) || node.getAttribute('data-selected') === 'false',
  );
  turndown.addRule('listing', {
    filter: 'pre',
    replacement: (_: string, node: Element) =>
      `\n\n\`\`\`${node.className.includes('terminal') ? 'text' : 'ts'}\n${node.textContent?.trim()}\n\`\`\`\n\n`,
  });
  turndown.addRule('link', {
    filter: 'a',
    replacement: (text: string) => (text.trim() === '' ? '' : `[${text}](https://example.com/)`),
  });
  const [article = ''] = /<article[\s\S]*?<\/article>/.exec(html) ?? [];
  return turndown.turndown(article);
}

function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

/** Docusaurus as its scaffold sets it up, with one page of this text. @returns the built folder */
export async function buildScaffold(tools: Tools, title: string, text: string): Promise<string> {
  const folder = path.join(tools.folder, 'scaffold');
  fs.rmSync(folder, { recursive: true, force: true });
  write(folder, {
    'package.json': '{ "name": "scaffold", "private": true }',
    'docusaurus.config.js': `module.exports = {
  title: 'Scaffold', tagline: 'The same text', favicon: 'favicon.svg', url: 'http://localhost', baseUrl: '/',
  markdown: { format: 'detect' },
  presets: [['classic', { docs: { routeBasePath: '/', sidebarPath: './sidebars.js' }, blog: false }]],
  themeConfig: { navbar: { title: 'Scaffold' }, footer: { style: 'dark', copyright: 'Nobody' } },
};\n`,
    'sidebars.js': `module.exports = { book: [{ type: 'autogenerated', dirName: '.' }] };\n`,
    'static/favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    'docs/chapter.md': `---\ntitle: ${title}\ndescription: The same text\nslug: /\n---\n\n${text}`,
  });
  await run(
    process.execPath,
    [
      path.join(tools.folder, 'node_modules', '@docusaurus', 'core', 'bin', 'docusaurus.mjs'),
      'build',
    ],
    { cwd: folder, what: 'The build of Docusaurus’ scaffold' },
  );
  return path.join(folder, 'build');
}

/** Starlight as its scaffold sets it up, with one page of this text. @returns the built folder */
export async function buildStarlight(tools: Tools, title: string, text: string): Promise<string> {
  const folder = path.join(tools.folder, 'starlight');
  fs.rmSync(folder, { recursive: true, force: true });
  write(folder, {
    // Astro asks this file which packages have to be bundled.
    'package.json': JSON.stringify({
      name: 'starlight',
      private: true,
      type: 'module',
      dependencies: {
        astro: DEPENDENCIES.astro,
        '@astrojs/starlight': DEPENDENCIES['@astrojs/starlight'],
      },
    }),
    'astro.config.mjs': `import { defineConfig } from 'astro/config';
import starlight from '@astrojs/starlight';
export default defineConfig({ site: 'http://localhost', integrations: [starlight({ title: 'Starlight' })] });\n`,
    'src/content.config.mjs': `import { defineCollection } from 'astro:content';
import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };\n`,
    'public/favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    'src/content/docs/index.md': `---\ntitle: ${title}\ndescription: The same text\n---\n\n${text}`,
  });
  // Astro needs a newer Node than the workbook does.
  const { file: node } = await findNode(() => {});
  const manifest = JSON.parse(
    fs.readFileSync(path.join(tools.folder, 'node_modules', 'astro', 'package.json'), 'utf8'),
  );
  const astro = path.join(
    tools.folder,
    'node_modules',
    'astro',
    manifest.bin.astro ?? manifest.bin,
  );
  await run(node, [astro, 'build'], { cwd: folder, what: 'The build of Starlight' });
  return path.join(folder, 'dist');
}
