import type { Term } from './schema.ts';

/** The words that chapter 12 says first. */
export const terms: readonly Term[] = [
  {
    id: 'pool',
    words: ['pool', 'pools'],
    text: 'A fixed number of things, made once, that are taken and given back: memory for operations in chapter 12, worker threads in Node.',
    facts: ['OV-11', 'FFI-12'],
  },
  {
    id: 'backpressure',
    words: ['backpressure'],
    text: 'Where there is no room, the newest work waits, and whoever sends it comes to feel that. A server without it grows until its memory is used up.',
    facts: ['OV-9', 'CONN-5'],
  },
];
