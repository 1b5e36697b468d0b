import type { Fact } from '../schema.ts';
import { libuv, page, reactos, wineCode, wineTest } from '../sources.ts';

const DEQUEUE = page('api/ioapiset/nf-ioapiset-getqueuedcompletionstatus');
const PORTS = page('fileio/i-o-completion-ports');
const SOCKETS = 'dlls/ws2_32/tests/sock.c';

/** All that a call tells which dequeued nothing. */
const nothing = (error: number) => ({
  returned: 0,
  error,
  bytes: 'untouched',
  key: 'untouched',
  overlapped: 'NULL',
});

export const gq: readonly Fact[] = [
  {
    id: 'GQ-1',
    statement:
      'A time-out, of 0 or of a wait that elapsed, writes one of the three out-parameters: *lpOverlapped becomes NULL. The byte count and the key keep what was in them.',
    observable:
      'GetQueuedCompletionStatus returns FALSE, and the last error is 258, WAIT_TIMEOUT. *lpOverlapped is NULL, the other two are untouched.',
    wine: null,
    sources: [
      DEQUEUE,
      wineTest(SOCKETS, 'test_completion_port', 'iocp_async_read'),
      wineTest('dlls/kernel32/tests/file.c', 'test_post_completion'),
    ],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatus'],
    structs: [],
    related: ['GQ-2', 'GQ-7', 'EX-3'],
    program: {
      windows: {
        prints: { 'a time-out of 0': nothing(258), 'a time-out of 50 ms': nothing(258) },
      },
    },
  },
  {
    id: 'GQ-2',
    statement:
      'Neither the return value nor *lpOverlapped alone tells whether a packet was dequeued. There was none only when the one is FALSE and the other NULL: FALSE with an OVERLAPPED is the packet of an operation that failed, TRUE with NULL a packet that was posted so.',
    observable:
      'TRUE and an OVERLAPPED, the operation succeeded; TRUE and NULL, a posted packet; FALSE and NULL, nothing, and the last error says why; FALSE and an OVERLAPPED, the operation failed, and the last error is its own.',
    wine: null,
    sources: [
      DEQUEUE,
      wineTest(SOCKETS, 'test_completion_port'),
      wineTest('dlls/ntdll/tests/sync.c', 'test_completion_port_scheduling'),
    ],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['GQ-3', 'GQ-4', 'GQ-5', 'GQ-9', 'POST-2', 'EX-5'],
    program: {
      windows: {
        prints: {
          'an operation that succeeded': {
            returned: 1,
            error: 'untouched',
            bytes: 5,
            key: 7,
            overlapped: 'first read',
          },
          'a packet posted without an OVERLAPPED': {
            returned: 1,
            error: 'untouched',
            bytes: 3,
            key: 9,
            overlapped: 'NULL',
          },
          'no packet': nothing(258),
          'an operation that failed': {
            returned: 0,
            error: 995,
            bytes: 0,
            key: 7,
            overlapped: 'second read',
          },
        },
      },
    },
  },
  {
    id: 'GQ-3',
    statement: 'A successful dequeue leaves the thread’s last error as it was.',
    observable: 'The last error from before the call is still there after it.',
    wine: null,
    sources: [wineTest(SOCKETS, 'test_completion_port')],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatus', 'GetLastError', 'SetLastError'],
    structs: [],
    related: ['THR-3'],
    program: { windows: { prints: { returned: 1, 'the last error': 1234 } } },
  },
  {
    id: 'GQ-4',
    statement:
      'Dequeuing the packet of a failed operation looks like a failure of the call, but the packet is gone from the port, and the byte count, the key and the OVERLAPPED are written. The last error is the Win32 number of the operation’s NTSTATUS, never Winsock’s.',
    observable:
      'After a reset, GetQueuedCompletionStatus returns FALSE with the last error 64, ERROR_NETNAME_DELETED, not 10054; 0 bytes, the key and the OVERLAPPED. The next call finds nothing, 258.',
    wine: null,
    sources: [DEQUEUE, wineTest(SOCKETS, 'test_completion_port')],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatus', 'WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['GQ-6', 'RECV-6'],
    program: {
      windows: {
        prints: {
          'the packet': { returned: 0, error: 64, bytes: 0, key: 7, overlapped: 'read' },
          'the next call': nothing(258),
        },
      },
    },
  },
  {
    id: 'GQ-5',
    statement:
      'A handle that is NULL, closed or of another kind fails like an empty port, and at once: FALSE with a NULL OVERLAPPED. Only the last error tells the two apart.',
    observable:
      'GetQueuedCompletionStatus returns FALSE, and the last error is 6, ERROR_INVALID_HANDLE. *lpOverlapped is NULL.',
    wine: null,
    sources: [
      reactos('dll/win32/kernel32/client/file/iocompl.c', 'GetQueuedCompletionStatus'),
      wineTest('dlls/ntdll/tests/sync.c', 'test_completion_port_scheduling_thread'),
    ],
    grade: 'inferred',
    functions: ['GetQueuedCompletionStatus'],
    structs: [],
    related: ['POST-4'],
    program: {
      windows: {
        prints: { 'a null handle': nothing(6), 'the handle of an event': nothing(6) },
      },
    },
  },
  {
    id: 'GQ-6',
    statement:
      'An operation failed when its NTSTATUS is negative as a signed number: 0x80000000 and up. Warnings count as failures and still carry their byte count.',
    observable:
      'Reading 4 bytes of a longer message from a pipe ends with 0x80000005, STATUS_BUFFER_OVERFLOW: FALSE, the last error 234, ERROR_MORE_DATA, and 4 bytes.',
    wine: null,
    sources: [
      reactos('dll/win32/kernel32/client/file/iocompl.c', 'GetQueuedCompletionStatus'),
      wineCode('dlls/kernelbase/sync.c', 'GetQueuedCompletionStatus'),
      wineTest('dlls/ntdll/tests/pipe.c', 'test_completion'),
    ],
    grade: 'inferred',
    functions: ['GetQueuedCompletionStatus', 'ReadFile'],
    structs: ['OVERLAPPED'],
    related: ['FILE-4'],
    program: {
      windows: {
        prints: {
          returned: 0,
          error: 234,
          bytes: 4,
          key: 7,
          overlapped: 'read',
          status: '0x80000005',
          data: 'a me',
        },
      },
    },
  },
  {
    id: 'GQ-7',
    statement:
      'A time-out of 0 polls, 0xFFFFFFFF waits for ever. A finite wait may end a little early.',
    observable:
      'With 0 the call fails at once with 258. With INFINITE it returns when a packet comes, and not before.',
    wine: null,
    sources: [
      DEQUEUE,
      page('fileio/getqueuedcompletionstatusex-func'),
      libuv('src/win/core.c', 'uv__poll'),
    ],
    grade: 'documented',
    functions: ['GetQueuedCompletionStatus', 'GetQueuedCompletionStatusEx'],
    structs: [],
    related: [],
    program: {
      windows: {
        prints: {
          'a time-out of 0': { returned: 0, error: 258 },
          'a time-out of 50 ms': { returned: 0, error: 258 },
          INFINITE: { 'still waits after 300 ms': true, 'returned when a packet came': 1 },
        },
      },
    },
  },
  {
    id: 'GQ-8',
    statement:
      'Asking a port for packets makes the thread one of that port’s, and of no other’s: until it asks another port, ends, or the port is closed. By these threads the port counts how many run.',
    observable:
      'With a packet and an APC both there, an alertable GetQueuedCompletionStatusEx gives the packet to a thread of the port. Once that thread has asked another port, the APC comes first: FALSE and 192.',
    wine: 'Threads belong to no port; the packet comes first both times.',
    sources: [DEQUEUE, PORTS, wineTest('dlls/ntdll/tests/file.c', 'test_set_io_completion')],
    grade: 'documented',
    functions: ['GetQueuedCompletionStatus', 'GetQueuedCompletionStatusEx'],
    structs: [],
    related: ['EX-8', 'SCHED-7'],
    program: {
      windows: {
        prints: {
          'after a packet of this port': { returned: 1, error: 'untouched', 'the APC ran': false },
          'after a packet of another port': { returned: 0, error: 192, 'the APC ran': true },
        },
      },
      wine: {
        prints: {
          'after a packet of this port': { returned: 1, error: 'untouched', 'the APC ran': false },
          'after a packet of another port': {
            returned: 1,
            error: 'untouched',
            'the APC ran': false,
          },
        },
      },
    },
  },
  {
    id: 'GQ-9',
    statement:
      'When the last handle of the port is closed, every thread that waits on it comes back at once, without a packet, and is told that its wait was abandoned.',
    observable:
      'GetQueuedCompletionStatus returns FALSE, and the last error is 735, ERROR_ABANDONED_WAIT_0. *lpOverlapped is NULL.',
    wine: 'Nobody is woken: a wait with a time-out ends with 258 when its time is over, an INFINITE one hangs.',
    sources: [DEQUEUE, wineTest('dlls/ntdll/tests/sync.c', 'test_completion_port_scheduling')],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatus', 'CloseHandle'],
    structs: [],
    related: ['EX-10', 'CLOSE-1', 'CLOSE-4'],
    program: {
      windows: { prints: { returned: 0, error: 735, overlapped: 'NULL' } },
      wine: { prints: { returned: 0, error: 258, overlapped: 'NULL' } },
    },
  },
  {
    id: 'GQ-10',
    statement:
      'Packets leave in the order in which they were queued, and each of them once. In which order operations complete, and so queue them, is another matter; and with several threads, so is the order in which they are dealt with.',
    observable:
      'One thread dequeues posted packets in the order in which they were posted. After the last of them there is nothing: 258, WAIT_TIMEOUT.',
    wine: null,
    sources: [
      PORTS,
      page('fileio/getqueuedcompletionstatusex-func'),
      wineTest('dlls/kernel32/tests/file.c', 'test_post_completion'),
      wineTest('dlls/ntdll/tests/file.c', 'test_set_io_completion'),
    ],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatus', 'PostQueuedCompletionStatus'],
    structs: [],
    related: ['POST-5', 'EX-1', 'SCHED-1'],
    program: {
      windows: {
        prints: { posted: [5, 3, 1, 4, 2], dequeued: [5, 3, 1, 4, 2], 'after them': 258 },
      },
    },
  },
];
