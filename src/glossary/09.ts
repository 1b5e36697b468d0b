import type { Term } from './schema.ts';

/** The words that chapter 9 says first. */
export const terms: readonly Term[] = [
  {
    id: 'event-loop',
    words: ['event loop', 'event loops'],
    text: 'The loop in which a program waits for whatever comes next, handles it, and waits again. Node’s runs your callbacks between two of its waits; on Windows it waits at a completion port.',
  },
  {
    id: 'time-out',
    words: ['time-out', 'time-outs', 'timeout'],
    text: 'The longest that a wait may last, in milliseconds; also the end of a wait whose time is over before anything came. The dequeue reports it as FALSE with error 258.',
    facts: ['GQ-7', 'GQ-1'],
  },
  {
    id: 'worker-thread',
    words: ['worker thread', 'worker threads'],
    text: 'A thread that a program keeps for work beside its main one. A thread runs code at the same time as the others of its process, and shares their memory. Node has a pool of four for its own use, where koffi makes asynchronous calls; Workers are more of them, with JavaScript of their own.',
    facts: ['FFI-12'],
  },
  {
    id: 'alertable',
    words: ['alertable'],
    text: 'Said of a wait that may be interrupted by an APC, a function which someone has asked Windows to call on that very thread. The last parameter of `GetQueuedCompletionStatusEx` says whether the wait is.',
    facts: ['EX-7'],
  },
];
