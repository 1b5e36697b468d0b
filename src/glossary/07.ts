import type { Term } from './schema.ts';

/** The words that chapter 7 says first. */
export const terms: readonly Term[] = [
  {
    id: 'stream',
    words: ['stream', 'streams'],
    text: 'Bytes in order, without marks where one message ends and the next begins. A receive takes what is there; one that ends with 0 bytes says that the stream is at its end.',
    facts: ['RECV-2', 'RECV-5'],
  },
];
