import type { Term } from './schema.ts';

/** The words that chapter 2 says first. */
export const terms: readonly Term[] = [
  {
    id: 'prototype',
    words: ['prototype', 'prototypes'],
    text: 'The line of C that says what a function takes and gives: the type of its result, its name, its parameters with their types.',
  },
  {
    id: 'binding',
    words: ['binding', 'bindings'],
    text: 'What makes a function of a DLL callable from another language: its prototype in that language’s own words.',
  },
  {
    id: 'pointer',
    words: ['pointer', 'pointers'],
    text: 'A value that is an address, together with the type of what lies there: `DWORD *` is the address of a DWORD.',
  },
  {
    id: 'out-parameter',
    words: ['out-parameter', 'out-parameters'],
    text: 'A parameter through which a function answers: the caller gives the address of a place, and the function writes to it.',
    facts: ['FFI-9'],
  },
  {
    id: 'last-error',
    words: ['last error'],
    text: 'A number that a function of Windows leaves when it has failed, one for each thread. After a success it means nothing, but for the few functions whose page says otherwise.',
    facts: ['THR-3', 'GQ-3'],
  },
  {
    id: 'socket',
    words: ['socket', 'sockets'],
    text: 'One end of a connection. To Windows it is a handle like that of a file, opened with `WSASocketW` and closed with `closesocket`.',
    facts: ['RECV-13'],
  },
];
