import type { Term } from './schema.ts';

/** The words that chapter 4 says first. */
export const terms: readonly Term[] = [];
