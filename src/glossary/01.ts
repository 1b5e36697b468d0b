import type { Term } from './schema.ts';

/** The words that chapter 1 says first. */
export const terms: readonly Term[] = [
  {
    id: 'kernel',
    words: ['kernel', 'kernels'],
    text: 'The part of an operating system that programs cannot reach into. It owns files, sockets, threads and completion ports; a program asks for them by calls.',
  },
  {
    id: 'completion-port',
    words: ['completion port', 'completion ports'],
    text: 'A queue of completion packets inside the kernel, with a count of the threads that take from it.',
    facts: ['GQ-10', 'PORT-1'],
  },
  {
    id: 'completion-packet',
    words: ['completion packet', 'completion packets'],
    text: 'What stands in the queue of a completion port: a key, the address of an OVERLAPPED, a number of bytes and a status. The kernel queues one when an operation is over; a program may post its own.',
    facts: ['POST-1', 'POST-5'],
  },
  {
    id: 'completion-key',
    words: ['completion key', 'completion keys'],
    text: 'A number of the program’s own that comes back with packets, as wide as a pointer. Posted, it belongs to the packet; else to the handle that was associated with the port.',
    facts: ['PORT-9', 'POST-1'],
  },
  {
    id: 'handle',
    words: ['handle', 'handles'],
    text: 'A number that stands for something the kernel owns, such as a file or a port. It is good for nothing but to be given back to the kernel.',
    facts: ['FFI-2'],
  },
  {
    id: 'overlapped',
    words: ['OVERLAPPED', 'OVERLAPPEDs'],
    text: 'The record of one operation: 32 bytes that the program lends to the kernel from the start of the operation until its packet was dequeued. Its address says which operation a packet belongs to.',
    facts: ['OV-9', 'PORT-9'],
  },
  {
    id: 'address',
    words: ['address', 'addresses'],
    text: 'The number of a byte in memory, 8 bytes wide on 64-bit Windows.',
    facts: ['FFI-2'],
  },
  {
    id: 'dequeue',
    words: ['dequeue', 'dequeues', 'dequeued'],
    text: 'To take packets out of a completion port. What was dequeued is not handed out again.',
    facts: ['EX-1'],
  },
  {
    id: 'bool',
    words: ['BOOL', 'BOOLs'],
    text: 'Yes or no as a number of 4 bytes: 0 is no, everything else yes. Not the `bool` of C++, which has 1 byte.',
    facts: ['FFI-1'],
  },
  {
    id: 'dword',
    words: ['DWORD', 'DWORDs'],
    text: 'A whole number of 4 bytes without a sign, on 32-bit and on 64-bit Windows.',
    facts: ['FFI-2'],
  },
  {
    id: 'thread',
    words: ['thread', 'threads'],
    text: 'One of several lines of work that run in a process at the same time, in the same memory. JavaScript runs on one; Node has more of them for reading files, and each Worker is one.',
  },
  {
    id: 'header-file',
    words: ['header file', 'header files', 'header', 'headers'],
    text: 'A text in C that says what can be used and where to find it: prototypes, structs, names of numbers. Those of Windows are written by Microsoft.',
  },
  {
    id: 'struct',
    words: ['struct', 'structs'],
    text: 'In C, several values side by side in memory, each at an agreed distance from the beginning. An object of JavaScript’s has names; a struct has places.',
  },
];
