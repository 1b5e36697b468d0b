import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Options as DocsOptions } from '@docusaurus/plugin-content-docs';
import type { Options as PagesOptions } from '@docusaurus/plugin-content-pages';
import type { UserThemeConfig } from '@docusaurus/theme-common';
import type { Config, PluginModule } from '@docusaurus/types';
import { registration } from './src/offline/kept.ts';
import {
  chapterLinks,
  colophonOf,
  figures,
  listings,
  reference,
  socialOf,
} from './src/remark/index.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const remarkPlugins = [
  [listings, { root }],
  [figures, { root }],
  [chapterLinks, { root }],
] as NonNullable<DocsOptions['remarkPlugins']>;

/** Chapters are `docs/NN-name.mdx`: the number orders them, and they live under `/chapters/`. */
function chapterOf(file: string): { number: number; slug: string } | undefined {
  const [, number, name] = /^(\d\d)-(.+)\.mdx$/.exec(path.basename(file)) ?? [];
  return name === undefined ? undefined : { number: Number(number), slug: `/chapters/${name}` };
}

/** Appendices are `docs/appendices/a-name.mdx`: the letter orders them, and they live under `/appendices/`. */
function appendixOf(file: string): { letter: string; slug: string } | undefined {
  const [, letter, name] =
    /\/appendices\/([a-z])-(.+)\.mdx$/.exec(file.replaceAll('\\', '/')) ?? [];
  return letter === undefined || name === undefined
    ? undefined
    : { letter: letter.toUpperCase(), slug: `/appendices/${name}` };
}

/** Listings and recordings are dependencies of their page; without this a warm build shows the old ones. */
const dependencies: PluginModule = () => ({
  name: 'page-dependencies',
  configureWebpack: (_, isServer) => ({
    module: {
      rules: [
        {
          test: /\.json$/,
          resourceQuery: /^\?trace$/,
          type: 'asset/resource',
          generator: { filename: 'assets/replays/[name].[contenthash:8].trace', emit: !isServer },
          use: [{ loader: path.join(root, 'src/remark/trace-loader.mjs') }],
        },
        {
          test: /\.mdx?$/,
          enforce: 'pre',
          include: [path.join(root, 'docs'), path.join(root, 'src/pages')],
          use: [
            {
              loader: path.join(root, 'src/remark/dependencies-loader.mjs'),
              options: { root },
            },
          ],
        },
      ],
    },
  }),
});

/**
 * What pages need not carry. Code is highlighted while the page is built; the theme's own highlighter would be a quarter
 * of the scripts. Of `tslib` one helper is used. Of the hundreds of routes a page needs its own.
 */
const lightScripts: PluginModule = ({ generatedFilesDir }) => ({
  name: 'light-scripts',
  configureWebpack: (_, isServer, { currentBundler }) => ({
    resolve: {
      alias: {
        'prism-react-renderer': path.join(root, 'src/theme/no-prism.ts'),
        ...(isServer ? {} : { tslib$: path.join(root, 'src/theme/tslib.ts') }),
      },
    },
    plugins: isServer
      ? []
      : [
          new currentBundler.instance.NormalModuleReplacementPlugin(
            /^\.\/docusaurus$/,
            path.join(root, 'src/theme/eager.ts'),
          ),
        ],
    module: {
      rules: isServer
        ? []
        : [
            {
              test: /[\\/](?:registry\.js|routes\.js|routesChunkNames\.json|docusaurus\.config\.mjs)$/,
              include: generatedFilesDir,
              type: 'javascript/auto',
              use: [
                {
                  loader: path.join(root, 'src/remark/lean-loader.mjs'),
                  options: { route: path.join(root, 'src/theme/route.tsx') },
                },
              ],
            },
          ],
    },
  }),
});

/**
 * Docusaurus expects a package of the old module system: its generated files mix both, and the bundle that renders
 * pages is loaded by `require`. Ours is `"type": "module"`, so both are told apart from it here.
 */
const moduleSystems: PluginModule = ({ generatedFilesDir }) => ({
  name: 'module-systems',
  configureWebpack: (_, isServer) => ({
    plugins: isServer ? [commonJsOutput] : [],
    module: {
      rules: [
        {
          test: /\.js$/,
          include: generatedFilesDir,
          type: 'javascript/auto',
          resolve: { fullySpecified: false },
        },
      ],
    },
  }),
});

/** Marks the folder into which a bundle is written as CommonJS. */
const commonJsOutput = {
  apply(compiler: {
    outputPath: string;
    hooks: { afterEmit: { tap(name: string, run: () => void): void } };
  }) {
    compiler.hooks.afterEmit.tap('CommonJsOutput', () => {
      writeFileSync(path.join(compiler.outputPath, 'package.json'), '{ "type": "commonjs" }');
    });
  },
};

