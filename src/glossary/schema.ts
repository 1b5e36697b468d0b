/** A word of the field, or of C, and what it means. */
export interface Term {
  /** Its address on the page: lower case, hyphens. */
  id: string;
  /** The word and the forms it takes in a sentence, the one to list first: `handle`, `handles`. */
  words: readonly [string, ...string[]];
  /** What it means, for someone who writes TypeScript and no C; what stands between backticks is code. */
  text: string;
  /** The facts that it rests on; none for a word of C. */
  facts?: readonly string[];
}
