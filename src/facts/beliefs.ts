import type { Belief } from './schema.ts';

/** What learners believe of completion ports and is not so. */
export const beliefs: readonly Belief[] = [];
