import * as v from 'valibot';
import type { Json } from './schema.ts';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const json: v.GenericSchema<Json> = v.lazy(() =>
  v.union([
    v.string(),
    v.number(),
    v.boolean(),
    v.null(),
    v.array(json),
    v.record(v.string(), json),
  ]),
);

const schema = v.strictObject({
  format: v.literal('iocp-answers/1'),
  kernel: v.strictObject({
    kind: v.picklist(['windows', 'wine', 'sim']),
    product: v.string(),
    version: v.string(),
    os: v.string(),
    arch: v.string(),
    node: v.string(),
    koffi: v.string(),
    /** Of the simulated Windows: the number by which it decides what Windows leaves open. */
    seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  }),
  recorded: v.strictObject({
    /** ISO 8601, UTC. */
    at: v.string(),
    commit: v.nullable(v.string()),
    /** Whether the checkout differed from that commit. */
    dirty: v.nullable(v.boolean()),
  }),
  /** Hashes of the files that all programs share. */
  shared: v.record(v.string(), sha256),
  answers: v.record(
    v.string(),
    v.strictObject({
      /** Hash of the program that was run. */
      program: sha256,
      /** The line that it printed; null when it printed none. */
      prints: json,
      /** `by itself`, `hangs`, `faults`, or the exit code of a program that failed. */
      ends: v.string(),
    }),
  ),
});

/** What the facts' programs showed on one kernel when they were last run there, as `facts/answers/<kernel>.json` has it. */
export type Answers = v.InferOutput<typeof schema>;

/** Where the answers of a kernel are kept, relative to the repository's root. */
export function answersPath(kernel: 'windows' | 'wine' | 'sim'): string {
  return `facts/answers/${kernel}.json`;
}

/**
 * Reads answers from their file's text.
 *
 * @throws Error with a sentence, when they are broken
 */
export function readAnswers(text: string, name: string): Answers {
  try {
    const answers = v.parse(schema, JSON.parse(text));
    if (!name.endsWith(`${answers.kernel.kind}.json`)) {
      throw new Error(`it says that it was recorded on ${answers.kernel.kind}`);
    }
    return answers;
  } catch (error) {
    throw new Error(
      `${name} is broken (${(error as Error).message}); node iocp.mjs facts --record makes it anew.`,
    );
  }
}

/**
 * Whether an answer is that of a program which has changed since, or whose shared files have.
 *
 * @param program the program's path in the repository
 * @param sha256Of hash of a repository file now, null when it is gone
 */
export function isStale(
  { answers, shared }: Answers,
  id: string,
  program: string,
  sha256Of: (file: string) => string | null,
): boolean {
  return (
    answers[id]?.program !== sha256Of(program) ||
    Object.entries(shared).some(([file, hash]) => sha256Of(file) !== hash)
  );
}

/** Answers as they stand in their file: one to a line, so that differences can be read. */
export function answersText({ answers, ...rest }: Answers): string {
  const lines = Object.entries(answers).map(
    ([id, answer]) => `    ${JSON.stringify(id)}: ${JSON.stringify(answer)}`,
  );
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "answers": {\n${lines.join(',\n')}\n  }\n}\n`;
}
