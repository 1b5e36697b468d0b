import { oneOf } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { issue, measured, page, wineTest } from '../sources.ts';

const SOCKET_TESTS = 'dlls/ws2_32/tests/sock.c';
const ACCEPT = page('api/mswsock/nf-mswsock-acceptex');
const CONNECT = page('api/mswsock/nc-mswsock-lpfn_connectex');
const OPTIONS = page('winsock/sol-socket-socket-options');

const pends = { returned: 0, error: 997 };
const refused = { returned: 0, error: 10022, status: '0x00000103' };
const started = { returned: 0, error: 997, status: '0x00000103' };
const works = { getpeername: 'works', shutdown: 'works' };
const unknown = { getpeername: 10057, shutdown: 10057 };

const packet = (overlapped: string, key: number, bytes = 0) => ({
  returned: 1,
  error: 'untouched',
  bytes,
  key,
  overlapped,
});

const accepted = { returned: 1, error: 'untouched', status: '0x00000000' };
const tooSmall = { returned: 0, error: 122, status: '0xC0000023' };

export const conn: readonly Fact[] = [
  {
    id: 'CONN-1',
    statement:
      'AcceptEx, ConnectEx and DisconnectEx are fetched from the socket itself: WSAIoctl with SIO_GET_EXTENSION_FUNCTION_POINTER, 0xC8000006, takes the function’s GUID and gives its address. The provider of the socket answers, so another provider may give another function.',
    observable: 'WSAIoctl returns 0, and 8 bytes have been written: an address.',
    wine: null,
    sources: [ACCEPT, CONNECT, wineTest(SOCKET_TESTS, 'test_connect', 'test_AcceptEx')],
    grade: 'tested on Windows',
    functions: ['WSAIoctl', 'AcceptEx', 'ConnectEx', 'DisconnectEx'],
    structs: ['GUID'],
    related: ['FFI-5'],
    program: { windows: { prints: { returned: 0, bytes: 8, 'a function': true } } },
  },
  {
    id: 'CONN-2',
    statement:
      'The packet of an accept carries the key of the socket that listens, not of the one that is accepted. Asked for no data, AcceptEx pends until somebody connects and then completes with 0 bytes.',
    observable:
      'AcceptEx returns FALSE with error 997; after a connect there is a packet with the listener’s key and 0 bytes.',
    wine: null,
    sources: [ACCEPT, wineTest(SOCKET_TESTS, 'test_completion_port', 'test_AcceptEx')],
    grade: 'tested on Windows',
    functions: ['AcceptEx', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['PORT-7', 'PORT-9', 'SCLOSE-3'],
    program: { windows: { prints: { call: pends, packet: packet('accept', 7) } } },
  },
  {
    id: 'CONN-3',
    statement:
      'AcceptEx needs room for two addresses, each 16 bytes longer than the address itself: 32 for IPv4. A local length that is too small is noticed only when somebody connects, and then the accept fails; of length 0 it simply leaves the local address out. A remote length of 0 is refused at once.',
    observable:
      'A local length of 3 or 20 gives error 997, then a failed packet with error 122 and Internal 0xC0000023; 0 gives a successful packet. A remote length of 0 gives error 10014 and no packet.',
    wine: 'A local length of 20, which would hold the bare address, is enough.',
    sources: [ACCEPT, wineTest(SOCKET_TESTS, 'test_AcceptEx')],
    grade: 'tested on Windows',
    functions: ['AcceptEx'],
    structs: ['OVERLAPPED', 'SOCKADDR_IN'],
    related: [],
    program: {
      windows: {
        prints: {
          'local 32, remote 32': { error: 997, packet: accepted },
          'local 0': { error: 997, packet: accepted },
          'local 3': { error: 997, packet: tooSmall },
          'local 20': { error: 997, packet: tooSmall },
          'remote 0': { error: 10014 },
        },
      },
      wine: {
        prints: {
          'local 32, remote 32': { error: 997, packet: accepted },
          'local 0': { error: 997, packet: accepted },
          'local 3': { error: 997, packet: tooSmall },
          'local 20': { error: 997, packet: accepted },
          'remote 0': { error: 10014 },
        },
      },
    },
  },
  {
    id: 'CONN-4',
    statement:
      'AcceptEx wants a socket that listens already, and a second one that is fresh: neither bound nor connected. Anything else fails at once, and no packet comes.',
    observable:
      'AcceptEx returns FALSE with error 10022, and Internal says 0x103 nevertheless (OV-8).',
    wine: 'It does not look: the accept starts, with error 997.',
    sources: [ACCEPT, wineTest(SOCKET_TESTS, 'test_AcceptEx')],
    grade: 'tested on Windows',
    functions: ['AcceptEx'],
    structs: ['OVERLAPPED'],
    related: ['OV-8'],
    program: {
      windows: {
        prints: {
          'nobody listens': refused,
          'into a bound socket': refused,
          'into a connected socket': refused,
        },
      },
      wine: {
        prints: {
          'nobody listens': started,
          'into a bound socket': started,
          'into a connected socket': started,
        },
      },
    },
  },
  {
    id: 'CONN-5',
    statement:
      'A connection that waits in the backlog is taken at once. AcceptEx may then return TRUE or say that it pends; one packet comes either way.',
    observable:
      'The call returns TRUE, or FALSE with error 997. One packet with the listener’s key follows, and no second one.',
    wine: null,
    sources: [ACCEPT, measured('Wine 8.0')],
    grade: 'inferred',
    functions: ['AcceptEx'],
    structs: ['OVERLAPPED'],
    related: ['SKIP-3', 'RECV-3'],
    program: {
      windows: {
        prints: {
          call: oneOf(pends, { returned: 1, error: oneOf(0, 'untouched') }),
          packet: packet('accept', 7),
          'another packet': 258,
        },
      },
    },
  },
  {
    id: 'CONN-6',
    statement:
      'A socket that AcceptEx has filled can send and receive, but does not know that it is connected. Only setsockopt with SO_UPDATE_ACCEPT_CONTEXT, whose value is the socket that listens, makes getpeername, getsockname and shutdown work.',
    observable: 'Before it getpeername and shutdown fail with error 10057; after it they work.',
    wine: 'They work before it as well.',
    sources: [
      ACCEPT,
      OPTIONS,
      wineTest(SOCKET_TESTS, 'test_AcceptEx'),
      issue('nanomsg/nng', 1604),
      issue('microsoft/WSL', 40505),
    ],
    grade: 'documented',
    functions: ['AcceptEx', 'setsockopt', 'getpeername', 'shutdown'],
    structs: [],
    related: ['CONN-9', 'PORT-7'],
    program: {
      windows: {
        prints: { before: unknown, SO_UPDATE_ACCEPT_CONTEXT: 'works', after: works },
      },
      wine: { prints: { before: works, SO_UPDATE_ACCEPT_CONTEXT: 'works', after: works } },
    },
  },
  {
    id: 'CONN-7',
    statement:
      'Unlike connect, ConnectEx does not choose a local address: the socket has to be bound before.',
    observable:
      'On a socket that is not bound it returns FALSE with error 10022; on a bound one it starts, with error 997.',
    wine: null,
    sources: [CONNECT, wineTest(SOCKET_TESTS, 'test_connect')],
    grade: 'tested on Windows',
    functions: ['ConnectEx', 'bind'],
    structs: ['OVERLAPPED', 'SOCKADDR_IN'],
    related: ['RECV-4'],
    program: { windows: { prints: { unbound: { returned: 0, error: 10022 }, bound: pends } } },
  },
  {
    id: 'CONN-8',
    statement:
      'ConnectEx pends and brings its packet when the connection is made. It may send data along; the packet’s byte count is that of the data, 0 without any.',
    observable:
      'ConnectEx returns FALSE with error 997; the packet has 0 bytes, or as many as were given.',
    wine: null,
    sources: [CONNECT, wineTest(SOCKET_TESTS, 'test_connect_completion_port')],
    grade: 'tested on Windows',
    functions: ['ConnectEx', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED', 'SOCKADDR_IN'],
    related: ['EVT-1', 'SKIP-2'],
    program: {
      windows: {
        prints: {
          'without data': { call: pends, packet: packet('connect', 7) },
          'with 5 bytes': { call: pends, packet: packet('connect', 8, 5) },
        },
      },
    },
  },
  {
    id: 'CONN-9',
    statement:
      'A socket connected by ConnectEx needs SO_UPDATE_CONNECT_CONTEXT, an option without a value, before getpeername and shutdown work on it.',
    observable: 'Before it getpeername and shutdown fail with error 10057; after it they work.',
    wine: 'They work before it as well.',
    sources: [CONNECT, OPTIONS],
    grade: 'documented',
    functions: ['ConnectEx', 'setsockopt', 'getpeername', 'shutdown'],
    structs: [],
    related: [],
    program: {
      windows: {
        prints: { before: unknown, SO_UPDATE_CONNECT_CONTEXT: 'works', after: works },
      },
      wine: { prints: { before: works, SO_UPDATE_CONNECT_CONTEXT: 'works', after: works } },
    },
  },
  {
    id: 'CONN-10',
    statement:
      'DisconnectEx with an OVERLAPPED pends and brings a packet. Because it pended, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS does not suppress the packet.',
    observable:
      'DisconnectEx returns FALSE with error 997; a packet with 0 bytes follows, on a handle that was told to skip as well.',
    wine: 'A handle that was told to skip gets no packet.',
    sources: [
      page('api/mswsock/nc-mswsock-lpfn_disconnectex'),
      wineTest(SOCKET_TESTS, 'test_shutdown_completion_port'),
    ],
    grade: 'tested on Windows',
    functions: ['DisconnectEx', 'SetFileCompletionNotificationModes'],
    structs: ['OVERLAPPED'],
    related: ['SKIP-2'],
    program: {
      windows: {
        prints: {
          'usual handle': { call: pends, packet: packet('disconnect', 7) },
          'handle told to skip': { call: pends, packet: packet('disconnect', 7) },
        },
      },
      wine: {
        prints: {
          'usual handle': { call: pends, packet: packet('disconnect', 7) },
          'handle told to skip': {
            call: pends,
            packet: {
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
  },
];
