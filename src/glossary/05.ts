import type { Term } from './schema.ts';

/** The words that chapter 5 says first. */
export const terms: readonly Term[] = [
  {
    id: 'overlapped-io',
    words: ['overlapped I/O'],
    text: 'Reads, writes and the like that may go on after the call that started them, several at a time on one handle. The handle has to be opened for it.',
    facts: ['PORT-6', 'FILE-1'],
  },
  {
    id: 'submit',
    words: ['submitting'],
    text: 'To start an operation: the request goes to the kernel together with the memory that it needs.',
    facts: ['OV-9'],
  },
  {
    id: 'pending',
    words: ['pending'],
    text: 'Started and not over: the call said 997. In the OVERLAPPED stands 0x103.',
    facts: ['OV-1', 'RECV-1'],
  },
  {
    id: 'asynchronous',
    words: ['asynchronous'],
    text: 'Said of calls that never wait. Overlapped is less than that: the call need not wait, and may be over at once.',
    facts: ['FILE-1', 'RECV-3'],
  },
  {
    id: 'ntstatus',
    words: ['NTSTATUS'],
    text: 'A number of 4 bytes by which the kernel says how something went: 0 for success, 0x103 for pending, 0xC… for errors. Win32 functions translate it into numbers of their own.',
    facts: ['NUM-1', 'RES-1'],
  },
];
