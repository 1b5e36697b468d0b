import type { Term } from './schema.ts';

/** The words that chapter 11 says first. */
export const terms: readonly Term[] = [
  {
    id: 'deadline',
    words: ['deadline', 'deadlines'],
    text: 'The moment by which something has to be over. An operation has none of its own: a program waits for so long, and then asks for the end with `CancelIoEx`.',
    facts: ['GQ-1', 'CANC-1'],
  },
  {
    id: 'cancellation',
    words: ['cancellation', 'cancellations'],
    text: 'The request that an operation end early. It may end well all the same; in any case its packet comes, and until then its memory is the kernel’s.',
    facts: ['CANC-1', 'CANC-4', 'CANC-7'],
  },
  {
    id: 'drain',
    words: ['drain', 'drained', 'draining'],
    text: 'To dequeue until every operation that was started has brought its packet. What a program does between its decision to stop and the closing of the port.',
    facts: ['CANC-1', 'CLOSE-3'],
  },
];
