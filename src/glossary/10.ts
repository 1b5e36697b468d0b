import type { Term } from './schema.ts';

/** The words that chapter 10 says first. */
export const terms: readonly Term[] = [
  {
    id: 'listening-socket',
    words: ['listening socket', 'listening sockets'],
    text: 'A socket that takes connections and carries no data itself. Each connection gets a socket of its own.',
    facts: ['CONN-2'],
  },
  {
    id: 'backlog',
    words: ['backlog'],
    text: 'The connections of a listening socket that the system has made already and the program has not yet accepted. The second argument of `listen` says how many there may be.',
    facts: ['CONN-5'],
  },
  {
    id: 'provider',
    words: ['provider', 'providers'],
    text: 'The software below Winsock that does the work of a kind of sockets. There may be several in one Windows, and each may have functions of its own.',
    facts: ['CONN-1'],
  },
  {
    id: 'extension-function',
    words: ['extension function', 'extension functions'],
    text: 'A function of Winsock’s that ws2_32.dll does not have, such as `AcceptEx`. Its address is asked of the provider of a socket.',
    facts: ['CONN-1', 'FFI-5'],
  },
  {
    id: 'guid',
    words: ['GUID', 'GUIDs'],
    text: 'A number of 16 bytes that names one thing in the world, here a function. It is written in five groups, such as b5367df1-cbac-11cf-95ca-00805f48a192.',
    facts: ['NUM-7'],
  },
];
