import type { Term } from './schema.ts';

/** The words that chapter 2 says first. */
export const terms: readonly Term[] = [
  {
    id: 'dll',
    words: ['DLL', 'DLLs'],
    text: 'A file of functions that a program can load and call. `kernel32.dll` has those for ports and files, `ws2_32.dll` those for sockets.',
  },
  {
    id: 'koffi',
    words: ['koffi'],
    text: 'The library by which this book calls functions of DLLs from Node. It turns values of JavaScript into those of C, and back.',
    facts: ['FFI-8', 'FFI-9'],
  },
  {
    id: 'null-pointer',
    words: ['NULL'],
    text: 'C’s name for the address 0, at which nothing lies: no address. koffi makes null of it.',
  },
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
