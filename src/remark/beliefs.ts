import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BeliefPageProps, BrokenProgram } from '../components/BeliefPage/BeliefPage.tsx';
import { type BrokenHeader, brokenHeader, readBrokenNotes } from '../facts/broken.ts';
import { type ChangedLine, changeBetween } from '../facts/change.ts';
import { beliefs, factById } from '../facts/index.ts';
import { readTrace } from '../trace/read.ts';
import { type Chapter, pageOfFact } from './chapters.ts';
import { excerptOf } from './excerpt.ts';
import { highlight } from './highlight.ts';
import { recordingPath, recordingProps } from './recordings.ts';

/** The page of a belief. */
export const pageOfBelief = ({ id }: { id: string }): string => `/beliefs/${id.toLowerCase()}/`;

/** Lines that are the same, before and after a change. */
const AROUND = 3;

/** Where a broken program is: its example's folder, and its name. */
interface Found extends BrokenHeader {
  example: string;
  name: string;
}

const textOf = (root: string, file: string): string =>
  readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');

/** All broken programs, by example and name. */
function brokenPrograms(root: string): Found[] {
  return readdirSync(path.join(root, 'examples'))
    .filter((example) => existsSync(path.join(root, 'examples', example, 'broken')))
    .sort()
    .flatMap((example) => {
      const folder = `examples/${example}/broken`;
      return readdirSync(path.join(root, folder))
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.right.ts'))
        .sort()
        .map((name) => {
          const file = `${folder}/${name}`;
          return { ...brokenHeader(textOf(root, file), file), example, name: name.slice(0, -3) };
        });
    });
}

/**
 * The fact that refutes a broken program, and the scene of the right one.
 *
 * @throws Error when there is no such program
 */
export function rightOf(
  root: string,
  example: string,
  name: string,
): { fact: string; scene: string } {
  const { fact } = findProgram(root, example, name);
  const file = `examples/${example}/broken/${name}.json`;
  const { right } = readBrokenNotes(textOf(root, file), file);
  return { fact, scene: path.posix.join('broken', right).replace(/\.ts$/, '') };
}

/**
 * The belief behind a broken program.
 *
 * @throws Error when there is no such program
 */
export const beliefOfProgram = (root: string, example: string, name: string): string =>
  findProgram(root, example, name).belief;

function findProgram(root: string, example: string, name: string): Found {
  const found = brokenPrograms(root).find((one) => one.example === example && one.name === name);
  if (found === undefined) {
    throw new Error(`There is no broken program ${name} in examples/${example}.`);
  }
  return found;
}

/** The parts of a change in which something changes, with a few lines around. */
export function hunksOf(change: readonly ChangedLine[]): ChangedLine[][] {
  const hunks: ChangedLine[][] = [];
  let end = -1;
  for (const [at] of change.entries()) {
    const near = change.slice(Math.max(0, at - AROUND), at + AROUND + 1);
    const line = change[at];
    if (line === undefined || near.every((one) => one.in === 'both')) continue;
    if (hunks.length === 0 || end !== at - 1) hunks.push([]);
    hunks.at(-1)?.push(line);
    end = at;
  }
  return hunks;
}

/** What the checker said when the scene was recorded on the simulated Windows; nothing where it was not. */
function reportsIn(root: string, example: string, scene: string): string[] {
  const name = recordingPath(example, scene, 'sim');
  if (!existsSync(path.join(root, name))) return [];
  return readTrace(textOf(root, name), name).events.flatMap((event) =>
    event.event === 'report' && event.sentence !== undefined ? [event.sentence] : [],
  );
}

/** The title of an example, with its chapter's page where there is one. */
function titleOf(root: string, example: string, chapters: readonly Chapter[]) {
  const { iocp } = JSON.parse(textOf(root, `examples/${example}/package.json`)) as {
    iocp: { chapter?: number; title: string };
  };
  const title = iocp.chapter === undefined ? iocp.title : `${iocp.chapter}. ${iocp.title}`;
  return {
    title,
    to: chapters.find((one) => one.title.startsWith(`${iocp.chapter}. `))?.to ?? null,
  };
}

async function programOf(
  root: string,
  { example, name, sees }: Found,
  chapters: readonly Chapter[],
): Promise<BrokenProgram> {
  const folder = `examples/${example}/broken`;
  const file = `${folder}/${name}.ts`;
  const { right, shows } = readBrokenNotes(
    textOf(root, `${folder}/${name}.json`),
    `${folder}/${name}.json`,
  );
  const rightFile = path.posix.join(folder, right);
  const text = textOf(root, file);
  const { lines } = excerptOf(text, file, null);
  const scene = `broken/${name}`;
  const { windows, wine, sim, linux } = shows;
  return {
    name,
    example: titleOf(root, example, chapters),
    sees: sees.charAt(0).toUpperCase() + sees.slice(1),
    listing: {
      html: await highlight(lines, 'ts'),
      file,
      from: lines[0]?.number ?? 1,
      to: lines.at(-1)?.number ?? 1,
    },
    command: `node iocp.mjs run ${file}`,
    recording: recordingProps(root, example, scene),
    shows: [
      { kernel: 'Windows', words: windows.words, rests: `expected, ${windows.rests}` },
      { kernel: 'Wine', words: wine.words, rests: 'measured' },
      { kernel: 'Our simulated Windows', words: sim.words, rests: '' },
      ...(linux === undefined ? [] : [{ kernel: 'Linux', words: linux.words, rests: 'measured' }]),
    ],
    reports: reportsIn(root, example, scene),
    change: hunksOf(changeBetween(text, textOf(root, rightFile))),
    right: rightFile,
  };
}

/**
 * Everything that the pages of the beliefs show.
 *
 * @throws Error when a broken program lacks its notes or its recordings are stale
 */
export async function beliefPages(
  root: string,
  chapters: readonly Chapter[],
): Promise<BeliefPageProps[]> {
  const programs = brokenPrograms(root);
  const link = (at: number) => {
    const other = beliefs[at];
    return other === undefined ? null : { title: other.id, to: pageOfBelief(other) };
  };
  return Promise.all(
    beliefs.map(
      async ({ id, belief, truth, refutedBy, seen }, at): Promise<BeliefPageProps> => ({
        id,
        belief,
        truth,
        facts: refutedBy.flatMap((fact) => {
          const found = factById(fact);
          return found === undefined
            ? []
            : [{ id: fact, statement: found.statement, to: pageOfFact(found) }];
        }),
        seen,
        programs: await Promise.all(
          programs
            .filter((program) => program.belief === id)
            .map((program) => programOf(root, program, chapters)),
        ),
        previous: link(at - 1),
        next: link(at + 1),
      }),
    ),
  );
}
