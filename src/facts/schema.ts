import * as v from 'valibot';

/** What a fact's program may print: plain data, as JSON has it. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/**
 * What a program is expected to print: the same data, with `oneOf` where a kernel is free to choose and
 * `from` … `to` where only a range is sure.
 */
export type Expected =
  | string
  | number
  | boolean
  | null
  | Expected[]
  | OneOf
  | Range
  | { [name: string]: Expected };

/** Any of several answers is right. */
export type OneOf = { oneOf: Expected[] };

/** A number from `from` to `to`, both included. */
export type Range = { from: number; to: number };

const expected: v.GenericSchema<Expected> = v.lazy(() =>
  v.union([
    v.string(),
    v.number(),
    v.boolean(),
    v.null(),
    v.array(expected),
    v.record(v.string(), expected),
  ]),
);

const text = v.pipe(v.string(), v.nonEmpty());
const sentence = v.pipe(v.string(), v.regex(/^[A-Z*0-9].*[.?]$/s, 'is not a sentence'));
const factId = v.pipe(v.string(), v.regex(/^[A-Z]+-[1-9]\d*$/, 'is not a fact id, such as RECV-1'));

/** How a run of a fact's program ends on a kernel, and what it has printed by then. */
const outcome = v.strictObject({
  /** The one line of JSON; null when the kernel lets it print nothing. */
  prints: v.nullable(v.record(v.string(), expected)),
  /** Some answers are that the program never ends, or dies. Absent: it ends by itself with exit code 0. */
  ends: v.optional(v.picklist(['hangs', 'faults'])),
});

/** What a fact's program shows on each kernel. */
const shown = v.strictObject({
  windows: outcome,
  /** Absent where Wine 8.0 answers as Windows does. */
  wine: v.optional(outcome),
});

/** Where a fact rests. */
export const source = v.strictObject({
  kind: v.picklist(['page', 'test', 'code', 'issue', 'article', 'header', 'measured']),
  /** As it is shown, such as `wine-mirror/wine, dlls/ws2_32/tests/sock.c, iocp_async_read`. */
  text,
  url: v.optional(v.pipe(v.string(), v.startsWith('https://'))),
});

export const fact = v.strictObject({
  /** Such as `RECV-1`; stable for ever, pages link to it. */
  id: factId,
  /** The rule, in our words. */
  statement: sentence,
  /** What exactly a program can see of it, on Windows: values, errors, bytes. Null where it can see nothing. */
  observable: v.nullable(sentence),
  /** What Wine 8.0 does instead; null where it does the same or was not measured. */
  wine: v.nullable(sentence),
  sources: v.pipe(v.array(source), v.minLength(1)),
  /** How sure we are, best first: by tests that are run on Windows, by Microsoft's pages, or by reading code. */
  grade: v.picklist(['tested on Windows', 'documented', 'inferred']),
  /** The Win32 functions it is about. */
  functions: v.array(text),
  /** The structs it is about. */
  structs: v.array(text),
  /** Facts to read beside it; each of them names this one in return, by `relatedTo`. */
  related: v.array(factId),
  /** What `facts/<id in small letters>.ts` prints, or a sentence that says why no program shows it. */
  program: v.union([shown, v.strictObject({ none: sentence })]),
});

export const belief = v.strictObject({
  /** Such as `M02`. */
  id: v.pipe(v.string(), v.regex(/^M\d\d$/, 'is not the id of a belief, such as M02')),
  /** What a learner thinks, in a learner's words. */
  belief: sentence,
  /** What is so, in ours. */
  truth: sentence,
  /** The facts that refute it, the plainest first. */
  refutedBy: v.pipe(v.array(factId), v.minLength(1)),
  /** Where people have held it. */
  seen: v.pipe(v.array(source), v.minLength(1)),
  /** The chapters that refute it. */
  chapters: v.pipe(v.array(v.number()), v.minLength(1)),
});

export type Outcome = v.InferOutput<typeof outcome>;
export type Shown = v.InferOutput<typeof shown>;
export type Source = v.InferOutput<typeof source>;
/** One statement about IOCP that the book may rest on. */
export type Fact = v.InferOutput<typeof fact>;
/** A misconception, and what refutes it. */
export type Belief = v.InferOutput<typeof belief>;
