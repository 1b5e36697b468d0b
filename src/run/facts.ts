import fs from 'node:fs';
import path from 'node:path';

import { type Answers, answersPath, answersText, isStale, readAnswers } from '../facts/answers.ts';
import {
  agrees,
  type Fact,
  factById,
  facts,
  inWords,
  type Json,
  type Outcome,
  outcomeOn,
  type Shown,
} from '../facts/index.ts';
import { ROOT } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';
import { type Kernel, openKernel } from './kernel/index.mjs';
import { contentOf, gitState, writeWhole } from './repository.ts';
import { several } from './several.ts';
import { surprises } from './sim/fact-reports.ts';

/** How long a fact's program may take, in seconds, and how long before it is said to hang where that is expected. */
const LIMIT = 60;
const HANGS_AFTER = 10;

/** How many programs run at a time. */
const AT_ONCE = 4;

/** What a fact's program showed. */
export interface Answer {
  id: string;
  /** The line of JSON; null when there was none. */
  prints: Json;
  /** Also kept in the answers' file. */
  ends: 'by itself' | 'hangs' | 'faults' | `exit code ${number}`;
  /** Whether that is what the catalogue expects of this kernel. */
  agrees: boolean;
  /** What the checker of the simulated Windows says otherwise than is known of this fact's program. */
  ownership: string[];
  /** What the program said on stderr, for a person who wonders. */
  stderr: string;
}

/** A fact that has a program. */
type ShownFact = Fact & { program: Shown };

/** Whether a fact has a program. */
function isShown(fact: Fact): fact is ShownFact {
  return 'windows' in fact.program;
}

/** Where a fact's program is, relative to the repository's root. */
export function programFile(fact: { id: string }): string {
  return `facts/${fact.id.toLowerCase()}.ts`;
}

/** The one line of JSON that a program printed, or null. */
function lineOf(stdout: string): Json {
  const line = stdout.trim().split(/\r?\n/).at(-1) ?? '';
  try {
    return JSON.parse(line) as Json;
  } catch {
    return null;
  }
}

/** The kernels of which the catalogue says what a program shows there. */
export const FACT_KERNELS = ['windows', 'wine', 'sim'] as const;
type FactKernel = (typeof FACT_KERNELS)[number];

/** Runs one fact's program and holds what it shows against the catalogue. */
async function ask(kernel: Kernel, kind: FactKernel, fact: ShownFact): Promise<Answer> {
  const expected = outcomeOn(kind, fact.program);
  let stdout = '';
  let stderr = '';
  const { how, code, found } = await kernel.run({
    file: path.join(ROOT, programFile(fact)),
    args: [],
    cwd: path.join(ROOT, 'facts'),
    timeoutSeconds: expected.ends === 'hangs' ? HANGS_AFTER : LIMIT,
    onStdout: (bytes) => {
      stdout += bytes;
    },
    onStderr: (bytes) => {
      stderr += bytes;
    },
  });
  const prints = lineOf(stdout);
  const ends =
    how === 'timeout'
      ? 'hangs'
      : how === 'fault'
        ? 'faults'
        : code === 0
          ? 'by itself'
          : (`exit code ${code ?? -1}` as const);
  const ownership = kind === 'sim' && how !== 'killed' ? surprises(fact.id, found) : [];
  return {
    id: fact.id,
    prints,
    ends,
    agrees:
      ends === (expected.ends ?? 'by itself') &&
      agrees(expected.prints, prints) &&
      ownership.length === 0,
    ownership,
    stderr: stderr.trim(),
  };
}

/** The end of a run and what it printed, as a line for a person. */
function shownAs(outcome: { prints: Outcome['prints'] | Json; ends?: string | undefined }): string {
  const ends = outcome.ends === undefined || outcome.ends === 'by itself' ? '' : outcome.ends;
  const prints = outcome.prints === null ? '' : inWords(outcome.prints);
  return [prints, ends].filter(Boolean).join(', then ') || 'nothing';
}

