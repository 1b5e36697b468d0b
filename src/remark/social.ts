import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stdoutOf } from '../trace/questions.ts';
import type { Trace } from '../trace/schema.ts';
import { recordingPath } from './recordings.ts';

/** A picture for those who share a page: 1,200 by 630 pixels, drawn by a browser from this HTML. */
export interface SocialCard {
  /** The picture’s file below `static/social/`, such as `07.png`. */
  file: string;
  html: string;
  /** Changes when the picture must be taken again. */
  hash: string;
}

const LINES = 7;
const COLUMNS = 40;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function cardOf(
  file: string,
  {
    eyebrow,
    title,
    text,
    output,
  }: Record<'eyebrow' | 'title' | 'text', string> & { output: string[] },
  mark: string,
): SocialCard {
  const lines = output
    .slice(0, LINES)
    .map((line) => (line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line));
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><style>
    * { margin: 0; box-sizing: border-box }
    body { width: 1200px; height: 630px; padding: 64px 72px; background: #fdfcf9; color: #1c1e22;
      font: 27px/1.35 Charter, "Bitstream Charter", "Noto Serif", serif;
      display: grid; grid-template-rows: auto auto 1fr; gap: 26px; border-bottom: 14px solid #0a6161 }
    p.eyebrow { display: flex; align-items: center; gap: 18px; color: #5c616b; font-size: 26px }
    svg { width: 52px; height: 52px }
    h1 { font-size: 62px; line-height: 1.1; font-weight: 600; max-width: 1056px }
    div { display: grid; grid-template-columns: 1fr auto; gap: 48px; align-items: start }
    pre { min-width: 400px; padding: 20px 26px; background: #f5f2ea; border: 1px solid #dedad0; border-left: 8px solid #9a4200;
      font: 20px/1.5 "DejaVu Sans Mono", monospace }
  </style><p class="eyebrow">${mark}<span>${escaped(eyebrow)}</span></p><h1>${escaped(title)}</h1><div><p>${escaped(text)}</p>${
    lines.length === 0 ? '' : `<pre>${escaped(lines.join('\n'))}</pre>`
  }</div></html>`;
  return { file, html, hash: createHash('sha256').update(html).digest('hex').slice(0, 16) };
}

/** What the first recording of a page printed, line by line; nothing when it shows none. */
function hookOf(root: string, page: string): string[] {
  const [, example, scene] = /<Recording example="([^"]+)" scene="([^"]+)"/.exec(page) ?? [];
  if (example === undefined || scene === undefined) return [];
  const file = path.join(root, recordingPath(example, scene, 'wine'));
  return existsSync(file)
    ? stdoutOf(JSON.parse(readFileSync(file, 'utf8')) as Trace)
        .trimEnd()
        .split(/\r?\n/)
    : [];
}

const field = (page: string, name: string): string =>
  new RegExp(`^${name}: (?:'(.*)'|(.*))$`, 'm')
    .exec(page)
    ?.slice(1)
    .find((value) => value !== undefined)
    ?.trim() ?? '';

/** The name of the picture of a document, `07.png` or `a.png`; null for one that has the book’s. */
export function socialOf(file: string): string | null {
  const [, chapter, appendix] =
    /(?:\/(\d\d)|\/appendices\/([a-z]))-[^/]+\.mdx$/.exec(file.replaceAll('\\', '/')) ?? [];
  const name = chapter ?? appendix;
  return name === undefined ? null : `${name}.png`;
}

/**
 * All pictures of the book: one for it, one for each chapter and appendix.
 *
 * @param root the repository's folder, absolute
 */
export function socialCards(root: string): SocialCard[] {
  const mark = readFileSync(path.join(root, 'static', 'favicon.svg'), 'utf8').replaceAll(
    '\r\n',
    '\n',
  );
  const docs = ['docs', 'docs/appendices'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
  const home = readFileSync(path.join(root, 'src', 'pages', '_opening.mdx'), 'utf8');
  const book = cardOf(
    'book.png',
    {
      eyebrow: 'The IOCP Workbook',
      title: 'Windows I/O Completion Ports, by running them',
      text: 'Five questions, the slowest asked first. One thread, one port, and this is what the program prints.',
      output: hookOf(root, home),
    },
    mark,
  );
  return [
    book,
    ...docs.flatMap((name) => {
      const file = socialOf(`/${name}`);
      if (file === null) return [];
      const page = readFileSync(path.join(root, name), 'utf8').replaceAll('\r\n', '\n');
      const number = file.replace('.png', '');
      const of = /\d/.test(number)
        ? `Chapter ${Number(number)}`
        : `Appendix ${number.toUpperCase()}`;
      return cardOf(
        file,
        {
          eyebrow: `The IOCP Workbook · ${of}`,
          title: field(page, 'title'),
          text: field(page, 'description'),
          output: hookOf(root, page),
        },
        mark,
      );
    }),
  ];
}
