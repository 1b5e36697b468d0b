import type { Term } from './schema.ts';

/** The words that chapter 8 says first. */
export const terms: readonly Term[] = [
  {
    id: 'context',
    words: ['operation’s context', 'contexts'],
    text: 'What a program needs to know of an operation when its packet comes: a number, a name, a function. It lies behind the OVERLAPPED, or in a table under its address.',
    facts: ['PORT-9'],
  },
];
