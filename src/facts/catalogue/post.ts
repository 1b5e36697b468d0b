import type { Fact } from '../schema.ts';
import { asio, libuv, page, reactos, wineCode, wineTest } from '../sources.ts';

const POST = page('fileio/postqueuedcompletionstatus');
const FILES = 'dlls/kernel32/tests/file.c';

const refused = { returned: 0, error: 6 };

export const post: readonly Fact[] = [
  {
    id: 'POST-1',
    statement:
      'PostQueuedCompletionStatus queues its three values as they are. Windows checks none of them and follows no pointer; the OVERLAPPED may be any number.',
    observable:
      'The call returns TRUE. GetQueuedCompletionStatus returns TRUE with the same byte count, key and OVERLAPPED, though nothing is at that address.',
    wine: null,
    sources: [POST, wineTest(FILES, 'test_post_completion')],
    grade: 'tested on Windows',
    functions: ['PostQueuedCompletionStatus', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['POST-2', 'POST-3'],
    program: {
      windows: {
        prints: {
          posted: 1,
          packet: {
            returned: 1,
            error: 'untouched',
            bytes: 123,
            key: 456,
            overlapped: '0x123456789ABCDEF1',
          },
          extreme: {
            returned: 1,
            error: 'untouched',
            bytes: 0xffff_ffff,
            key: '0xFFFFFFFFFFFFFFFF',
            overlapped: '0x00000001',
          },
        },
      },
    },
  },
  {
    id: 'POST-2',
    statement:
      'A posted packet may carry a null OVERLAPPED. A null OVERLAPPED alone therefore does not mean that nothing was dequeued.',
    observable:
      'GetQueuedCompletionStatus returns TRUE with *lpOverlapped NULL, the posted byte count and the posted key. The last error is untouched. With an empty queue it returns FALSE, and *lpOverlapped is NULL as well.',
    wine: null,
    sources: [
      POST,
      wineTest('dlls/ntdll/tests/sync.c', 'test_completion_port_scheduling'),
      libuv('src/win/core.c', 'uv__poll'),
      asio('include/asio/detail/impl/win_iocp_io_context.ipp', 'stop'),
    ],
    grade: 'tested on Windows',
    functions: ['PostQueuedCompletionStatus', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['GQ-1', 'CLOSE-2'],
    program: {
      windows: {
        prints: {
          'a posted packet': {
            returned: 1,
            error: 'untouched',
            bytes: 3,
            key: 7,
            overlapped: 'NULL',
          },
          'no packet': {
            returned: 0,
            error: 258,
            bytes: 'untouched',
            key: 'untouched',
            overlapped: 'NULL',
          },
        },
      },
    },
  },
  {
    id: 'POST-3',
    statement:
      'A posted packet has the status of a success: GetQueuedCompletionStatusEx shows 0 in the low 4 bytes of the entry’s Internal. The OVERLAPPED’s own Internal is not written.',
    observable:
      'The entry has status 0 and the posted byte count, key and OVERLAPPED. Internal of that OVERLAPPED keeps what was in it.',
    wine: null,
    sources: [
      wineTest(FILES, 'test_post_completion'),
      reactos('dll/win32/kernel32/client/file/iocompl.c', 'PostQueuedCompletionStatus'),
    ],
    grade: 'tested on Windows',
    functions: ['PostQueuedCompletionStatus', 'GetQueuedCompletionStatusEx'],
    structs: ['OVERLAPPED', 'OVERLAPPED_ENTRY'],
    related: [],
    program: {
      windows: {
        prints: {
          returned: 1,
          removed: 1,
          entries: [{ key: 456, overlapped: 'made by us', status: '0x00000000', bytes: 123 }],
          'the OVERLAPPED’s own status': 'untouched',
        },
      },
    },
  },
  {
    id: 'POST-4',
    statement:
      'To post to a handle that is no port, or no longer one, fails at once and queues nothing.',
    observable:
      'PostQueuedCompletionStatus returns FALSE, and the last error is 6, ERROR_INVALID_HANDLE: for NULL, for an event, for a port that was closed.',
    wine: null,
    sources: [
      POST,
      reactos('dll/win32/kernel32/client/file/iocompl.c', 'PostQueuedCompletionStatus'),
      wineCode('dlls/kernelbase/sync.c', 'PostQueuedCompletionStatus'),
    ],
    grade: 'inferred',
    functions: ['PostQueuedCompletionStatus'],
    structs: [],
    related: [],
    program: {
      windows: {
        prints: { 'no handle': refused, 'an event': refused, 'a port that was closed': refused },
      },
    },
  },
  {
    id: 'POST-5',
    statement:
      'Posted packets and the packets of operations stand in one queue, first in, first out. Neither kind overtakes the other.',
    observable:
      'A packet is posted, a write completes, a packet is posted: they are dequeued in this order.',
    wine: null,
    sources: [page('fileio/i-o-completion-ports')],
    grade: 'documented',
    functions: ['PostQueuedCompletionStatus', 'WriteFile', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['SKIP-3'],
    program: {
      windows: { prints: { packets: ['posted before', 'write', 'posted after'] } },
    },
  },
];
