import type { Term } from './schema.ts';

/** The words that chapter 3 says first. */
export const terms: readonly Term[] = [
  {
    id: 'wsabuf',
    words: ['WSABUF', 'WSABUFs'],
    text: 'A length and an address: so many bytes, from here. What `WSARecv` and `WSASend` are told about memory. The struct itself is read during the call only, the memory it names is in use until the packet is dequeued.',
    facts: ['FFI-4', 'OV-10'],
  },
  {
    id: 'alignment',
    words: ['alignment', 'alignments', 'aligned'],
    text: 'The number of which the address of a value has to be a multiple. For a plain type it is its size, for a struct the largest among its members.',
  },
  {
    id: 'offset',
    words: ['offset', 'offsets'],
    text: 'How many bytes behind the beginning something lies: a member in its struct, or a byte in a file.',
  },
  {
    id: 'padding',
    words: ['padding'],
    text: 'Bytes of a struct that belong to no member. They are skipped so that a member, or the next struct of an array, is aligned.',
    facts: ['FFI-4', 'EX-11'],
  },
  {
    id: 'array-of-structs',
    words: ['array of structs', 'arrays of structs'],
    text: 'Structs of one type in one piece of memory, each beginning where the one before ends. Where it begins is its number times the size of the struct, padding included.',
    facts: ['EX-11'],
  },
  {
    id: 'union',
    words: ['union', 'unions'],
    text: 'Several members at the same offset: names and types for the same bytes. It is as large as its largest member, rounded up to its alignment.',
  },
];
