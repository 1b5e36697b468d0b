import type { Term } from './schema.ts';

/** The words that chapter 2 says first. */
export const terms: readonly Term[] = [];
