import { oneOf } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { issue, libuv, measured, page, reactos, wineTest } from '../sources.ts';

const SOCKETS = 'dlls/ws2_32/tests/sock.c';
const AFD = 'dlls/ws2_32/tests/afd.c';
const WSARECV = page('api/winsock2/nf-winsock2-wsarecv');

const pending = { returned: -1, error: 997 };
const nothing = {
  returned: 0,
  error: 258,
  bytes: 'untouched',
  key: 'untouched',
  overlapped: 'NULL',
};
const success = (bytes: number, overlapped = 'read') => ({
  returned: 1,
  error: 'untouched',
  bytes,
  key: 7,
  overlapped,
});
const failure = (error: number, bytes: number) => ({
  returned: 0,
  error,
  bytes,
  key: 7,
  overlapped: 'read',
});

export const recv: readonly Fact[] = [
  {
    id: 'RECV-1',
    statement:
      'A receive that finds no data returns -1 with error 997, WSA_IO_PENDING, and that is no failure: it has started. The byte count and the flags are left alone, then and later.',
    observable:
      'WSARecv returns -1, the last error is 997, *lpNumberOfBytesRecvd and *lpFlags keep what they held, and Internal says 0x103.',
    wine: null,
    sources: [WSARECV, wineTest(SOCKETS, 'iocp_async_read', 'test_nonblocking_async_recv')],
    grade: 'tested on Windows',
    functions: ['WSARecv'],
    structs: ['OVERLAPPED', 'WSABUF'],
    related: ['RECV-3', 'RECV-4', 'OV-1', 'OV-10'],
    program: {
      windows: {
        prints: { ...pending, received: 'untouched', flags: 0, status: '0x00000103' },
      },
    },
  },
  {
    id: 'RECV-2',
    statement:
      'A pending receive completes with whatever arrives first, from 1 byte up to the length it lent. It does not wait until the buffer is full, unless it asked for that with MSG_WAITALL.',
    observable: 'With 512 bytes lent and 12 sent, the packet comes with 12 bytes.',
    wine: 'MSG_WAITALL is not heeded: such a receive, too, completes with what arrives first.',
    sources: [WSARECV, wineTest(SOCKETS, 'iocp_async_read'), wineTest(AFD, 'test_recv')],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['WSABUF'],
    related: ['RECV-1', 'RECV-5', 'RECV-17'],
    program: { windows: { prints: { room: 512, packet: success(12) } } },
  },
  {
    id: 'RECV-3',
    statement:
      'A receive that finds data usually returns 0 at once, and a packet is queued as well. It may also pend with the data already there: write for both, and let only the packet say that it is over.',
    observable:
      'WSARecv returns 0 and stores the byte count, or returns -1 with 997. In either case one packet comes, with the same byte count.',
    wine: null,
    sources: [wineTest(SOCKETS, 'test_completion_port', 'test_nonblocking_async_recv')],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['SKIP-3', 'SEND-1'],
    program: {
      windows: {
        prints: {
          call: oneOf({ returned: 0, received: 12 }, { returned: -1, received: 'untouched' }),
          packet: success(12),
        },
      },
    },
  },
  {
    id: 'RECV-4',
    statement:
      'A receive that fails at once, with an error other than 997, has not started and queues no packet. Error 10040 is the one that needs care.',
    observable:
      'On a socket that is not connected WSARecv returns -1 with error 10057, WSAENOTCONN, and nothing can be dequeued.',
    wine: null,
    sources: [WSARECV, wineTest(SOCKETS, 'test_completion_port')],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: [],
    related: ['RECV-16'],
    program: {
      windows: { prints: { call: { returned: -1, error: 10057 }, packet: nothing } },
    },
  },
  {
    id: 'RECV-5',
    statement:
      'The end of a stream is no error: when the peer closes in good order, a receive succeeds with 0 bytes, whether it was pending or starts afterwards.',
    observable:
      'GetQueuedCompletionStatus returns TRUE with 0 bytes, and Internal is 0; for every further receive again.',
    wine: null,
    sources: [WSARECV, wineTest(SOCKETS, 'test_completion_port'), wineTest(AFD, 'test_recv')],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus', 'closesocket'],
    structs: ['OVERLAPPED'],
    related: ['RECV-6', 'RECV-7', 'SCLOSE-1'],
    program: {
      windows: {
        prints: {
          'at the end': { ...success(0, 'started before the end'), status: '0x00000000' },
          'once more': success(0, 'started after the end'),
        },
      },
    },
  },
  {
    id: 'RECV-6',
    statement:
      'When the peer resets the connection, a pending receive fails with 0 bytes. Its NTSTATUS is STATUS_CONNECTION_RESET, but the port’s error for that is 64, ERROR_NETNAME_DELETED, not Winsock’s 10054.',
    observable:
      'GetQueuedCompletionStatus returns FALSE with error 64, the key, the OVERLAPPED and 0 bytes; Internal is 0xC000020D.',
    wine: null,
    sources: [wineTest(SOCKETS, 'test_completion_port', 'test_tcp_reset')],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['SCLOSE-1'],
    program: { windows: { prints: { packet: failure(64, 0), status: '0xC000020D' } } },
  },
  {
    id: 'RECV-7',
    statement:
      'A receive of length 0 completes when data arrives, with 0 bytes, and takes nothing: it lends no buffer and only asks to be told. For such a receive 0 bytes do not mean the end.',
    observable:
      'One WSABUF of length 0 on an idle stream pends with 997. After 5 bytes are sent its packet comes with 0 bytes, and an ordinary receive then finds all 5.',
    wine: null,
    sources: [wineTest(SOCKETS, 'test_empty_recv'), libuv('src/win/tcp.c', 'uv__tcp_queue_read')],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus', 'recv'],
    structs: ['WSABUF'],
    related: ['RECV-8'],
    program: {
      windows: {
        prints: {
          call: pending,
          packet: success(0, 'probe'),
          'bytes that recv takes then': 5,
        },
      },
    },
  },
  {
    id: 'RECV-8',
    statement:
      'A receive needs at least one WSABUF. A count of 0 is refused, although one WSABUF of length 0 is welcome.',
    observable: 'With dwBufferCount 0, WSARecv returns -1 with error 10022, WSAEINVAL.',
    wine: 'A count of 0 is accepted, and the receive pends with 997.',
    sources: [wineTest(SOCKETS, 'test_empty_recv')],
    grade: 'tested on Windows',
    functions: ['WSARecv'],
    structs: ['WSABUF'],
    related: [],
    program: {
      windows: {
        prints: { 'no WSABUF': { returned: -1, error: 10022 }, 'one of length 0': pending },
      },
      wine: { prints: { 'no WSABUF': pending, 'one of length 0': pending } },
    },
  },
  {
    id: 'RECV-9',
    statement:
      'The flags go in and out, so lpFlags must point at a DWORD, even if that holds 0. With NULL nothing starts.',
    observable: 'WSARecv returns -1 with error 10014, WSAEFAULT, and nothing can be dequeued.',
    wine: null,
    sources: [
      WSARECV,
      issue('monoio-rs/monoio', 248),
      issue('swiftlang/swift-corelibs-foundation', 2110),
      measured('Wine 8.0'),
    ],
    grade: 'inferred',
    functions: ['WSARecv'],
    structs: [],
    related: ['RECV-10', 'OV-10'],
    program: {
      windows: { prints: { call: { returned: -1, error: 10014 }, packet: nothing } },
    },
  },
  {
    id: 'RECV-10',
    statement:
      'Beside an OVERLAPPED, lpNumberOfBytesRecvd may be NULL, and should be: the count at the call can mislead, the packet’s cannot.',
    observable:
      'WSARecv with NULL for the count pends with 997, and the packet carries the number of bytes.',
    wine: null,
    sources: [WSARECV, wineTest(SOCKETS, 'test_nonblocking_async_recv')],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: [],
    related: ['RECV-1'],
    program: { windows: { prints: { call: pending, packet: success(5) } } },
  },
  {
    id: 'RECV-11',
    statement:
      'Several receives of one socket fill their buffers in the order in which they were started. In which order their packets are handled is another matter. Two threads that start receives on one socket at a time do not know their order.',
    observable:
      'Of three receives of 4 bytes each and 12 bytes sent, the first holds the first 4 bytes, the second the next, the third the last.',
    wine: null,
    sources: [
      WSARECV,
      page('winsock/overlapped-i-o-2'),
      wineTest(SOCKETS, 'test_simultaneous_async_recv'),
    ],
    grade: 'tested on Windows',
    functions: ['WSARecv'],
    structs: ['WSABUF', 'OVERLAPPED'],
    related: ['SEND-3', 'GQ-10', 'OV-11'],
    program: {
      windows: {
        prints: {
          receives: [
            { name: 'first', error: 997, holds: 'abcd' },
            { name: 'second', error: 997, holds: 'efgh' },
            { name: 'third', error: 997, holds: 'ijkl' },
          ],
        },
      },
    },
  },
  {
    id: 'RECV-12',
    statement:
      'Non-blocking mode does not matter to overlapped calls: on an overlapped socket they never block anyway, and a receive that finds no data pends rather than fail.',
    observable:
      'On a non-blocking socket without data recv fails with 10035, WSAEWOULDBLOCK, and WSARecv with an OVERLAPPED returns -1 with 997.',
    wine: null,
    sources: [wineTest(SOCKETS, 'test_nonblocking_async_recv')],
    grade: 'tested on Windows',
    functions: ['ioctlsocket', 'WSARecv', 'recv'],
    structs: ['OVERLAPPED'],
    related: ['RECV-13', 'RECV-1'],
    program: {
      windows: {
        prints: { recv: { returned: -1, error: 10035 }, 'overlapped WSARecv': pending },
      },
    },
  },
  {
    id: 'RECV-13',
    statement:
      'An OVERLAPPED does not make a call overlapped. On a socket made without WSA_FLAG_OVERLAPPED, WSARecv blocks until data arrives, non-blocking mode or not, and writes the status block on its way out. socket sets the flag by itself; WSASocketW does so only if it is asked.',
    observable:
      'WSARecv does not return while there is no data. Once data has been sent it returns 0, with Internal 0 and the byte count in InternalHigh.',
    wine: null,
    sources: [
      WSARECV,
      page('api/winsock2/nf-winsock2-wsasend'),
      wineTest(SOCKETS, 'test_nonblocking_async_recv', 'nonblocking_async_recv_thread'),
    ],
    grade: 'tested on Windows',
    functions: ['WSASocketW', 'WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['PORT-6'],
    program: {
      windows: {
        prints: {
          'without data': 'still in the call',
          'with data': { returned: 0, status: '0x00000000', transferred: 5 },
        },
      },
    },
  },
  {
    id: 'RECV-14',
    statement:
      'A call without an OVERLAPPED, such as send, or WSARecv with NULL for it, is over when it returns. It queues no packet, not even on a socket that is associated with a port.',
    observable:
      'Each of send, recv, WSASend and WSARecv returns its bytes, and GetQueuedCompletionStatus times out with 258.',
    wine: null,
    sources: [page('winsock/receiving-completion-indications-2'), WSARECV, measured('Wine 8.0')],
    grade: 'inferred',
    functions: ['WSARecv', 'WSASend', 'recv', 'send', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['RECV-12'],
    program: {
      windows: {
        prints: {
          send: 5,
          WSASend: { returned: 0, bytes: 5 },
          recv: 5,
          WSARecv: { returned: 0, bytes: 5 },
          packet: nothing,
        },
      },
    },
  },
  {
    id: 'RECV-15',
    statement:
      'A datagram that is longer than the buffer fills the buffer, and its rest is lost. The status is a warning, STATUS_BUFFER_OVERFLOW: the port calls it a failure, with error 234, and still counts the bytes.',
    observable:
      'GetQueuedCompletionStatus returns FALSE with error 234, ERROR_MORE_DATA, and the length of the buffer; Internal is 0x80000005. The next receive gets the next datagram.',
    wine: null,
    sources: [WSARECV, wineTest(AFD, 'test_recv')],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED', 'WSABUF'],
    related: ['RECV-16', 'GQ-6', 'RECV-2'],
    program: {
      windows: {
        prints: {
          packet: failure(234, 4),
          status: '0x80000005',
          held: 'too ',
          'the next receive holds': 'next',
        },
      },
    },
  },
  {
    id: 'RECV-16',
    statement:
      'A receive that cuts off a datagram at once returns -1 with 10040, WSAEMSGSIZE, yet it has taken place: buffer and status block are written. Only errors go without a packet, and this status is a warning, so one should follow. Lend datagrams a buffer that is long enough, and rest on neither answer.',
    observable:
      'WSARecv returns -1 with error 10040, Internal is 0x80000005 and InternalHigh the length of the buffer. That a packet as in RECV-15 follows on Windows is reported, not tested.',
    wine: 'A packet follows, as in RECV-15.',
    sources: [
      wineTest(AFD, 'test_recv'),
      reactos('ntoskrnl/io/iomgr/irp.c', 'IopCompleteRequest'),
      reactos('ntoskrnl/io/iomgr/iofunc.c', 'IopDeviceFsIoControl'),
      issue('lalinsky/zio', 733),
      measured('Wine 8.0'),
    ],
    grade: 'inferred',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED', 'WSABUF'],
    related: ['SKIP-3'],
    program: {
      windows: {
        prints: {
          call: { returned: -1, error: 10040 },
          status: '0x80000005',
          transferred: 4,
          held: 'too ',
          packet: oneOf(failure(234, 4), nothing),
        },
      },
      wine: {
        prints: {
          call: { returned: -1, error: 10040 },
          status: '0x80000005',
          transferred: 4,
          held: 'too ',
          packet: failure(234, 4),
        },
      },
    },
  },
  {
    id: 'RECV-17',
    statement:
      'A receive writes the bytes that arrived and nothing behind them. What the rest of the buffer held stays, so old bytes look like new ones to a reader who forgets the count.',
    observable: 'After 5 bytes arrived in a buffer of 16, the last 11 are as they were.',
    wine: null,
    sources: [WSARECV, measured('Wine 8.0')],
    grade: 'inferred',
    functions: ['WSARecv'],
    structs: ['WSABUF'],
    related: [],
    program: { windows: { prints: { bytes: 5, room: 'hello...........' } } },
  },
  {
    id: 'RECV-18',
    statement:
      'Microsoft’s page has MSG_PEEK for sockets without overlapped operations only. Windows peeks with an OVERLAPPED all the same, and libuv waits for its datagrams that way; but nobody promises it.',
    observable:
      'The packet of a receive with MSG_PEEK carries the number of bytes that were copied, and an ordinary receive then gets the same bytes.',
    wine: null,
    sources: [WSARECV, wineTest(AFD, 'test_recv'), libuv('src/win/udp.c', 'uv__udp_queue_recv')],
    grade: 'documented',
    functions: ['WSARecv', 'recv'],
    structs: [],
    related: ['RECV-7'],
    program: {
      windows: { prints: { packet: success(5, 'glimpse'), 'bytes that recv takes then': 5 } },
    },
  },
];
