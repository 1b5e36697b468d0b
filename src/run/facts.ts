import path from 'node:path';

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

/** How long a fact's program may take, in seconds, and how long before it is said to hang where that is expected. */
const LIMIT = 60;
const HANGS_AFTER = 10;

/** What a fact's program showed. */
export interface Answer {
  id: string;
  /** The line of JSON; null when there was none. */
  prints: Json;
  ends: 'by itself' | 'hangs' | 'faults' | `exit code ${number}`;
  /** Whether that is what the catalogue expects of this kernel. */
  agrees: boolean;
  /** What the program said on stderr, for a person who wonders. */
  stderr: string;
}

/** A fact that has a program. */
export type ShownFact = Fact & { program: Shown };

/** Whether a fact has a program. */
export function isShown(fact: Fact): fact is ShownFact {
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

/** Runs one fact's program and holds what it shows against the catalogue. */
async function ask(kernel: Kernel, fact: ShownFact): Promise<Answer> {
  const expected = outcomeOn(kernel.kind, fact.program);
  let stdout = '';
  let stderr = '';
  const { how, code } = await kernel.run({
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
  return {
    id: fact.id,
    prints,
    ends,
    agrees: ends === (expected.ends ?? 'by itself') && agrees(expected.prints, prints),
    stderr: stderr.trim(),
  };
}

/**
 * Runs programs of facts, several at a time, each in a process of its own.
 *
 * @param each is told of every answer, in the order of the catalogue
 */
export async function askKernel(
  kernel: Kernel,
  asked: readonly ShownFact[],
  options: { atOnce: number; each?: (fact: ShownFact, answer: Answer) => void },
): Promise<Answer[]> {
  const answers: (Answer | undefined)[] = [];
  let next = 0;
  let told = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < asked.length; at = next++) {
      answers[at] = await ask(kernel, asked[at] as ShownFact);
      for (let answer = answers[told]; answer !== undefined; answer = answers[++told]) {
        options.each?.(asked[told] as ShownFact, answer);
      }
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, worker));
  return answers as Answer[];
}

/** The end of a run and what it printed, as a line for a person. */
function shownAs(outcome: { prints: Outcome['prints'] | Json; ends?: string | undefined }): string {
  const ends = outcome.ends === undefined || outcome.ends === 'by itself' ? '' : outcome.ends;
  const prints = outcome.prints === null ? '' : inWords(outcome.prints);
  return [prints, ends].filter(Boolean).join(', then ') || 'nothing';
}

/** A fact's answer for a person: the statement, what was expected, what was seen. */
function report(kernel: 'windows' | 'wine', fact: ShownFact, answer: Answer): string {
  const expected = outcomeOn(kernel, fact.program);
  return [
    `${answer.agrees ? 'agrees   ' : 'DISAGREES'}  ${fact.id}  ${fact.statement}`,
    `           expected  ${shownAs(expected)}`,
    `           seen      ${shownAs(answer)}`,
    ...(answer.agrees || answer.stderr === ''
      ? []
      : answer.stderr.split('\n').map((line) => `           stderr    ${line}`)),
  ].join('\n');
}

/**
 * `facts`: runs the programs of facts on a kernel and holds what they show against the catalogue.
 *
 * @returns 0, or 1 when a program disagrees with the kernel's column
 * @throws {Trouble} for an id that is none
 */
export async function askFacts(options: {
  ids: readonly string[];
  kernel: 'windows' | 'wine';
  json: boolean;
  repeat: number;
}): Promise<number> {
  const asked = options.ids.length === 0 ? [...facts] : options.ids.map(named);
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const shown = asked.filter(isShown);
  if (!options.json && options.ids.length > 0) {
    for (const fact of asked) {
      if ('none' in fact.program) say(`no program  ${fact.id}  ${fact.program.none}`);
    }
  }
  const kernel = await openKernel(options.kernel, (line) => process.stderr.write(`${line}\n`));
  const all: Answer[] = [];
  try {
    for (let round = 0; round < options.repeat; round++) {
      const answers = await askKernel(kernel, shown, {
        atOnce: 4,
        each: (fact, answer) => {
          if (!options.json && (round === 0 || !answer.agrees)) {
            say(report(options.kernel, fact, answer));
          }
        },
      });
      all.push(...answers);
    }
  } finally {
    await kernel.close();
  }
  const wrong = all.filter((answer) => !answer.agrees);
  if (options.json) {
    say(
      JSON.stringify(
        all.map(({ stderr, ...answer }) => ({
          ...answer,
          expected: outcomeOn(options.kernel, (factById(answer.id) as ShownFact).program),
        })),
        null,
        2,
      ),
    );
  } else say(`${all.length - wrong.length} agree, ${wrong.length} disagree`);
  return wrong.length === 0 ? 0 : 1;
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
