import { between } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { driverPage, header, page, reactos, wineCode, wineTest } from '../sources.ts';

const SOCK = 'dlls/ws2_32/tests/sock.c';
const WINSOCK_TABLE = wineTest(SOCK, 'test_WSAGetOverlappedResult', 'map_status');
const WIN32_TABLE = wineTest('dlls/ntdll/tests/error.c', 'run_error_tests');
const WINSOCK_ERRORS = page('winsock/windows-sockets-error-codes-2');

const both = (number: number) => ({ Winsock: number, Win32: number });

export const num: readonly Fact[] = [
  {
    id: 'NUM-1',
    statement:
      'The kernel speaks NTSTATUS, the Win32 functions speak numbers of their own, and RtlNtStatusToDosError goes from the one to the other. Several statuses share a number, so there is no way back.',
    observable:
      'The number of each status that this book meets: 64 for three ways in which a connection is lost, 6 for two ways in which a handle is wrong.',
    wine: null,
    sources: [WIN32_TABLE, page('api/winternl/nf-winternl-rtlntstatustodoserror')],
    grade: 'tested on Windows',
    functions: ['RtlNtStatusToDosError', 'GetLastError'],
    structs: [],
    related: ['GQ-4'],
    program: {
      windows: {
        prints: {
          '0x00000000': 0,
          '0x00000103': 997,
          '0x80000005': 234,
          '0x8000000A': 676,
          '0xC0000005': 998,
          '0xC0000008': 6,
          '0xC000000D': 87,
          '0xC0000011': 38,
          '0xC0000023': 122,
          '0xC0000024': 6,
          '0xC00000A3': 21,
          '0xC00000B0': 233,
          '0xC00000B1': 232,
          '0xC0000120': 995,
          '0xC000013B': 64,
          '0xC000013C': 64,
          '0xC0000140': 59,
          '0xC000014B': 109,
          '0xC000020D': 64,
          '0xC0000225': 1168,
          '0xC0000236': 1225,
          '0xC000023F': 1234,
          '0xC0000241': 1236,
        },
      },
    },
  },
  {
    id: 'NUM-2',
    statement:
      'Winsock translates the same statuses with a table of its own, to numbers above 10000. Where Win32 has 64 for a lost connection, Winsock tells who was the one to go.',
    observable:
      'An OVERLAPPED that holds nothing but a status: GetOverlappedResult and WSAGetOverlappedResult read it, return FALSE, and leave each its own number as the last error.',
    wine: null,
    sources: [WINSOCK_TABLE],
    grade: 'tested on Windows',
    functions: ['WSAGetOverlappedResult', 'GetOverlappedResult', 'WSAGetLastError'],
    structs: ['OVERLAPPED'],
    related: ['NUM-1', 'NUM-3'],
    program: {
      windows: {
        prints: {
          '0x00000103': { win32: 996, winsock: 996 },
          '0x80000005': { win32: 234, winsock: 10040 },
          '0xC0000005': { win32: 998, winsock: 10014 },
          '0xC0000008': { win32: 6, winsock: 10038 },
          '0xC0000023': { win32: 122, winsock: 10014 },
          '0xC0000024': { win32: 6, winsock: 10038 },
          '0xC00000A3': { win32: 21, winsock: 10035 },
          '0xC00000B0': { win32: 233, winsock: 10058 },
          '0xC0000120': { win32: 995, winsock: 995 },
          '0xC000013B': { win32: 64, winsock: 10053 },
          '0xC000013C': { win32: 64, winsock: 10054 },
          '0xC0000140': { win32: 59, winsock: 10057 },
          '0xC000020D': { win32: 64, winsock: 10054 },
          '0xC0000236': { win32: 1225, winsock: 10061 },
          '0xC000023F': { win32: 1234, winsock: 10054 },
          '0xC0000241': { win32: 1236, winsock: 10053 },
        },
      },
    },
  },
  {
    id: 'NUM-3',
    statement:
      'A warning or an error that Winsock’s table does not know becomes 10022, WSAEINVAL, whatever it was. That number may mean an invalid argument, or only that nobody thought of the status.',
    observable:
      'WSAGetOverlappedResult says 10022 for STATUS_END_OF_FILE, STATUS_PIPE_BROKEN, STATUS_NOT_FOUND and others to which Win32 gives six different numbers.',
    wine: null,
    sources: [WINSOCK_TABLE],
    grade: 'tested on Windows',
    functions: ['WSAGetOverlappedResult', 'RtlNtStatusToDosError'],
    structs: ['OVERLAPPED'],
    related: [],
    program: {
      windows: {
        prints: {
          '0x8000000A': { win32: 676, winsock: 10022 },
          '0xC000000D': { win32: 87, winsock: 10022 },
          '0xC0000011': { win32: 38, winsock: 10022 },
          '0xC00000B1': { win32: 232, winsock: 10022 },
          '0xC000014B': { win32: 109, winsock: 10022 },
          '0xC0000225': { win32: 1168, winsock: 10022 },
        },
      },
    },
  },
  {
    id: 'NUM-4',
    statement:
      'Three numbers of the dequeuing functions come from no table: 258 for a time-out, 192 for an APC, 735 for a port that was closed. Looked up, the statuses behind them would be other numbers.',
    observable:
      'The last errors are 258, 192 and 735; RtlNtStatusToDosError has 1460, 737 and 128 for STATUS_TIMEOUT, STATUS_USER_APC and STATUS_ABANDONED_WAIT_0.',
    wine: 'Nobody is told that the port was closed: the wait ends with its time-out, 258.',
    sources: [
      wineTest('dlls/kernel32/tests/file.c', 'test_post_completion'),
      wineTest('dlls/ntdll/tests/sync.c', 'test_completion_port_scheduling_thread'),
      WIN32_TABLE,
      wineCode('dlls/kernelbase/sync.c', 'GetQueuedCompletionStatusEx'),
      reactos('sdk/lib/rtl/error.c', 'table_00000102'),
    ],
    grade: 'tested on Windows',
    functions: [
      'GetQueuedCompletionStatus',
      'GetQueuedCompletionStatusEx',
      'RtlNtStatusToDosError',
    ],
    structs: [],
    related: ['CLOSE-4', 'GQ-1', 'GQ-9', 'EX-7'],
    program: {
      windows: {
        prints: {
          STATUS_TIMEOUT: { dequeuing: 258, table: 1460 },
          STATUS_USER_APC: { dequeuing: 192, table: 737 },
          STATUS_ABANDONED_WAIT_0: { dequeuing: 735, table: 128 },
        },
      },
      wine: {
        prints: {
          STATUS_TIMEOUT: { dequeuing: 258, table: 1460 },
          STATUS_USER_APC: { dequeuing: 192, table: 737 },
          STATUS_ABANDONED_WAIT_0: { dequeuing: 258, table: 128 },
        },
      },
    },
  },
  {
    id: 'NUM-5',
    statement:
      'Winsock’s errors that begin with WSA_ are Win32 numbers under another name: pending is 997, incomplete 996, aborted 995, and 6, 8 and 87 stand for a wrong handle, too little memory and a wrong parameter. Those that begin with WSAE are Winsock’s own.',
    observable:
      'Functions of both families leave the same number: 997 after a start, 996 when asked too early, 995 after a cancel, 6 for a handle that is none.',
    wine: null,
    sources: [header('winsock2.h'), WINSOCK_ERRORS],
    grade: 'documented',
    functions: [
      'WSAGetLastError',
      'GetLastError',
      'WSAGetOverlappedResult',
      'GetOverlappedResult',
      'WSASetEvent',
    ],
    structs: ['OVERLAPPED'],
    related: ['NUM-2'],
    program: {
      windows: {
        prints: {
          WSA_IO_PENDING: both(997),
          WSA_IO_INCOMPLETE: both(996),
          WSA_OPERATION_ABORTED: both(995),
          WSA_INVALID_HANDLE: both(6),
        },
      },
    },
  },
  {
    id: 'NUM-6',
    statement:
      'The two top bits of an NTSTATUS are its severity: 0 success, 1 informational, 2 warning, 3 error. Warnings and errors count as failed; yet of what ends at once only an error brings no packet.',
    observable:
      'WSAGetOverlappedResult returns TRUE for severities 0 and 1, FALSE for 2 and 3. A send that succeeds and a message cut short bring their packets, a refused receive does not.',
    wine: null,
    sources: [
      WINSOCK_TABLE,
      wineTest('dlls/ntdll/tests/pipe.c', 'test_completion'),
      driverPage('kernel/using-ntstatus-values'),
      reactos('ntoskrnl/io/iomgr/irp.c', 'IopCompleteRequest'),
    ],
    grade: 'tested on Windows',
    functions: ['WSAGetOverlappedResult', 'WSASend', 'ReadFile', 'WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['GQ-6', 'RECV-4', 'FILE-4', 'SKIP-6'],
    program: {
      windows: {
        prints: {
          success: { status: '0x00000000', severity: 0, returned: 1, packet: 'send' },
          informational: { status: '0x40000000', severity: 1, returned: 1 },
          warning: { status: '0x80000005', severity: 2, returned: 0, packet: 'read' },
          error: { status: '0xC0000140', severity: 3, returned: 0, packet: 'NULL' },
        },
      },
    },
  },
  {
    id: 'NUM-7',
    statement:
      'Winsock’s extension functions are named by GUID and asked for with the code 0xC8000006. Three numbers of socket options go with them: SO_UPDATE_ACCEPT_CONTEXT 0x700B, SO_CONNECT_TIME 0x700C, SO_UPDATE_CONNECT_CONTEXT 0x7010.',
    observable:
      'WSAIoctl stores an address of 8 bytes for a GUID that it knows and fails with 10022 for another. SO_CONNECT_TIME counts seconds, and is 0xFFFFFFFF on a socket that is not connected.',
    wine: null,
    sources: [
      wineTest(SOCK, 'test_get_extension_func', 'test_connect_time'),
      page('api/mswsock/nf-mswsock-acceptex'),
      header('mswsock.h'),
    ],
    grade: 'tested on Windows',
    functions: [
      'WSAIoctl',
      'AcceptEx',
      'GetAcceptExSockaddrs',
      'ConnectEx',
      'DisconnectEx',
      'getsockopt',
    ],
    structs: ['GUID'],
    related: ['CONN-1', 'CONN-6', 'CONN-9'],
    program: {
      windows: {
        prints: {
          AcceptEx: '8 bytes, a function',
          GetAcceptExSockaddrs: '8 bytes, a function',
          ConnectEx: '8 bytes, a function',
          DisconnectEx: '8 bytes, a function',
          'a GUID of nobody’s': 'error 10022',
          'SO_CONNECT_TIME, connected': between(0, 60),
          'SO_CONNECT_TIME, not connected': 0xffff_ffff,
        },
      },
    },
  },
];
