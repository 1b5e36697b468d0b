import type { Term } from './schema.ts';

/** The words that chapter 12 says first. */
export const terms: readonly Term[] = [];
