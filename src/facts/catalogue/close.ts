import type { Fact } from '../schema.ts';
import { asio, page, reactos, wineCode, wineTest } from '../sources.ts';

const DEQUEUE = page('api/ioapiset/nf-ioapiset-getqueuedcompletionstatus');
const SCHEDULING = wineTest('dlls/ntdll/tests/sync.c', 'test_completion_port_scheduling');

const abandoned = { returned: 0, error: 735, overlapped: 'NULL' };
const timedOut = { returned: 0, error: 258, overlapped: 'NULL' };

export const close: readonly Fact[] = [
  {
    id: 'CLOSE-1',
    statement:
      'CloseHandle closes a port under the threads that wait at it, and ends all their waits with an error. Windows XP and Windows Server 2003 left them waiting.',
    observable:
      'CloseHandle returns TRUE. Every waiting thread’s GetQueuedCompletionStatus returns FALSE with *lpOverlapped NULL, and its last error is 735, ERROR_ABANDONED_WAIT_0.',
    wine: 'CloseHandle returns TRUE and wakes nobody: a wait with a time-out ends with 258 when its time is over, a wait without one never.',
    sources: [DEQUEUE, SCHEDULING],
    grade: 'tested on Windows',
    functions: ['CloseHandle', 'GetQueuedCompletionStatus', 'GetQueuedCompletionStatusEx'],
    structs: [],
    related: ['CLOSE-2', 'CLOSE-3', 'CLOSE-4'],
    program: {
      windows: {
        prints: {
          CloseHandle: 1,
          'how the waits ended': [abandoned, abandoned, abandoned],
        },
      },
      wine: {
        prints: { CloseHandle: 1, 'how the waits ended': [timedOut, timedOut, timedOut] },
      },
    },
  },
  {
    id: 'CLOSE-2',
    statement:
      'Threads that wait at a port are sent home by packets: one each, or one that every thread posts again before it ends. The port is closed when they have gone.',
    observable:
      'Three threads wait, three packets are posted, and each thread gets one. CloseHandle returns TRUE.',
    wine: null,
    sources: [
      page('fileio/i-o-completion-ports'),
      asio('include/asio/detail/impl/win_iocp_io_context.ipp', 'stop', 'do_one'),
    ],
    grade: 'documented',
    functions: ['PostQueuedCompletionStatus', 'GetQueuedCompletionStatus', 'CloseHandle'],
    structs: [],
    related: [],
    program: {
      windows: { prints: { 'workers that got the packet': 3, CloseHandle: 1 } },
    },
  },
  {
    id: 'CLOSE-3',
    statement:
      'Packets that are still queued are lost when the port is closed. Operations that have started go on, and still write into the memory they were lent.',
    observable:
      'A receive that was pending when the port was closed ends when data arrives: its event is set, and the data is in its buffer. The closed handle answers 6, ERROR_INVALID_HANDLE, and with it the queued packet is out of reach.',
    wine: null,
    sources: [
      reactos('ntoskrnl/io/iomgr/iocomp.c', 'IopDeleteIoCompletion'),
      page('fileio/createiocompletionport'),
    ],
    grade: 'inferred',
    functions: ['CloseHandle', 'WSARecv', 'GetQueuedCompletionStatus', 'WaitForSingleObject'],
    structs: ['OVERLAPPED', 'WSABUF'],
    related: ['OV-9'],
    program: {
      windows: {
        prints: {
          'the port that had a packet': { returned: 0, error: 6 },
          'the wait for the receive': 0,
          'the data': 'hello',
        },
      },
    },
  },
  {
    id: 'CLOSE-4',
    statement:
      'The errors 735 and 258 of a dequeue are not what RtlNtStatusToDosError makes of its statuses: STATUS_ABANDONED_WAIT_0 becomes 128 and STATUS_TIMEOUT 1460 there. The dequeuing functions report these two, and STATUS_USER_APC, by numbers of their own.',
    observable:
      'RtlNtStatusToDosError gives 128 for 0x80 and 1460 for 0x102. GetQueuedCompletionStatus gives 735 when the port is closed and 258 after a time-out.',
    wine: 'The table is the same. A wait that loses its port ends with 258, when its time is over.',
    sources: [
      wineTest('dlls/ntdll/tests/error.c', 'run_error_tests'),
      SCHEDULING,
      wineTest('dlls/kernel32/tests/file.c', 'test_post_completion'),
      wineCode('dlls/kernelbase/sync.c', 'GetQueuedCompletionStatus'),
    ],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatus', 'RtlNtStatusToDosError'],
    structs: [],
    related: ['GQ-1', 'EX-7'],
    program: {
      windows: {
        prints: {
          'by the table': { STATUS_TIMEOUT: 1460, STATUS_ABANDONED_WAIT_0: 128 },
          'by GetQueuedCompletionStatus': { 'after a time-out': 258, 'port closed': 735 },
        },
      },
      wine: {
        prints: {
          'by the table': { STATUS_TIMEOUT: 1460, STATUS_ABANDONED_WAIT_0: 128 },
          'by GetQueuedCompletionStatus': { 'after a time-out': 258, 'port closed': 258 },
        },
      },
    },
  },
];
