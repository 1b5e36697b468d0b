import type { Fact } from '../schema.ts';
import { article, measured, page, wineTest } from '../sources.ts';

/** What a call tells that found no packet. */
const nothing = {
  returned: 0,
  error: 258,
  bytes: 'untouched',
  key: 'untouched',
  overlapped: 'NULL',
};

export const thr: readonly Fact[] = [
  {
    id: 'THR-1',
    statement:
      'Since Windows Vista an operation outlives the thread that started it, provided that its handle has a port and its OVERLAPPED no event. With an event, or without a port, the end of the thread cancels it.',
    observable:
      'Without an event there is no packet when the thread has ended, and the usual one when data comes. With an event the end of the thread brings a packet at once: FALSE, 995, ERROR_OPERATION_ABORTED.',
    wine: null,
    sources: [
      page('api/processthreadsapi/nf-processthreadsapi-exitthread'),
      wineTest('dlls/ws2_32/tests/afd.c', 'test_async_thread_termination'),
    ],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['THR-2', 'OV-7', 'CANC-3'],
    program: {
      windows: {
        prints: {
          'without an event': {
            'when the thread has ended': nothing,
            'when data has come': {
              returned: 1,
              error: 'untouched',
              bytes: 5,
              key: 7,
              overlapped: 'read',
            },
          },
          'with an event': {
            'when the thread has ended': {
              returned: 0,
              error: 995,
              bytes: 0,
              key: 7,
              overlapped: 'read',
            },
            'when data has come': nothing,
          },
        },
      },
    },
  },
  {
    id: 'THR-2',
    statement:
      'A process that ends takes its pending operations with it, though it closes nothing and cancels nothing itself. The process that has the port still gets their packets.',
    observable:
      'The read is pending, 997, when its process ends. GetQueuedCompletionStatus in the other process returns FALSE, and the last error is 995, ERROR_OPERATION_ABORTED; 0 bytes, and the key of the handle.',
    wine: null,
    sources: [
      page('api/processthreadsapi/nf-processthreadsapi-terminateprocess'),
      wineTest('dlls/kernel32/tests/pipe.c', 'test_exit_process_async'),
    ],
    grade: 'tested on Windows',
    functions: ['ReadFile', 'DuplicateHandle', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['PORT-12', 'CANC-1'],
    program: {
      windows: {
        prints: {
          'the last error of the process that ends': 997,
          'the packet in the other process': { returned: 0, error: 995, bytes: 0, key: 123 },
        },
      },
    },
  },
  {
    id: 'THR-3',
    statement:
      'The last error belongs to a thread. Take it right after the call, on the same thread, before anything else can run. An asynchronous call of koffi’s runs on another thread, and its error can be had in its callback only.',
    observable:
      'After a time-out in an asynchronous call, GetLastError says 258 in the callback. After the await it says what the thread of JavaScript had before.',
    wine: null,
    sources: [
      page('api/errhandlingapi/nf-errhandlingapi-getlasterror'),
      article('koffi’s documentation, Asynchronous calls', 'https://koffi.dev/'),
      measured('koffi 3.3.4 on Wine 8.0'),
    ],
    grade: 'documented',
    functions: ['GetLastError', 'SetLastError', 'GetQueuedCompletionStatus'],
    structs: [],
    related: ['FFI-5'],
    program: {
      windows: { prints: { 'in the callback': 258, 'after the await': 1234 } },
    },
  },
];
