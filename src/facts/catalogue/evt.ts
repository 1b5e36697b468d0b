import type { Fact } from '../schema.ts';
import { article, libuv, measured, page, wineTest } from '../sources.ts';

const SOCKETS = 'dlls/ws2_32/tests/sock.c';
const STRUCT = page('api/minwinbase/ns-minwinbase-overlapped');
const DEQUEUE = page('api/ioapiset/nf-ioapiset-getqueuedcompletionstatus');
const HANDLES = article(
  'Raymond Chen, Why are kernel HANDLEs always a multiple of four?',
  'https://devblogs.microsoft.com/oldnewthing/20050121-00/?p=36633',
);

export const evt: readonly Fact[] = [
  {
    id: 'EVT-1',
    statement:
      'An event in hEvent does not replace the packet: both come. The event is reset when the operation starts and set when it completes.',
    observable:
      'A wait for the event with a time-out of 0 gives 258 while the operation is under way, even if the event was set before; then 0. The packet is dequeued as usual.',
    wine: null,
    sources: [
      wineTest(SOCKETS, 'test_connect_completion_port'),
      wineTest('dlls/ntdll/tests/pipe.c', 'test_completion'),
      STRUCT,
    ],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'CreateEventW', 'WaitForSingleObject'],
    structs: ['OVERLAPPED'],
    related: [],
    program: {
      windows: {
        prints: {
          'waits for the event': { before: 0, 'under way': 258, over: 0 },
          packet: { returned: 1, error: 'untouched', bytes: 5, key: 7, overlapped: 'read' },
        },
      },
    },
  },
  {
    id: 'EVT-2',
    statement:
      'An event with its low bit set, handle | 1, keeps the packet from the port. The event is set all the same, and the OVERLAPPED holds the result.',
    observable:
      'The wait for the tagged handle ends, GetOverlappedResult returns TRUE with the byte count, and GetQueuedCompletionStatus fails with error 258.',
    wine: null,
    sources: [
      wineTest(SOCKETS, 'test_connect_completion_port', 'test_shutdown_completion_port'),
      DEQUEUE,
    ],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'CreateEventW', 'GetOverlappedResult', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['EVT-3', 'EVT-4', 'SKIP-1'],
    program: {
      windows: {
        prints: {
          'the wait for the event': 0,
          GetOverlappedResult: { returned: 1, bytes: 5 },
          'the dequeue': 258,
        },
      },
    },
  },
  {
    id: 'EVT-3',
    statement:
      'Only a real event can be tagged. The system ignores the two low bits of a handle, so an hEvent of 1 is handle 0, and the operation does not start.',
    observable: 'With an hEvent of 1, WSARecv returns -1 with error 10038, WSAENOTSOCK.',
    wine: null,
    sources: [DEQUEUE, HANDLES, measured('Wine 8.0')],
    grade: 'inferred',
    functions: ['WSARecv'],
    structs: ['OVERLAPPED'],
    related: [],
    program: {
      windows: { prints: { call: { returned: -1, error: 10038 }, 'the dequeue': 258 } },
    },
  },
  {
    id: 'EVT-4',
    statement:
      'A socket that somebody else has associated with a port can still feed yours: tag the event, wait for it, and post the packet yourself. libuv does so.',
    observable:
      'Nothing arrives at the port of the association. The posted packet arrives at the other with the bytes, the key and the OVERLAPPED that were posted.',
    wine: null,
    sources: [
      libuv(
        'src/win/tcp.c',
        'uv__tcp_set_socket',
        'uv__tcp_queue_accept',
        'uv__tcp_queue_read',
        'post_completion',
      ),
    ],
    grade: 'inferred',
    functions: ['WSARecv', 'PostQueuedCompletionStatus', 'WaitForSingleObject'],
    structs: ['OVERLAPPED'],
    related: ['PORT-4', 'POST-1'],
    program: {
      windows: {
        prints: {
          'their port': 258,
          'our port': { returned: 1, error: 'untouched', bytes: 5, key: 7, overlapped: 'read' },
        },
      },
    },
  },
];
