import type { Term } from './schema.ts';

/** The words that chapter 3 says first. */
export const terms: readonly Term[] = [];