/**
 * Every page asks the browser to keep the book; `node iocp.mjs build` writes what it asks for. A reader may put the book
 * among their programs, with an icon.
 */
const offline: PluginModule = ({ baseUrl }) => ({
  name: 'offline',
  injectHtmlTags: () => ({
    headTags: [
      {
        tagName: 'link',
        attributes: { rel: 'manifest', href: `${baseUrl}manifest.webmanifest` },
      },
      {
        tagName: 'link',
        attributes: { rel: 'apple-touch-icon', href: `${baseUrl}icons/icon-180.png` },
      },
    ],
    postBodyTags: [{ tagName: 'script', innerHTML: registration(baseUrl) }],
  }),
});

const docs: DocsOptions = {
  path: 'docs',
  routeBasePath: '/',
  sidebarPath: './sidebars.ts',
  breadcrumbs: false,
  remarkPlugins,
  sidebarItemsGenerator: ({ docs: all }) => [
    ...all
      .flatMap(({ id, title, source }) => {
        const chapter = chapterOf(source)?.number;
        return chapter === undefined ? [] : [{ id, title, chapter }];
      })
      .sort((a, b) => a.chapter - b.chapter)
      .map(({ id, title, chapter }) => ({
        type: 'doc' as const,
        id,
        label: title,
        customProps: { chapter },
      })),
    ...all
      .flatMap(({ id, title, source }) => {
        const appendix = appendixOf(source)?.letter;
        return appendix === undefined ? [] : [{ id, title, appendix }];
      })
      .sort((a, b) => a.appendix.localeCompare(b.appendix))
      .map(({ id, title, appendix }) => ({
        type: 'doc' as const,
        id,
        label: title,
        customProps: { appendix },
      })),
    {
      type: 'link' as const,
      href: '/ffi/',
      label: 'The ffi module',
      customProps: { appendix: 'F' },
    },
  ],
};

const pages: PagesOptions = { path: 'src/pages', remarkPlugins };

const themeConfig: UserThemeConfig = {
  image: 'social/book.png',
  colorMode: { respectPrefersColorScheme: true, disableSwitch: true },
  navbar: {
    title: 'The IOCP Workbook',
    items: [
      { to: '/chapters', label: 'Chapters' },
      { to: '/facts', label: 'Facts' },
      { to: '/functions', label: 'Functions' },
      { to: '/beliefs', label: 'Beliefs' },
      { to: '/glossary', label: 'Glossary' },
      { to: '/review', label: 'Review' },
      { to: '/lab', label: 'Layout lab' },
      { to: '/errors', label: 'Errors' },
      { to: '/search', label: 'Search' },
    ],
  },
  prism: {
    theme: { plain: {}, styles: [] },
    darkTheme: { plain: {}, styles: [] },
  },
};

/** Where `src/run/editor.ts` has put the editor, below the site's root; null where it was not bundled. */
function editorFolder(): string | null {
  const folder = path.join(root, 'static', 'monaco');
  const [hash] = existsSync(folder) ? readdirSync(folder) : [];
  return hash === undefined ? null : `/monaco/${hash}/`;
}

const config: Config = {
  title: 'The IOCP Workbook',
  tagline: 'Windows I/O Completion Ports, learned by running them from TypeScript',
  favicon: 'favicon.svg',
  url: process.env.SITE_URL ?? 'http://localhost:3000',
  baseUrl: process.env.BASE_URL ?? '/',
  trailingSlash: true,
  future: { v4: true },
  baseUrlIssueBanner: false,
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  markdown: {
    format: 'detect',
    hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' },
    async parseFrontMatter(params) {
      const result = await params.defaultParseFrontMatter(params);
      const page = chapterOf(params.filePath) ?? appendixOf(params.filePath);
      if (page === undefined) return result;
      const image = `social/${socialOf(params.filePath)}`;
      return { ...result, frontMatter: { slug: page.slug, image, ...result.frontMatter } };
    },
  },
  plugins: [
    ['@docusaurus/plugin-content-docs', docs],
    ['@docusaurus/plugin-content-pages', pages],
    '@docusaurus/plugin-sitemap',
    reference,
    dependencies,
    moduleSystems,
    lightScripts,
    offline,
  ],
  themes: [
    ['@docusaurus/theme-classic', { customCss: ['./src/css/site.css', './src/css/print.css'] }],
  ],
  themeConfig,
  customFields: { editorFolder: editorFolder(), colophon: colophonOf(root) },
};

export default config;
