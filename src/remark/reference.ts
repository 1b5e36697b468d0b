import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LoadContext, PluginModule } from '@docusaurus/types';
import type { FactFinderProps } from '../components/FactFinder/FactFinder.tsx';
import type {
  FactPageProps,
  KernelAnswer,
  ObservedRow,
  PageLink,
} from '../components/FactPage/FactPage.tsx';
import { type Answers, answersPath, isStale, readAnswers } from '../facts/answers.ts';
import {
  agrees,
  beliefsAgainst,
  type Fact,
  facts,
  inWords,
  type Json,
  type Outcome,
  outcomeOn,
  relatedTo,
  sideBySide,
  themeOf,
  themes,
} from '../facts/index.ts';
import { provenanceOf } from '../trace/questions.ts';
import { excerptOf } from './excerpt.ts';
import { highlight } from './highlight.ts';

const kernels = ['windows', 'wine'] as const;
const names = { windows: 'Windows', wine: 'Wine' } as const;

/** The page of a fact. */
export const pageOfFact = (fact: { id: string }): string => `/facts/${fact.id.toLowerCase()}/`;
const programOf = (fact: { id: string }): string => `facts/${fact.id.toLowerCase()}.ts`;
const linkTo = (fact: Fact | undefined): PageLink | null =>
  fact === undefined ? null : { title: fact.id, to: pageOfFact(fact) };

function textOf(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
}

const sha256Of =
  (root: string) =>
  (file: string): string | null =>
    existsSync(path.join(root, file))
      ? createHash('sha256').update(textOf(root, file)).digest('hex')
      : null;

/** What a kernel's programs showed when they were last run, or null. */
function answersOf(root: string, kernel: 'windows' | 'wine'): Answers | null {
  const file = answersPath(kernel);
  return existsSync(path.join(root, file)) ? readAnswers(textOf(root, file), file) : null;
}

/** How a run ended, as a sentence; null when by itself. */
function endOf(ends: string | undefined): string | null {
  if (ends === undefined || ends === 'by itself') return null;
  if (ends === 'hangs') return 'The program never ended, and was stopped.';
  if (ends === 'faults') return 'The program died of an exception.';
  return `The program failed (${ends}).`;
}

/** A chapter, and which facts it cites. */
interface Chapter extends PageLink {
  text: string;
}

/** The chapters there are, with what they are called and where they stand. */
export function chaptersIn(root: string): Chapter[] {
  return readdirSync(path.join(root, 'docs'))
    .filter((name) => /^\d\d-.*\.mdx$/.test(name))
    .sort()
    .map((name) => {
      const text = textOf(root, `docs/${name}`);
      const title = /^title: (.*)$/m.exec(text)?.[1] ?? name;
      return {
        title: `${Number(name.slice(0, 2))}. ${title}`,
        to: `/chapters/${name.slice(3, -4)}/`,
        text,
      };
    });
}

/** The table of an observable: what Windows' column says, and what each kernel printed. */
function rowsOf(windows: Outcome, printed: readonly (Json | undefined)[]): ObservedRow[] {
  const columns = [windows.prints, ...printed].map((value) => value ?? undefined);
  return sideBySide(columns).map(({ path: at, values }) => {
    const [said, ...seen] = values;
    return {
      path: at.join(' · '),
      windows: said === undefined ? null : inWords(said),
      seen: seen.map((value) =>
        value === undefined
          ? null
          : {
              words: inWords(value),
              differs: said === undefined || !agrees(said, value as Json),
            },
      ),
    };
  });
}

/**
 * Everything that the pages of the facts show.
 *
 * @param functionPage the page of a Win32 function, or null when it has none
 * @throws Error when an answers' file is broken, or a program is missing
 */
