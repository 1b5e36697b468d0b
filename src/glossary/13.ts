import type { Term } from './schema.ts';

/** The words that chapter 13 says first. */
export const terms: readonly Term[] = [
  {
    id: 'thread-of-the-port',
    words: ['thread of the port', 'threads of the port', 'port’s threads'],
    text: 'A thread that has asked the port for a packet. It belongs to that port and to no other, until it asks another one, ends, or the port is closed; by these threads the port counts how many run.',
    facts: ['GQ-8'],
  },
  {
    id: 'concurrency-value',
    words: ['concurrency value', 'concurrency values'],
    text: 'The limit of a completion port: how many of its threads may run before it stops letting go of more. It is the last parameter of `CreateIoCompletionPort`; 0 stands for the number of processors.',
    facts: ['PORT-10', 'SCHED-2'],
  },
  {
    id: 'lifo',
    words: ['LIFO', 'last in, first out'],
    text: 'Last in, first out: the order of a stack, in which what came last leaves first. So the threads that wait at a port are released, while its packets leave first in, first out.',
    facts: ['SCHED-1', 'GQ-10'],
  },
];