/** A fact's answer for a person: the statement, what was expected, what was seen. */
function report(kernel: FactKernel, fact: ShownFact, answer: Answer): string {
  const expected = outcomeOn(kernel, fact.program);
  return [
    `${answer.agrees ? 'agrees   ' : 'DISAGREES'}  ${fact.id}  ${fact.statement}`,
    `           expected  ${shownAs(expected)}`,
    `           seen      ${shownAs(answer)}`,
    ...answer.ownership.map((line) => `           checker   ${line}`),
    ...(answer.agrees || answer.stderr === ''
      ? []
      : answer.stderr.split('\n').map((line) => `           stderr    ${line}`)),
  ].join('\n');
}

/** Hashes of the files that the programs share. */
function sharedHashes(): Record<string, string> {
  const folder = 'facts/win32';
  const files = fs.readdirSync(path.join(ROOT, folder)).sort();
  return Object.fromEntries(
    files.map((name) => [`${folder}/${name}`, contentOf(`${folder}/${name}`).sha256]),
  );
}

/** Facts whose recorded answer is missing, or is that of a program that has changed since. */
export function staleAnswers(recorded: Answers): string[] {
  const sha256Of = (file: string): string | null =>
    fs.existsSync(path.join(ROOT, file)) ? contentOf(file).sha256 : null;
  return facts
    .filter(isShown)
    .filter((fact) => isStale(recorded, fact.id, programFile(fact), sha256Of))
    .map(({ id }) => id);
}

/** The answers that are kept of a kernel; null when there are none, or when they are broken. */
export function keptAnswers(kernel: FactKernel): Answers | null {
  const file = path.join(ROOT, answersPath(kernel));
  if (!fs.existsSync(file)) return null;
  try {
    return readAnswers(fs.readFileSync(file, 'utf8'), answersPath(kernel));
  } catch {
    return null;
  }
}

/**
 * Whether two answers say the same: where a kernel is free, both need only be among what is expected. The simulated Windows
 * is not free, since it answers the same each time.
 */
function sameAnswer(fact: ShownFact, kernel: FactKernel, a: Said, b: Said): boolean {
  const { prints, ends = 'by itself' } = outcomeOn(kernel, fact.program);
  const fits = (said: Said) => said.ends === ends && agrees(prints, said.prints);
  return (
    (kernel !== 'sim' && fits(a) && fits(b)) ||
    JSON.stringify([a.prints, a.ends]) === JSON.stringify([b.prints, b.ends])
  );
}

type Said = Pick<Answer, 'prints' | 'ends'> | Answers['answers'][string];

/**
 * Keeps the answers of one whole run, unless those that are kept say the same of the same programs.
 *
 * @returns what was done, as a sentence
 */
async function keepAnswers(
  kernel: Kernel,
  kind: FactKernel,
  answers: readonly Answer[],
): Promise<string> {
  const file = answersPath(kind);
  const kept = keptAnswers(kind);
  const asKept =
    kept !== null &&
    staleAnswers(kept).length === 0 &&
    Object.keys(kept.answers).length === answers.length &&
    answers.every((answer) => {
      const before = kept.answers[answer.id];
      return (
        before !== undefined && sameAnswer(factById(answer.id) as ShownFact, kind, before, answer)
      );
    });
  if (asKept) return `${file} says the same, so it was left as it is.`;
  const description = await kernel.describe();
  writeWhole(
    path.join(ROOT, file),
    answersText({
      format: 'iocp-answers/1',
      kernel: { kind, ...description },
      recorded: { at: new Date().toISOString(), ...gitState() },
      shared: sharedHashes(),
      answers: Object.fromEntries(
        answers.map(({ id, prints, ends }) => [
          id,
          { program: contentOf(programFile({ id })).sha256, prints, ends },
        ]),
      ),
    }),
  );
  return `${file} was written.`;
}

/** What the answers that are kept of a kernel say otherwise than a run does, or no longer: sentences. */
function differsFromKept(kind: FactKernel, answers: readonly Answer[]): string[] {
  const again = `node iocp.mjs facts --kernel ${kind} --record`;
  const kept = keptAnswers(kind);
  if (kept === null) return [`There are no answers in ${answersPath(kind)}; make them: ${again}`];
  const stale = staleAnswers(kept);
  return answers.flatMap((answer) => {
    const { id } = answer;
    const before = kept.answers[id];
    if (before === undefined || stale.includes(id)) {
      return [`The answer of ${id} in ${answersPath(kind)} is missing or stale; make it: ${again}`];
    }
    if (sameAnswer(factById(id) as ShownFact, kind, before, answer)) return [];
    const was = shownAs(before as Parameters<typeof shownAs>[0]);
    return [
      `${id} answered ${was} when it was kept, and now ${shownAs(answer)}; if that is meant, keep it: ${again}`,
    ];
  });
}

