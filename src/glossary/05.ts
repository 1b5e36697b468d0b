import type { Term } from './schema.ts';

/** The words that chapter 5 says first. */
export const terms: readonly Term[] = [];
