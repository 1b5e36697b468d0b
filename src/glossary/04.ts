import type { Term } from './schema.ts';

/** The words that chapter 4 says first. */
export const terms: readonly Term[] = [
  {
    id: 'lend',
    words: ['lend', 'lends', 'lent'],
    text: 'To give the kernel an address that it goes on using after the call has returned. What was lent comes back when the packet of the operation is dequeued.',
    facts: ['OV-9'],
  },
  {
    id: 'owner',
    words: ['owner', 'owners', 'ownership'],
    text: 'Whoever may read, write, move, use again or free a piece of memory now: the program (P) or the kernel (K). No byte of the memory says who it is; the program has to know.',
    facts: ['OV-9'],
  },
  {
    id: 'heap',
    words: ['heap', 'heaps'],
    text: 'Where memory comes from that outlives the function which asked for it. JavaScript’s is tidied by the garbage collector. C’s is not: what was taken from it with `koffi.alloc` stays until `koffi.free`.',
    facts: ['FFI-15'],
  },
  {
    id: 'garbage-collector',
    words: ['garbage collector', 'garbage collectors'],
    text: 'The part of JavaScript’s engine that gives back the memory of what no reference leads to any more. An address in the kernel is no reference.',
    facts: ['FFI-7'],
  },
  {
    id: 'allocate',
    words: ['allocate', 'allocates', 'allocated'],
    text: 'To take a piece of memory from a heap; to free it is to give it back. What was freed may be handed out again at once, to anybody in the program.',
    facts: ['FFI-15'],
  },
];
