import type { Term } from './schema.ts';

/** The words that chapter 7 says first. */
export const terms: readonly Term[] = [
  {
    id: 'winsock',
    words: ['Winsock'],
    text: 'The part of Windows by which programs use the network. Its functions are in `ws2_32.dll`; most of their names begin with WSA.',
    facts: ['FFI-5', 'FFI-6'],
  },
  {
    id: 'peer',
    words: ['peer', 'peers'],
    text: 'Whoever is at the other end of a connection.',
  },
  {
    id: 'stream',
    words: ['stream', 'streams'],
    text: 'Bytes in order, without marks where one message ends and the next begins. A receive takes what is there; one that ends with 0 bytes says that the stream is at its end.',
    facts: ['RECV-2', 'RECV-5'],
  },
];
