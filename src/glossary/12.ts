import type { Term } from './schema.ts';

/** The words that chapter 12 says first. */
export const terms: readonly Term[] = [
  {
    id: 'pool-of-operations',
    words: ['pool of Operations', 'pools of Operations'],
    text: 'A fixed number of Operations with their memory, made once, that are taken and given back. It bounds what a server can use.',
    facts: ['OV-11'],
  },
  {
    id: 'backpressure',
    words: ['backpressure'],
    text: 'Where there is no room, the newest work waits, and whoever sends it comes to feel that. A server without it grows until its memory is used up.',
    facts: ['OV-9', 'CONN-5'],
  },
];