export async function factPages(
  root: string,
  functionPage: (name: string) => string | null,
): Promise<FactPageProps[]> {
  const recorded = kernels.map((kernel) => answersOf(root, kernel));
  const chapters = chaptersIn(root);
  return Promise.all(
    facts.map(async (fact, at): Promise<FactPageProps> => {
      const shown = 'windows' in fact.program ? fact.program : null;
      const file = programOf(fact);
      const source = shown === null ? null : textOf(root, file);
      const answers = kernels.map((kernel, column): KernelAnswer => {
        const run = recorded[column];
        const answer = run?.answers[fact.id];
        const expected = shown === null ? null : outcomeOn(kernel, shown);
        return {
          kernel: names[kernel],
          provenance: run && answer ? provenanceOf(run) : null,
          stale: run != null && answer !== undefined && isStale(run, fact.id, file, sha256Of(root)),
          end: endOf(answer?.ends),
          expectedEnd: endOf(expected?.ends),
          agrees:
            answer === undefined || expected === null
              ? null
              : agrees(expected.prints, answer.prints) &&
                answer.ends === (expected.ends ?? 'by itself'),
        };
      });
      const cited = new RegExp(`\\b${fact.id}\\b`);
      return {
        id: fact.id,
        theme: themeOf(fact),
        statement: fact.statement,
        observable: fact.observable,
        wine: fact.wine,
        grade: fact.grade,
        sources: fact.sources,
        functions: fact.functions.map((name) => ({ name, to: functionPage(name) })),
        structs: fact.structs,
        related: relatedTo(fact.id).map(({ id, statement }) => ({
          id,
          statement,
          to: pageOfFact({ id }),
        })),
        beliefs: beliefsAgainst(fact.id).map(({ id, belief, truth }) => ({ id, belief, truth })),
        chapters: chapters
          .filter(({ text }) => cited.test(text))
          .map(({ title, to }) => ({ title, to })),
        none: 'none' in fact.program ? fact.program.none : null,
        program:
          source === null
            ? null
            : {
                listing: await listingOf(source, file),
                command: `node iocp.mjs facts ${fact.id}`,
              },
        answers: shown === null ? [] : answers,
        rows:
          shown === null
            ? []
            : rowsOf(
                shown.windows,
                recorded.map((run) => run?.answers[fact.id]?.prints),
              ),
        previous: linkTo(facts[at - 1]),
        next: linkTo(facts[at + 1]),
      };
    }),
  );
}

async function listingOf(source: string, file: string) {
  const { lines } = excerptOf(source, file, 'program');
  return {
    html: await highlight(lines, 'ts'),
    file,
    from: lines[0]?.number ?? 1,
    to: lines.at(-1)?.number ?? 1,
  };
}

/** What the list of facts shows. */
export function factFinder(): FactFinderProps {
  return {
    themes: themes.map(({ id, title }) => ({ id, title })),
    facts: facts.map((fact) => ({
      id: fact.id,
      theme: themeOf(fact).id,
      statement: fact.statement,
      wine: fact.wine,
      grade: fact.grade,
      functions: fact.functions,
      structs: fact.structs,
      shown: 'windows' in fact.program,
      to: pageOfFact(fact),
    })),
  };
}

/** Adds the pages of the reference to the site: the list of facts, and a page for each. */
export const reference: PluginModule = ({ siteDir, baseUrl }: LoadContext) => ({
  name: 'reference',
  getPathsToWatch: () => ['facts/**/*', 'src/facts/**/*.ts', 'docs/*.mdx'],
  loadContent: () => factPages(siteDir, () => null),
  async contentLoaded({ content, actions: { addRoute, createData } }) {
    const at = (page: string) => `${baseUrl.replace(/\/$/, '')}${page}`;
    addRoute({
      path: at('/facts/'),
      component: '@site/src/theme/FactsRoute.tsx',
      exact: true,
      modules: { finder: await createData('facts.json', JSON.stringify(factFinder())) },
    });
    for (const fact of content as FactPageProps[]) {
      addRoute({
        path: at(pageOfFact(fact)),
        component: '@site/src/theme/FactRoute.tsx',
        exact: true,
        modules: {
          fact: await createData(`fact-${fact.id.toLowerCase()}.json`, JSON.stringify(fact)),
        },
      });
    }
  },
});
