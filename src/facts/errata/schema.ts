import * as v from 'valibot';

const sentence = v.pipe(v.string(), v.regex(/^[A-Z“`*0-9].*[.?”)`]$/s, 'is not a sentence'));

export const erratum = v.strictObject({
  /** E1 to E32 are mistakes, O1 to O10 are things that were left out. */
  id: v.pipe(v.string(), v.regex(/^[EO][1-9]\d?$/)),
  /** What the original has, in our words; a piece of its code, of a line at most, in back-quotes. Of something left out: what. */
  original: sentence,
  /** What is so. */
  truth: sentence,
  /** How we know: a header, a compiler’s word, a measurement and of what. */
  known: sentence,
  /** The facts that it rests on. */
  facts: v.array(v.pipe(v.string(), v.regex(/^[A-Z]+-[1-9]\d*$/))),
  /** The belief behind it, where the catalogue has one. */
  belief: v.optional(v.pipe(v.string(), v.regex(/^M\d\d$/))),
  /** The broken program that shows it, such as `07-five-slow-answers/the-express-version-at-once`. */
  program: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9-]+\/[a-z0-9-]+$/))),
});

/** A mistake of the original chapter, or something that it left out. */
export type Erratum = v.InferOutput<typeof erratum>;
