import { oneOf } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { article, page, wineTest } from '../sources.ts';

const CANCEL = page('api/ioapiset/nf-ioapiset-cancelioex');
const CANCELLING = page('fileio/canceling-pending-i-o-operations');

const notFound = { returned: 0, error: 1168 };
const done = { returned: 1, error: 'untouched' };

/** Every order in which three operations can end. */
const anyOrder = oneOf(
  ['first', 'second', 'third'],
  ['first', 'third', 'second'],
  ['second', 'first', 'third'],
  ['second', 'third', 'first'],
  ['third', 'first', 'second'],
  ['third', 'second', 'first'],
);

export const canc: readonly Fact[] = [
  {
    id: 'CANC-1',
    statement:
      'A cancelled operation still brings its packet. CancelIoEx only asks for the end; the operation then completes as failed, with STATUS_CANCELLED, like any other.',
    observable:
      'CancelIoEx returns TRUE. GetQueuedCompletionStatus returns FALSE with the last error 995, ERROR_OPERATION_ABORTED, 0 bytes, and the key and the OVERLAPPED of the operation; Internal is 0xC0000120.',
    wine: null,
    sources: [
      CANCEL,
      wineTest('dlls/ws2_32/tests/afd.c', 'test_async_thread_termination'),
      wineTest('dlls/kernel32/tests/pipe.c', 'test_blocking_rw', '_cancel_overlapped'),
    ],
    grade: 'tested on Windows',
    functions: ['CancelIoEx', 'GetQueuedCompletionStatus', 'WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['CANC-4', 'GQ-4', 'RES-4'],
    program: {
      windows: {
        prints: {
          'CancelIoEx returned': 1,
          packet: { returned: 0, error: 995, bytes: 0, key: 7, overlapped: 'read' },
          status: '0xC0000120',
        },
      },
    },
  },
  {
    id: 'CANC-2',
    statement:
      'Where the OVERLAPPED belongs to nothing pending on that handle, CancelIoEx fails: before the start, after the end, and while other operations are pending.',
    observable: 'CancelIoEx returns FALSE, and the last error is 1168, ERROR_NOT_FOUND.',
    wine: null,
    sources: [
      CANCEL,
      wineTest('dlls/kernel32/tests/pipe.c', 'test_blocking_rw'),
      wineTest('dlls/ntdll/tests/pipe.c', 'test_cancelio'),
    ],
    grade: 'tested on Windows',
    functions: ['CancelIoEx'],
    structs: ['OVERLAPPED'],
    related: [],
    program: {
      windows: {
        prints: {
          'before it was started': { returned: 0, error: 1168 },
          'while only another OVERLAPPED is pending': { returned: 0, error: 1168 },
          'after its packet was dequeued': { returned: 0, error: 1168 },
        },
      },
    },
  },
  {
    id: 'CANC-3',
    statement:
      'Any thread of the process may cancel with CancelIoEx, whichever thread started the operation. CancelIo is the narrow one: it reaches only what its own thread has started, and says TRUE even if that is nothing.',
    observable:
      'On a thread that started nothing CancelIo returns TRUE and no packet comes; CancelIoEx returns TRUE and the packet comes with error 995.',
    wine: null,
    sources: [CANCEL, CANCELLING],
    grade: 'documented',
    functions: ['CancelIoEx', 'CancelIo'],
    structs: ['OVERLAPPED'],
    related: [],
    program: {
      windows: {
        prints: {
          'CancelIo on another thread': { returned: 1, 'then the port says': 258 },
          'CancelIoEx on another thread': {
            returned: 1,
            packet: { returned: 0, error: 995, overlapped: 'read' },
          },
        },
      },
    },
  },
  {
    id: 'CANC-4',
    statement:
      'To cancel is to ask. The operation may have been over already, may end well in spite of the request, end with 995, or fail for a reason of its own: only its packet tells which.',
    observable:
      'A receive that got its 5 bytes before CancelIoEx was called: CancelIoEx returns FALSE with 1168, and the packet still waiting in the port is a success with 5 bytes.',
    wine: null,
    sources: [CANCEL, CANCELLING],
    grade: 'documented',
    functions: ['CancelIoEx', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['CANC-2', 'EVT-1'],
    program: {
      windows: {
        prints: {
          CancelIoEx: { returned: 0, error: 1168 },
          packet: { returned: 1, bytes: 5, overlapped: 'read' },
          status: '0x00000000',
        },
      },
    },
  },
  {
    id: 'CANC-5',
    statement:
      'A cancel ends operations, never the handle. It stays open and associated, and takes new operations.',
    observable:
      'After the packet with 995 the next WSARecv returns -1 with 997, and brings its data with the key of the same association.',
    wine: null,
    sources: [CANCEL],
    grade: 'inferred',
    functions: ['CancelIoEx', 'WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['CANC-1', 'PORT-5'],
    program: {
      windows: {
        prints: {
          'the first ended with': 995,
          'the next WSARecv': { returned: -1, error: 997 },
          'its packet': { returned: 1, bytes: 5, key: 7, overlapped: 'next' },
        },
      },
    },
  },
  {
    id: 'CANC-6',
    statement:
      'With NULL for the OVERLAPPED, one CancelIoEx asks for the end of everything that is pending on the handle. Each operation brings its own packet, and nothing promises their order.',
    observable:
      'CancelIoEx returns TRUE; then as many packets with 995 as there were operations, in any order.',
    wine: 'The newest operation ends first.',
    sources: [CANCEL, CANCELLING],
    grade: 'documented',
    functions: ['CancelIoEx', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['GQ-10'],
    program: {
      windows: {
        prints: { 'CancelIoEx returned': 1, errors: [995, 995, 995], order: anyOrder },
      },
      wine: {
        prints: {
          'CancelIoEx returned': 1,
          errors: [995, 995, 995],
          order: ['third', 'second', 'first'],
        },
      },
    },
  },
  {
    id: 'CANC-7',
    statement:
      'After CancelIoEx has returned, the OVERLAPPED and the buffer are still the kernel’s. They come back with the packet, and not before: the status is written when the packet is dequeued.',
    observable:
      'After CancelIoEx Internal is still 0x103 and InternalHigh untouched; after the packet was dequeued they are 0xC0000120 and 0.',
    wine: 'The status is written by the cancel already.',
    sources: [
      CANCEL,
      page('fileio/i-o-completion-ports'),
      wineTest('dlls/ntdll/tests/pipe.c', 'test_async_cancel_on_handle_close'),
      article(
        'Raymond Chen, “Looking at the world through kernel-colored glasses”',
        'https://blogs.msdn.com/b/oldnewthing/archive/2011/05/12/10163578.aspx',
      ),
    ],
    grade: 'documented',
    functions: ['CancelIoEx', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['CANC-1', 'OV-5'],
    program: {
      windows: {
        prints: {
          'after CancelIoEx': { status: '0x00000103', transferred: 'untouched' },
          'after the packet was dequeued': { status: '0xC0000120', transferred: 0 },
        },
      },
      wine: {
        prints: {
          'after CancelIoEx': { status: '0xC0000120', transferred: 0 },
          'after the packet was dequeued': { status: '0xC0000120', transferred: 0 },
        },
      },
    },
  },
  {
    id: 'CANC-8',
    statement:
      'With NULL for the OVERLAPPED, CancelIoEx fails with ERROR_NOT_FOUND where nothing is pending on the handle. To whoever only wants to be sure that nothing is left, that is no error.',
    observable:
      'CancelIoEx returns FALSE with the last error 1168, before the first operation as well as after the packet of the last.',
    wine: 'CancelIoEx returns TRUE.',
    sources: [CANCEL, wineTest('dlls/ntdll/tests/pipe.c', 'test_cancelio')],
    grade: 'tested on Windows',
    functions: ['CancelIoEx'],
    structs: [],
    related: ['CANC-2', 'CANC-3', 'CANC-6'],
    program: {
      windows: {
        prints: {
          'a socket, before an operation': notFound,
          'a socket, after its packet was dequeued': notFound,
          'a pipe': notFound,
          'a file': notFound,
        },
      },
      wine: {
        prints: {
          'a socket, before an operation': done,
          'a socket, after its packet was dequeued': done,
          'a pipe': done,
          'a file': done,
        },
      },
    },
  },
];
