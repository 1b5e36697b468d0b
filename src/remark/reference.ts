import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LoadContext, PluginModule } from '@docusaurus/types';
import type { BeliefPageProps, ListedBelief } from '../components/BeliefPage/BeliefPage.tsx';
import type { FactFinderProps } from '../components/FactFinder/FactFinder.tsx';
import type {
  FactPageProps,
  KernelAnswer,
  ObservedRow,
  PageLink,
} from '../components/FactPage/FactPage.tsx';
import type { FunctionPageProps } from '../components/FunctionPage/FunctionPage.tsx';
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
import { beliefPages, pageOfBelief } from './beliefs.ts';
import { appendicesIn, type Chapter, chaptersIn, pageOfFact } from './chapters.ts';
import { errataPage } from './errata.ts';
import { excerptOf } from './excerpt.ts';
import { ffiPage } from './ffi.ts';
import { functionPages, pageOfFunction } from './functions.ts';
import { highlight } from './highlight.ts';
import { contents, reviewChapters } from './parts.ts';
import { framesPageOf, framesPages } from './replays.ts';

const kernels = ['windows', 'wine', 'sim'] as const;
const names = { windows: 'Windows', wine: 'Wine', sim: 'Simulated' } as const;

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
function answersOf(root: string, kernel: (typeof kernels)[number]): Answers | null {
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
 * @throws Error when an answers' file is broken, or a program is missing
 */
export async function factPages(
  root: string,
  chapters: readonly Chapter[],
): Promise<FactPageProps[]> {
  const recorded = kernels.map((kernel) => answersOf(root, kernel));
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
        functions: fact.functions.map((name) => ({ name, to: pageOfFunction(name) })),
        structs: fact.structs,
        related: relatedTo(fact.id).map(({ id, statement }) => ({
          id,
          statement,
          to: pageOfFact({ id }),
        })),
        beliefs: beliefsAgainst(fact.id).map(({ id, belief, truth }) => ({
          id,
          belief,
          truth,
          to: pageOfBelief({ id }),
        })),
        chapters: [...chapters, ...appendicesIn(root)]
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
export function factFinder(root: string): FactFinderProps {
  const recorded = kernels.map((kernel) => answersOf(root, kernel));
  return {
    themes: themes.map(({ id, title }) => ({ id, title })),
    facts: facts.map((fact) => ({
      id: fact.id,
      theme: themeOf(fact).id,
      statement: fact.statement,
      observable: fact.observable,
      wine: fact.wine,
      grade: fact.grade,
      functions: fact.functions,
      structs: fact.structs,
      shown: 'windows' in fact.program,
      ran: kernels.filter((_, at) => recorded[at]?.answers[fact.id] !== undefined),
      to: pageOfFact(fact),
    })),
  };
}

/** The functions by library, as their list shows them. */
function functionList(pages: readonly FunctionPageProps[]): object[] {
  return [...new Set(pages.map(({ library }) => library))].map((library) => ({
    library,
    functions: pages
      .filter((page) => page.library === library)
      .map(({ name, facts: about }) => ({
        name,
        to: pageOfFunction(name),
        facts: about.length,
      })),
  }));
}

/** What the list of beliefs shows. */
function beliefList(pages: readonly BeliefPageProps[]): ListedBelief[] {
  return pages.map(({ id, belief, truth, programs }) => ({
    id,
    belief,
    truth,
    programs: programs.map(({ name }) => name),
    to: pageOfBelief({ id }),
  }));
}

/** Pages in the lots that share a file of data. */
function sharesOf<Page>(pages: readonly Page[], size: number): Page[][] {
  const shares: Page[][] = [];
  for (let at = 0; at < pages.length; at += size) shares.push(pages.slice(at, at + size));
  return shares;
}

/** Adds the pages of the reference to the site: the facts and the Win32 functions, each with a list and pages of their own. */
export const reference: PluginModule = ({ siteDir, baseUrl }: LoadContext) => ({
  name: 'reference',
  getPathsToWatch: () => [
    'facts/**/*',
    'src/{facts,abi,status}/**/*.ts',
    'examples/ffi/*.ts',
    'docs/**/*.mdx',
    'examples/*/broken/*',
    'examples/*/recordings/**/*',
  ],
  async loadContent() {
    const chapters = chaptersIn(siteDir);
    return {
      facts: await factPages(siteDir, chapters),
      functions: await functionPages(siteDir, chapters),
      beliefs: await beliefPages(siteDir, chapters),
    };
  },
  async contentLoaded({ content, actions: { addRoute, createData } }) {
    const {
      facts: ofFacts,
      functions: ofFunctions,
      beliefs: ofBeliefs,
    } = content as {
      facts: FactPageProps[];
      functions: FunctionPageProps[];
      beliefs: BeliefPageProps[];
    };
    const add = (page: string, component: string, modules: Record<string, string>): void =>
      addRoute({
        path: `${baseUrl.replace(/\/$/, '')}${page}`,
        component: `@site/src/theme/${component}.tsx`,
        exact: true,
        modules,
      });
    const data = (name: string, value: unknown): Promise<string> =>
      createData(`${name}.json`, JSON.stringify(value));

    add('/facts/', 'FactsRoute', { finder: await data('facts', factFinder(siteDir)) });
    add('/functions/', 'FunctionsRoute', {
      libraries: await data('functions', functionList(ofFunctions)),
    });
    // Every page of the site carries a list of all files of data: one for each theme is short enough, one for each fact is not.
    for (const { id } of themes) {
      const ofTheme = ofFacts.filter(({ theme }) => theme.id === id);
      const facts = await data(`facts-${id.toLowerCase()}`, ofTheme);
      for (const fact of ofTheme) add(pageOfFact(fact), 'FactRoute', { facts });
    }
    add('/beliefs/', 'BeliefsRoute', { beliefs: await data('beliefs', beliefList(ofBeliefs)) });
    for (const run of framesPages(siteDir)) {
      const { example, scene, kernel } = run;
      const name = `frames-${example}-${scene.replaceAll('/', '-')}-${kernel}`;
      add(framesPageOf(example, scene, kernel), 'FramesRoute', { run: await data(name, run) });
    }
    const chapters = chaptersIn(siteDir);
    add('/review/', 'ReviewRoute', { chapters: await data('review', reviewChapters(chapters)) });
    await data('contents', contents(chapters));
    add('/errata/', 'ErrataRoute', { errata: await data('errata', errataPage(siteDir)) });
    add('/ffi/', 'FfiRoute', { ffi: await data('ffi', await ffiPage(siteDir)) });
    for (const [at, share] of sharesOf(ofBeliefs, 6).entries()) {
      const beliefs = await data(`beliefs-${at}`, share);
      for (const belief of share) add(pageOfBelief(belief), 'BeliefRoute', { beliefs });
    }
    for (const [at, share] of sharesOf(ofFunctions, 12).entries()) {
      const functions = await data(`functions-${at}`, share);
      for (const { name } of share) add(`/functions/${name}/`, 'FunctionRoute', { functions });
    }
  },
});
