import type { Term } from '../glossary/index.ts';
import { fileOfFence } from './listings.ts';

/** A chapter as its author wrote it. */
export interface WrittenChapter {
  readonly number: number;
  /** The MDX, front matter included. */
  readonly text: string;
}

/** What chapters are held against. */
export interface Book {
  /** The words of each chapter, the first place empty. */
  readonly terms: readonly (readonly Term[])[];
  /** The lines of a file’s region, or of a whole file. */
  linesOf(file: string, region: string | null): readonly number[];
}

/** A rule that a chapter breaks. */
export interface Breach {
  readonly rule: string;
  readonly why: string;
}

/** Of new code shown in a chapter. */
export const MOST_LINES = 120;
/** Before "What to keep". */
export const MOST_WORDS = 1800;

const FIRST = ['What you still know', 'Predict', 'Run it'];
const LAST = [
  'The memory',
  'The whole run, frame by frame',
  'Not so',
  'In the real world',
  'What to keep',
  'Three cards',
];

interface Section {
  readonly heading: string;
  readonly text: string;
}

const count = (text: string, shape: RegExp): number => [...text.matchAll(shape)].length;

/** The text without its front matter, and its sections; what stands before the first has no heading. */
function sectionsOf(text: string): Section[] {
  const [hook = '', ...others] = bodyOf(text).split(/^## /m);
  return [
    { heading: '', text: hook },
    ...others.map((each) => {
      const end = each.indexOf('\n');
      return { heading: each.slice(0, end).trim(), text: each.slice(end + 1) };
    }),
  ];
}

const bodyOf = (text: string): string => text.replace(/^---\n[\s\S]*?\n---\n/, '');

const fencesOf = (text: string): { lang: string; meta: string }[] =>
  [...text.matchAll(/^```(\S*)[ ]*(.*)\n[\s\S]*?^```$/gm)].map(([, lang = '', meta = '']) => ({
    lang,
    meta,
  }));

/** What a reader reads: no listings, no names of elements, no addresses; what attributes say is read too. */
export function proseOf(text: string): string {
  return bodyOf(text)
    .replace(/^```[\s\S]*?^```$/gm, ' ')
    .replace(/`[^`\n]*`/g, ' ')
    .replace(/\]\([^)]*\)/g, ' ')
    .replace(
      /\b(?:id|of|example|scene|kernel|operation|at|fact|declaration)=(?:"[^"]*"|\{[^}]*\})/g,
      ' ',
    )
    .replace(/<\/?[A-Za-z]+|\/?>|\b[a-z]+="/g, ' ');
}

const wordsIn = (text: string): number =>
  (proseOf(text).match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? []).length;

/**
 * What a chapter breaks of the contract that all have in common, each rule by its name. What a figure needs (that a scene,
 * a fact, a frame exists) the build itself refuses.
 *
 * @param before the chapters that a reader has read before this one, in their order
 */
export function breachesOf(
  chapter: WrittenChapter,
  before: readonly WrittenChapter[],
  book: Book,
): Breach[] {
  const { number, text } = chapter;
  const found: Breach[] = [];
  const unless = (isKept: boolean, rule: string, why: string): void => {
    if (!isKept) found.push({ rule, why });
  };
  const sections = sectionsOf(text);
  const headings = sections.map(({ heading }) => heading).filter((heading) => heading !== '');
  const part = (heading: string): string =>
    sections.find((section) => section.heading === heading)?.text ?? '';

  const first = number === 1 ? FIRST.slice(1) : FIRST;
  const inOrder = [...first, ...headings.slice(first.length, -LAST.length), ...LAST];
  unless(
    headings.join('|') === inOrder.join('|') && headings.length > first.length + LAST.length,
    'parts in order',
    `The sections are ${headings.join(', ')}; they begin with ${first.join(', ')}, and end with ${LAST.join(', ')}; what the chapter teaches stands between.`,
  );

  const hook = sections[0]?.text ?? '';
  unless(
    /<(?:Recording|Replay|Dequeues)\b/.test(hook) && /<Aims \/>/.test(hook),
    'hook first',
    'Before the first heading stand what surprises, a recorded output of it, and <Aims />.',
  );

  const asked = part('What you still know')
    .split(/^<Question\b/m)
    .slice(1);
  unless(
    number === 1 ||
      (asked.length === 2 &&
        asked.every(
          (each) => count(each, /<Answer\b/g) >= 3 && count(each, /<Answer\b[^>]*\bright\b/g) === 1,
        )),
    'two questions',
    '"What you still know" has two questions, each with three answers or more, of which one is right.',
  );
  unless(/<Predict\b/.test(part('Predict')), 'predict', '"Predict" has a <Predict>.');
  unless(
    part('Run it').includes(`node iocp.mjs run ${String(number).padStart(2, '0')}`),
    'run it',
    'There is a command that runs the example.',
  );

  const bare = fencesOf(text).filter(
    ({ lang, meta }) => lang !== 'sh' && fileOfFence(meta) === null,
  );
  unless(
    bare.length === 0,
    'listings from regions',
    'Code, and what it prints, is never typed into a chapter: a fence is empty and names a file’s region, an output is a <Recording>.',
  );
  const lines = newLinesIn(chapter, before, book);
  unless(
    lines <= MOST_LINES,
    'lines of code',
    `It shows ${lines} lines that no chapter has shown before; at most ${MOST_LINES}.`,
  );
  const words = wordsIn(bodyOf(text).split(/^## What to keep$/m)[0] ?? '');
  unless(
    words <= MOST_WORDS,
    'words',
    `It has ${words} words before "What to keep"; at most ${MOST_WORDS}.`,
  );

  unless(
    /<MemoryLayout\b/.test(part('The memory')),
    'memory',
    '"The memory" has a <MemoryLayout>.',
  );
  unless(
    /<Replay\b/.test(part('The whole run, frame by frame')) &&
      count(part('The whole run, frame by frame'), /<Cue\b/g) >= 3,
    'replay',
    '"The whole run, frame by frame" has a <Replay> with at least three cues.',
  );
  const not = part('Not so');
  const beliefs = count(not, /<Belief\b/g);
  unless(
    beliefs >= 1 && beliefs <= 2 && count(not, /scene="broken\//g) >= beliefs,
    'not so',
    '"Not so" refutes one or two beliefs, each by the recording of a broken program.',
  );
  unless(
    /\]\(https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/blob\/[0-9a-f]{40}\/[^)\s]+#L\d+/.test(
      part('In the real world'),
    ),
    'real world',
    '"In the real world" links a line of a repository at a commit.',
  );
  const rules = part('What to keep')
    .split(/^- /m)
    .slice(1)
    .filter((each) => each.trim() !== '');
  unless(
    rules.length >= 3 && rules.length <= 7 && rules.every((rule) => /\]\(\/facts\//.test(rule)),
    'rules with facts',
    '"What to keep" has three to seven rules, and each names its fact.',
  );
  unless(count(part('Three cards'), /<Card\b/g) === 3, 'three cards', 'There are three cards.');
  unless(
    /<Instructors>[\s\S]+<\/Instructors>\s*$/.test(text),
    'for instructors',
    'The chapter ends with notes for instructors.',
  );
  found.push(...forwardReferences(chapter, book));
  return found;
}

/** How many lines of listings a chapter shows that none before it has. */
function newLinesIn(
  chapter: WrittenChapter,
  before: readonly WrittenChapter[],
  book: Book,
): number {
  const shown = new Set(before.flatMap((each) => linesIn(each, book)));
  return new Set(linesIn(chapter, book).filter((line) => !shown.has(line))).size;
}

function linesIn({ text }: WrittenChapter, book: Book): string[] {
  return fencesOf(text).flatMap(({ meta }) => {
    const asked = fileOfFence(meta);
    if (asked === null) return [];
    return book.linesOf(asked.file, asked.region).map((line) => `${asked.file}:${line}`);
  });
}

/** Words of the glossary that a chapter uses before the book has said what they mean; a heading may announce one. */
function forwardReferences({ number, text }: WrittenChapter, { terms }: Book): Breach[] {
  const prose = proseOf(text);
  const wordAt = (word: string, within = prose): number =>
    within.search(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, 'u'));
  const later = terms.slice(number + 1).flat();
  const mine = terms[number] ?? [];
  const breaches = later.flatMap(({ words }) =>
    words
      .filter((word) => wordAt(word) >= 0)
      .map((word) => `“${word}” is said first in a later chapter.`),
  );
  const unmarked = mine
    .filter(({ id }) => !new RegExp(`<Term id="${id}"`).test(text))
    .map(({ words }) => `“${words[0]}” is a word of this chapter, and no <Term> marks it.`);
  const early = mine.flatMap(({ id, words }) => {
    const [before = ''] = text.split(`<Term id="${id}"`);
    const said = proseOf(before.replace(/^#+ .*$/gm, ' '));
    return words
      .filter((word) => wordAt(word, said) >= 0)
      .map((word) => `“${word}” is said before the <Term> that says what it means.`);
  });
  return [...breaches, ...unmarked, ...early].map((why) => ({ rule: 'no forward reference', why }));
}

const escaped = (word: string): string => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
