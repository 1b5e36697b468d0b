import type { Term } from './schema.ts';

/** The words that chapter 9 says first. */
export const terms: readonly Term[] = [];
