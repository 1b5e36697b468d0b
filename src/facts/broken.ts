import * as v from 'valibot';

const sentence = v.pipe(v.string(), v.regex(/^[A-Z“].*[.?”]$/s, 'is not a sentence'));
const factId = v.pipe(v.string(), v.regex(/^[A-Z]+-[1-9]\d*$/, 'is not a fact id, such as RECV-1'));
const beliefId = v.pipe(v.string(), v.regex(/^M\d\d$/, 'is not the id of a belief, such as M02'));

/** How a run ends, in the words of the facts. */
const ends = v.pipe(
  v.string(),
  v.regex(
    /^(?:by itself|hangs|faults|exit code [1-9]\d*)$/,
    'is not “by itself”, “hangs”, “faults” or “exit code N”',
  ),
);

const symptom = v.strictObject({
  /** What a person sees there, and why. */
  words: sentence,
  ends,
  /** Parts of what it prints to stdout, each of which has to be there. */
  prints: v.array(v.pipe(v.string(), v.nonEmpty())),
  /** The fact that says why nothing is to be seen there: the run looks as that of the right program. */
  hiddenBy: v.optional(factId),
});

const notes = v.strictObject({
  /** The right program, from the folder `broken/`: `../main.ts`, or one beside the broken. */
  right: v.pipe(v.string(), v.regex(/^(?:\.\.\/)?[a-z0-9.-]+\.ts$/)),
  /**
   * How long it may run, its start included, in seconds; one that hangs is stopped then. Not so short that a busy machine
   * could not bring it as far as it comes.
   */
  seconds: v.optional(v.pipe(v.number(), v.minValue(10), v.maxValue(60)), 60),
  shows: v.strictObject({
    windows: v.strictObject({
      ...symptom.entries,
      /** Nobody has seen it there yet: what the expectation rests on. */
      rests: v.picklist(['tested on Windows', 'documented', 'inferred']),
    }),
    wine: symptom,
    sim: v.strictObject({
      ...symptom.entries,
      /** What the checker reports, in this order: the belief, and the region of the program in which it puts the finger. */
      reports: v.array(
        v.strictObject({
          belief: beliefId,
          region: v.optional(v.string(), 'defect'),
        }),
      ),
    }),
    /** Of a program that calls nothing of Windows: what it shows on Linux’s own data model. Nothing is recorded there. */
    linux: v.optional(symptom),
  }),
});

/** What is written down beside a broken program, in `broken/<name>.json`. */
export type BrokenNotes = v.InferOutput<typeof notes>;
/** What is to be seen of a broken program on one kernel. */
export type Symptom = v.InferOutput<typeof symptom>;

/** The three lines at the top of a broken program. */
export interface BrokenHeader {
  /** What a learner sees. */
  sees: string;
  /** The belief behind it, such as M02. */
  belief: string;
  /** The fact that refutes it, such as EX-2. */
  fact: string;
}

/** A line of the header: its first words, and what may follow. */
const HEADER = [
  /^\/\/ You see: (.+[.?”])$/,
  /^\/\/ Behind it: (M\d\d)\.$/,
  /^\/\/ Refuted by: ([A-Z]+-[1-9]\d*)\.$/,
] as const;

/**
 * Reads the header of a broken program.
 *
 * @param text the program
 * @param file what to call it in errors
 * @throws Error when its first three lines are otherwise
 */
export function brokenHeader(text: string, file: string): BrokenHeader {
  const lines = text.split(/\r?\n/);
  const [sees, belief, fact] = HEADER.map((shape, at) => shape.exec(lines[at] ?? '')?.[1]);
  if (sees === undefined || belief === undefined || fact === undefined) {
    throw new Error(
      `${file} does not begin with its three lines, “// You see: <a sentence>”, “// Behind it: M02.” and “// Refuted by: EX-2.”`,
    );
  }
  return { sees, belief, fact };
}

/**
 * Reads what is written down beside a broken program.
 *
 * @throws Error a sentence that names the file and what is wrong in it
 */
export function readBrokenNotes(text: string, file: string): BrokenNotes {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is no JSON: ${(cause as Error).message}.`, { cause });
  }
  const read = v.safeParse(notes, data);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new Error(
    `${file}: ${v.getDotPath(issue) ?? 'the whole'} ${issue.message.replace(/^Invalid/, 'is an invalid')}.`,
  );
}

/** How a run ended and what it had printed by then. */
export interface SeenRun {
  how: string;
  code: number | null;
  stdout: string;
}

/** How a run ended, in the words of the facts. */
export function endingOf({ how, code }: Pick<SeenRun, 'how' | 'code'>): string {
  if (how === 'timeout') return 'hangs';
  if (how === 'fault') return 'faults';
  if (how !== 'normal') return how;
  return code === 0 ? 'by itself' : `exit code ${code}`;
}

/** What of a run is otherwise than its symptom says: sentences, none when it is as said. */
export function unlikeSymptom(said: Pick<Symptom, 'ends' | 'prints'>, seen: SeenRun): string[] {
  const ending = endingOf(seen);
  return [
    ...(ending === said.ends ? [] : [`It should end “${said.ends}”, and ended “${ending}”.`]),
    ...said.prints
      .filter((part) => !seen.stdout.includes(part))
      .map((part) => `It should print “${part}”, and printed: ${JSON.stringify(seen.stdout)}.`),
  ];
}
