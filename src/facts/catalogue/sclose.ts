import { oneOf } from '../expect.ts';
import type { Expected, Fact } from '../schema.ts';
import { asio, issue, page, wineTest } from '../sources.ts';

const CLOSESOCKET = page('api/winsock/nf-winsock-closesocket');
const SOCK = 'dlls/ws2_32/tests/sock.c';

/** What has been seen or promised as the end of a receive whose TCP socket is closed, the tested one first. */
const closed = oneOf(
  { error: 1236, status: '0xC0000241' },
  { error: 64, status: oneOf('0xC000013B', '0xC000020D') },
  { error: 995, status: '0xC0000120' },
);
const handlesClosed = { error: 676, status: '0x8000000A' };

const failed = { returned: 0, bytes: 0, key: 7, overlapped: 'read' };
const ofTheListener = (error: number): Expected => ({
  returned: 0,
  error,
  bytes: 0,
  key: 125,
  overlapped: 'accepting',
});

export const sclose: readonly Fact[] = [
  {
    id: 'SCLOSE-1',
    statement:
      'Closing a socket with closesocket ends its pending operations; each still brings its packet, with an error. On a connected TCP socket that is 1236 by test, 995 by the documentation, 64 by a report.',
    observable:
      'GetQueuedCompletionStatus returns FALSE with 0 bytes, the key and the OVERLAPPED; the last error is 1236 and Internal 0xC0000241, though 64 and 995 have to be expected as well.',
    wine: 'The error is 676, ERROR_HANDLES_CLOSED, and Internal is 0x8000000A.',
    sources: [
      wineTest(SOCK, 'iocp_async_read_closesocket', 'iocp_async_read_thread_closesocket'),
      CLOSESOCKET,
      issue('cppalliance/corosio', 98),
    ],
    grade: 'tested on Windows',
    functions: ['closesocket', 'WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['SCLOSE-2', 'OV-9'],
    program: {
      windows: { prints: { packet: failed, reason: closed } },
      wine: { prints: { packet: failed, reason: handlesClosed } },
    },
  },
  {
    id: 'SCLOSE-2',
    statement:
      'The error of a packet does not say who ended the operation: 64 is also what a reset by the peer gives. Keep a flag of your own, or cancel first, dequeue the 995, and only then close.',
    observable:
      'The cancelled receive’s packet has error 995; then closesocket returns 0, and nothing more comes.',
    wine: null,
    sources: [
      issue('cppalliance/corosio', 98),
      issue('cppalliance/corosio', 304),
      asio('include/asio/detail/impl/socket_ops.ipp', 'complete_iocp_recv'),
    ],
    grade: 'inferred',
    functions: ['CancelIoEx', 'closesocket'],
    structs: [],
    related: ['CANC-1', 'RECV-6'],
    program: {
      windows: {
        prints: {
          'the packet of the cancelled receive': { returned: 0, error: 995, overlapped: 'read' },
          'closesocket returned': 0,
          'the port after it': { error: 258, overlapped: 'NULL' },
        },
      },
    },
  },
  {
    id: 'SCLOSE-3',
    statement:
      'Closing a listening socket ends its pending AcceptEx, and here the error is the documented one. The packet carries the listener’s key.',
    observable:
      'GetQueuedCompletionStatus returns FALSE, 995, with 0 bytes and the key of the listener; Internal is 0xC0000120.',
    wine: null,
    sources: [wineTest(SOCK, 'test_completion_port'), CLOSESOCKET],
    grade: 'tested on Windows',
    functions: ['closesocket', 'AcceptEx'],
    structs: ['OVERLAPPED'],
    related: ['SCLOSE-1'],
    program: {
      windows: {
        prints: {
          AcceptEx: { returned: 0, error: 997 },
          packet: ofTheListener(995),
          status: '0xC0000120',
        },
      },
    },
  },
  {
    id: 'SCLOSE-4',
    statement:
      'Packets of a socket may come after closesocket has returned, when its number may already belong to a new socket. Know an operation by its OVERLAPPED, never by the number of the socket.',
    observable:
      'After closesocket, and after a new socket was associated with key 8, the packet of the old receive carries the old key and its own OVERLAPPED.',
    wine: null,
    sources: [CLOSESOCKET, issue('brazilofmux/tinymux', 1832)],
    grade: 'documented',
    functions: ['closesocket', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['SCLOSE-1', 'PORT-9'],
    program: {
      windows: {
        prints: {
          'closesocket returned': 0,
          packet: { returned: 0, key: 7, overlapped: 'read of the first socket' },
        },
      },
    },
  },
  {
    id: 'SCLOSE-5',
    statement:
      'CloseHandle on a socket ends its operations just as closesocket does, but behind Winsock’s back: ws2_32 goes on counting the number among its sockets. Use closesocket.',
    observable: 'CloseHandle returns TRUE, and the packet that comes is the one of SCLOSE-1.',
    wine: 'The error is 676, as in SCLOSE-1.',
    sources: [wineTest(SOCK, 'iocp_async_read_closesocket', 'START_TEST')],
    grade: 'tested on Windows',
    functions: ['CloseHandle', 'closesocket'],
    structs: ['OVERLAPPED'],
    related: ['SCLOSE-1'],
    program: {
      windows: { prints: { 'CloseHandle returned': 1, packet: failed, reason: closed } },
      wine: { prints: { 'CloseHandle returned': 1, packet: failed, reason: handlesClosed } },
    },
  },
  {
    id: 'SCLOSE-6',
    statement:
      'While the process has another descriptor of the same socket, closing one ends nothing; the operations end with the last. A duplicate in another process saves nothing that was to bring a packet and has no event.',
    observable:
      'After the first closesocket the port times out, 258; after the second the packet comes with 995 and the key of the association, which the descriptors share.',
    wine: null,
    sources: [
      wineTest(SOCK, 'test_completion_port'),
      wineTest('dlls/ws2_32/tests/afd.c', 'test_async_cancel_on_handle_close'),
      page('api/winsock2/nf-winsock2-wsaduplicatesocketw'),
    ],
    grade: 'tested on Windows',
    functions: ['WSADuplicateSocketW', 'closesocket', 'AcceptEx'],
    structs: [],
    related: ['SCLOSE-3', 'PORT-5'],
    program: {
      windows: {
        prints: {
          'one of two closed': { error: 258, overlapped: 'NULL' },
          'both closed': { error: 995, overlapped: 'accepting', key: 125 },
        },
      },
    },
  },
  {
    id: 'SCLOSE-7',
    statement:
      'Closing a UDP socket ends a pending receive with the documented error, where TCP has another.',
    observable:
      'GetQueuedCompletionStatus returns FALSE, 995, with 0 bytes; Internal is 0xC0000120.',
    wine: 'The error is 676 and Internal 0x8000000A, as for TCP.',
    sources: [wineTest('dlls/ws2_32/tests/afd.c', 'test_recv'), CLOSESOCKET],
    grade: 'tested on Windows',
    functions: ['closesocket', 'WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['SCLOSE-1'],
    program: {
      windows: { prints: { packet: { ...failed, error: 995 }, status: '0xC0000120' } },
      wine: { prints: { packet: { ...failed, error: 676 }, status: '0x8000000A' } },
    },
  },
  {
    id: 'SCLOSE-8',
    statement:
      'Closing a TCP socket while a receive is pending on it can reset the connection instead of ending it: the peer then sees an error where it should see the end. Cancel and dequeue first.',
    observable:
      'The peer’s recv returns 0 bytes or fails with 10054 if the receive was still pending, and returns 0 bytes if it was cancelled first.',
    wine: 'The connection ends in order in both cases.',
    sources: [issue('libuv/libuv', 3034), issue('libuv/libuv', 3036), issue('toitlang/toit', 3221)],
    grade: 'inferred',
    functions: ['closesocket', 'recv'],
    structs: [],
    related: ['SCLOSE-2', 'RECV-5', 'RECV-6'],
    program: {
      windows: {
        prints: {
          'with a receive pending': oneOf('error 10054', '0 bytes'),
          'cancelled and dequeued first': '0 bytes',
        },
      },
      wine: {
        prints: {
          'with a receive pending': '0 bytes',
          'cancelled and dequeued first': '0 bytes',
        },
      },
    },
  },
];
