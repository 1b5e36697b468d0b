import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { ROOT } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import { collect } from '../collect.ts';
import { findBrowser, howToGet } from '../machine.ts';
import { contentOf, writeWhole } from '../repository.ts';
import { basePath, build } from '../site.ts';
import { buildScaffold, buildStarlight, ensureTools, markdownOf, type Tools } from './anchors.ts';
import { complaints, type Load, loadOf, median, type Report } from './verdict.ts';

/** One page of each kind. Chapter 7 is the one with the most on it, 13 the one with the longest replay. */
const PAGES = [
  'chapters/five-slow-answers/',
  'chapters/threads-and-the-limit/',
  'chapters/port-is-a-queue/',
  '',
  'chapters/',
  'appendices/readiness-and-completion/',
  'facts/',
  'facts/gq-4/',
  'functions/',
  'functions/WSARecv/',
  'beliefs/',
  'beliefs/m05/',
  'errata/',
  'glossary/',
  'ffi/',
  'errors/',
  'lab/',
  'replay/',
  'review/',
  'search/',
  'simulated-windows/',
];

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.xml': 'application/xml',
  '.woff2': 'font/woff2',
};

/** Serves a folder as GitHub's pages do: packed, kept for ten minutes. */
async function serve(folder: string, base: string): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const below = decodeURIComponent(pathname.slice(base.length - 1));
    const named = path.join(folder, below);
    const file = named.endsWith(path.sep) ? path.join(named, 'index.html') : named;
    if (path.relative(folder, file).startsWith('..') || !fs.existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    const bytes = fs.readFileSync(file);
    const packed = /text|json|xml/.test(type) ? gzipSync(bytes, { level: 6 }) : null;
    response.writeHead(200, {
      'content-type': type,
      'cache-control': 'max-age=600',
      ...(packed === null ? {} : { 'content-encoding': 'gzip' }),
    });
    response.end(packed ?? bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}` };
}

/** Loads a page once, on Lighthouse's mobile setting. */
async function lighthouse(tools: Tools, browser: string, url: string): Promise<Load> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weight-'));
  const out = path.join(folder, 'report.json');
  try {
    const { code, output } = await collect(
      process.execPath,
      [
        tools.lighthouse,
        url,
        '--quiet',
        '--output=json',
        `--output-path=${out}`,
        '--only-categories=performance,accessibility,best-practices,seo',
        `--chrome-flags=--headless=new --disable-gpu ${process.getuid?.() === 0 ? '--no-sandbox' : ''}`,
      ],
      { env: { ...process.env, CHROME_PATH: browser } },
    );
    if (code !== 0 || !fs.existsSync(out)) {
      throw new Trouble(`Lighthouse ended with exit code ${code} on ${url}:\n${output.trim()}`);
    }
    return loadOf(JSON.parse(fs.readFileSync(out, 'utf8')) as Report);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function row(name: string, load: Load): string {
  const kb = (bytes: number) => (bytes / 1000).toFixed(1).padStart(7);
  const number = (value: number, width = 5) => String(Math.round(value)).padStart(width);
  return [
    name.padEnd(40),
    kb(load.scripts),
    kb(load.all),
    number(load.requests, 4),
    number(load.performance, 5),
    number(load.lcp, 6),
    number(load.tbt, 5),
    load.cls.toFixed(3).padStart(6),
    number(load.accessibility),
    number(load.bestPractices),
    number(load.seo),
  ].join(' ');
}

const HEAD = `${'page'.padEnd(40)} scripts     all  req  perf    LCP   TBT    CLS  a11y    bp   seo`;

/** The anchors and three chapters are loaded several times, in turns; a page of each other kind once. */
const IN_TURNS = 3;

/**
 * The command `weight`: what one page of each kind weighs and how Lighthouse rates it on a phone, beside a plain
 * Docusaurus page and a Starlight page with chapter 7's text. KB are 1,000 bytes on the wire, packed.
 *
 * @returns the exit code: 1 when a page of ours is worse than it may be
 * @throws {Trouble} without a browser of Chromium's family, or when an anchor cannot be built
 */
export async function weight({ runs, json }: { runs: number; json?: string }): Promise<number> {
  const browser = findBrowser();
  if (browser === null) {
    throw new Trouble(
      `Lighthouse needs Chromium, Chrome or Edge, and none was found; ${howToGet('chromium')}.`,
    );
  }
  await build({ always: false, show: false });
  process.stdout.write('Making ready what the workbook is measured beside …\n');
  const tools = await ensureTools();
  const html = contentOf('build/chapters/five-slow-answers/index.html').text;
  const text = markdownOf(tools, html);
  const title = 'Five slow answers';
  const folders = {
    scaffold: await buildScaffold(tools, title, text),
    starlight: await buildStarlight(tools, title, text),
  };
  const sites = {
    ours: await serve(path.join(ROOT, 'build'), basePath()),
    scaffold: await serve(folders.scaffold, '/'),
    starlight: await serve(folders.starlight, '/'),
  };
  const targets = [
    { name: 'Docusaurus’ scaffold', url: sites.scaffold.url, times: runs },
    { name: 'Starlight', url: sites.starlight.url, times: runs },
    ...PAGES.map((page, at) => ({
      name: `/${page}`,
      url: sites.ours.url + page,
      times: at < IN_TURNS ? runs : 1,
    })),
  ];
  const loads = new Map<string, Load[]>(targets.map(({ name }) => [name, []]));
  try {
    for (let turn = 0; turn < runs; turn++) {
      for (const { name, url, times } of targets) {
        if (turn < times) loads.get(name)?.push(await lighthouse(tools, browser, url));
      }
    }
  } finally {
    for (const { server } of Object.values(sites)) {
      server.close();
      server.closeAllConnections();
    }
  }
  const medians = new Map([...loads].map(([name, all]) => [name, median(all)]));
  const scaffold = medians.get('Docusaurus’ scaffold') as Load;
  process.stdout.write(`${HEAD}\n`);
  for (const [name, load] of medians) process.stdout.write(`${row(name, load)}\n`);
  const said = PAGES.flatMap((page) =>
    complaints(`/${page}`, medians.get(`/${page}`) as Load, {
      isChapter: /^chapters\/./.test(page),
      scaffoldTbt: scaffold.tbt,
    }),
  );
  for (const sentence of said) process.stderr.write(`${sentence}\n`);
  if (json !== undefined)
    writeWhole(json, `${JSON.stringify(Object.fromEntries(loads), null, 2)}\n`);
  return said.length === 0 ? 0 : 1;
}
