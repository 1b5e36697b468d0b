import type { Fact } from '../schema.ts';
import { libuv, page, wineTest } from '../sources.ts';

const SOCK = 'dlls/ws2_32/tests/sock.c';
const RESULT = page('api/ioapiset/nf-ioapiset-getoverlappedresult');

export const res: readonly Fact[] = [
  {
    id: 'RES-1',
    statement:
      'The same failed operation has two numbers. The Win32 functions translate the NTSTATUS in Internal with RtlNtStatusToDosError, WSAGetOverlappedResult with a table of Winsock’s own.',
    observable:
      'After a reset by the peer Internal is 0xC000020D: GetQueuedCompletionStatus and GetOverlappedResult say 64, ERROR_NETNAME_DELETED, and WSAGetOverlappedResult says 10054, WSAECONNRESET.',
    wine: null,
    sources: [
      wineTest(SOCK, 'test_tcp_reset', 'test_completion_port'),
      wineTest(SOCK, 'test_WSAGetOverlappedResult', 'map_status'),
    ],
    grade: 'tested on Windows',
    functions: ['GetOverlappedResult', 'WSAGetOverlappedResult', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['GQ-4', 'RECV-6', 'NUM-1', 'NUM-2'],
    program: {
      windows: {
        prints: {
          status: '0xC000020D',
          GetQueuedCompletionStatus: 64,
          GetOverlappedResult: 64,
          WSAGetOverlappedResult: 10054,
        },
      },
    },
  },
  {
    id: 'RES-2',
    statement:
      'FALSE from GetOverlappedResult or WSAGetOverlappedResult is the report that the operation failed, not a failure to report. GetOverlappedResult stores the byte count all the same.',
    observable:
      'After a failed receive both return FALSE with the operation’s error; the byte count of GetOverlappedResult is 0.',
    wine: null,
    sources: [
      wineTest(SOCK, 'test_tcp_reset', 'test_connect_completion_port'),
      wineTest(SOCK, 'test_WSAGetOverlappedResult'),
      RESULT,
    ],
    grade: 'tested on Windows',
    functions: ['GetOverlappedResult', 'WSAGetOverlappedResult'],
    structs: ['OVERLAPPED'],
    related: ['RES-1', 'GQ-2'],
    program: {
      windows: {
        prints: {
          GetOverlappedResult: { returned: 0, error: 64, bytes: 0 },
          WSAGetOverlappedResult: { returned: 0, error: 10054 },
        },
      },
    },
  },
  {
    id: 'RES-3',
    statement:
      'Asking for the result takes nothing out of the port: the packet is still there. With bWait the call waits for hEvent; where there is none it waits for the handle itself, which tells nothing as soon as two operations are under way.',
    observable:
      'GetOverlappedResult with bWait TRUE and an event returns TRUE with the bytes; then GetQueuedCompletionStatus returns the packet of the same operation.',
    wine: null,
    sources: [RESULT, wineTest('dlls/ntdll/tests/file.c', 'test_file_completion_information')],
    grade: 'tested on Windows',
    functions: ['GetOverlappedResult', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['EVT-1', 'OV-7'],
    program: {
      windows: {
        prints: {
          GetOverlappedResult: { returned: 1, bytes: 5 },
          'the packet after it': { returned: 1, bytes: 5, overlapped: 'read' },
        },
      },
    },
  },
  {
    id: 'RES-4',
    statement:
      'Cancelled is 995 in both families of numbers. Libraries that translate for themselves may say otherwise: libuv’s table makes WSAEINTR of it.',
    observable:
      'After a cancel GetQueuedCompletionStatus, GetOverlappedResult and WSAGetOverlappedResult all say 995.',
    wine: null,
    sources: [
      wineTest('dlls/ntdll/tests/error.c', 'run_error_tests'),
      wineTest(SOCK, 'test_WSAGetOverlappedResult', 'map_status'),
      libuv('src/win/winsock.c', 'uv_ntstatus_to_winsock_error'),
    ],
    grade: 'tested on Windows',
    functions: ['GetOverlappedResult', 'WSAGetOverlappedResult', 'CancelIoEx'],
    structs: ['OVERLAPPED'],
    related: ['NUM-5'],
    program: {
      windows: {
        prints: {
          status: '0xC0000120',
          GetQueuedCompletionStatus: 995,
          GetOverlappedResult: 995,
          WSAGetOverlappedResult: 995,
        },
      },
    },
  },
];
