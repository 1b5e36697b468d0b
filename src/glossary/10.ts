import type { Term } from './schema.ts';

/** The words that chapter 10 says first. */
export const terms: readonly Term[] = [];
