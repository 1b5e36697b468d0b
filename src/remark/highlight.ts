import { createHighlighter, type Highlighter, type ThemeRegistration } from 'shiki';
import type { ExcerptLine } from './excerpt.ts';

/**
 * What a token is, with the TextMate scopes that say so. The page colours these classes through custom properties,
 * so that light, dark, print and forced colours need no second copy of the code.
 */
const kinds = {
  comment: ['comment', 'punctuation.definition.comment'],
  string: ['string', 'constant.other.symbol', 'markup.inline.raw'],
  keyword: ['keyword.control', 'keyword.operator.new', 'keyword.operator.expression', 'storage'],
  call: [
    'entity.name.function',
    'support.function',
    'entity.name.command',
    'support.type.property-name.json',
  ],
  type: ['entity.name.type', 'support.type', 'support.class', 'entity.other.inherited-class'],
  constant: ['constant.numeric', 'constant.language', 'constant.character', 'variable.language'],
} as const;

type Kind = keyof typeof kinds;

/** Shiki hands back colours; each kind gets one of its own, by which we know it again. */
const colours = new Map(
  (Object.keys(kinds) as Kind[]).map((kind, at) => [`#00000${at + 1}` as string, kind] as const),
);

const theme: ThemeRegistration = {
  name: 'kinds',
  type: 'light',
  colors: { 'editor.foreground': '#000000', 'editor.background': '#ffffff' },
  tokenColors: [...colours].map(([foreground, kind]) => ({
    scope: [...kinds[kind]],
    settings: { foreground },
  })),
};

/** What a fence may be called, and what Shiki calls it. */
const languages: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  mjs: 'javascript',
  json: 'json',
  sh: 'shellscript',
  powershell: 'powershell',
  c: 'c',
  yaml: 'yaml',
  text: 'text',
};

let highlighter: Promise<Highlighter> | undefined;

function shared(): Promise<Highlighter> {
  highlighter ??= createHighlighter({
    themes: [theme],
    langs: Object.values(languages).filter((name) => name !== 'text'),
  });
  return highlighter;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function marked(text: string, kind: Kind): string {
  return `<span class="t-${kind}">${escaped(text)}</span>`;
}

/** Win32's constants are written in capitals; to the grammar they are names like any other. */
const capitals = /\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/;

function htmlOf(text: string, colour: string | undefined): string {
  const kind = colours.get((colour ?? '').toLowerCase());
  if (kind !== undefined) return marked(text, kind);
  return text
    .split(capitals)
    .map((part) => (capitals.test(part) ? marked(part, 'constant') : escaped(part)))
    .join('');
}

/**
 * Highlighted code as HTML: one span for each line, with its number in `data-line`, and in it one for each token that
 * has a kind.
 *
 * @throws Error when the language is not one of those we know
 */
export async function highlight(lines: readonly ExcerptLine[], language: string): Promise<string> {
  const name = languages[language];
  if (name === undefined) {
    const known = Object.keys(languages).join(', ');
    throw new Error(`No highlighter for "${language}". Use one of: ${known}.`);
  }
  const code = lines.map((line) => line.text).join('\n');
  const tokens = (await shared()).codeToTokensBase(code, {
    lang: name as 'ts',
    theme,
    // By default a line that takes half a second stays plain: on a busy machine the pages would differ.
    tokenizeTimeLimit: 0,
  });
  return lines
    .map(({ number }, at) => {
      const html = (tokens[at] ?? []).map(({ content, color }) => htmlOf(content, color));
      return `<span class="line" data-line="${number}">${html.join('')}\n</span>`;
    })
    .join('');
}