/** Disagreements as a list for the summary page of a hosted run. */
function summary(kernel: FactKernel, wrong: readonly Answer[], all: number): string {
  const head = `## Facts: ${all - wrong.length} of ${all} programs agree with the catalogue on ${kernel}\n`;
  const items = wrong.map((answer) => {
    const fact = factById(answer.id) as ShownFact;
    const lines = [
      `- **${fact.id}** ${fact.statement}`,
      `  - expected: \`${shownAs(outcomeOn(kernel, fact.program))}\``,
      `  - seen: \`${shownAs(answer)}\``,
    ];
    return lines.join('\n');
  });
  return `${[head, ...items].join('\n')}\n`;
}

/**
 * `facts`: runs the programs of facts on a kernel and holds what they show against the catalogue. On a hosted runner
 * the disagreements also go to the run's summary, the file that GITHUB_STEP_SUMMARY names.
 *
 * @returns 0, or 1 when a program disagrees with the kernel's column, or with `check` with what is kept
 * @throws {Trouble} for an id that is none
 */
export async function askFacts(options: {
  ids: readonly string[];
  kernel: FactKernel;
  json: boolean;
  /** Print only what disagrees. */
  quiet: boolean;
  repeat: number;
  /** Keep the answers in `facts/answers`; of a run of all facts only. */
  record: boolean;
  /** Hold them also against those that are kept there. */
  check: boolean;
}): Promise<number> {
  if (options.record && options.check) {
    throw new Trouble(
      '--record writes the answers and --check writes nothing: ask for one of them.',
    );
  }
  if (options.record && (options.ids.length > 0 || options.repeat > 1)) {
    throw new Trouble(
      'Answers are kept of one run of all facts: --record goes with no id and no --repeat.',
    );
  }
  const asked = options.ids.length === 0 ? [...facts] : options.ids.map(named);
  const shown = asked.filter(isShown);
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  if (!options.json && options.ids.length > 0) {
    for (const fact of asked) {
      if ('none' in fact.program) say(`no program  ${fact.id}  ${fact.program.none}`);
    }
  }
  const all: Answer[] = [];
  let kept: string | null = null;
  if (shown.length > 0) {
    const kernel = await openKernel(options.kernel, (line) => process.stderr.write(`${line}\n`));
    try {
      for (let round = 0; round < options.repeat; round++) {
        const answers = await several(
          shown,
          AT_ONCE,
          (fact) => ask(kernel, options.kernel, fact),
          (fact, answer) => {
            if (!options.json && (!answer.agrees || (round === 0 && !options.quiet))) {
              say(report(options.kernel, fact, answer));
            }
          },
        );
        all.push(...answers);
      }
      if (options.record) kept = await keepAnswers(kernel, options.kernel, all);
    } finally {
      await kernel.close();
    }
  }
  const wrong = all.filter((answer) => !answer.agrees);
  const otherwise = options.check ? differsFromKept(options.kernel, all) : [];
  if (options.json) {
    const expected = (id: string) => outcomeOn(options.kernel, (factById(id) as ShownFact).program);
    say(
      JSON.stringify(
        all.map(({ stderr, ...answer }) => ({ ...answer, expected: expected(answer.id) })),
        null,
        2,
      ),
    );
  } else say(`${all.length - wrong.length} agree, ${wrong.length} disagree`);
  for (const sentence of otherwise) process.stderr.write(`${sentence}\n`);
  if (kept !== null) process.stderr.write(`${kept}\n`);
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (file && options.record) {
    fs.appendFileSync(file, summary(options.kernel, wrong, all.length));
  }
  return wrong.length === 0 && otherwise.length === 0 ? 0 : 1;
}

function named(id: string): Fact {
  const fact = factById(id.toUpperCase());
  if (fact === undefined) {
    throw new Trouble(
      `There is no fact ${id}; an id looks like RECV-1, and the page Facts lists them.`,
    );
  }
  return fact;
}
