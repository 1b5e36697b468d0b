import { oneOf } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { article, asio, header, measured, page, reactos, wineCode, wineTest } from '../sources.ts';

const STRUCT = page('api/minwinbase/ns-minwinbase-overlapped');
const RECEIVE = page('api/winsock2/nf-winsock2-wsarecv');
const SOCKETS = 'dlls/ws2_32/tests/sock.c';
const AFD = 'dlls/ws2_32/tests/afd.c';
const PIPES = 'dlls/ntdll/tests/pipe.c';
const AT_ONCE = article(
  'Raymond Chen, Why does my asynchronous I/O request return TRUE instead of failing with ERROR_IO_PENDING?',
  'https://devblogs.microsoft.com/oldnewthing/20101008-00/?p=12583',
);

const hello = { Internal: '0x00000000', InternalHigh: 5 };
const pending = { Internal: '0x00000103', InternalHigh: 'untouched' };

export const ov: readonly Fact[] = [
  {
    id: 'OV-1',
    statement:
      'Starting an operation writes STATUS_PENDING, 0x103, into Internal. InternalHigh is left alone.',
    observable:
      'After a WSARecv that pends, Internal is 0x103, and InternalHigh holds whatever it held before.',
    wine: null,
    sources: [
      wineTest(SOCKETS, 'test_nonblocking_async_recv'),
      STRUCT,
      reactos('dll/win32/msafd/misc/sndrcv.c', 'WSPRecv'),
    ],
    grade: 'tested on Windows',
    functions: ['WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['OV-2', 'OV-3', 'OV-8'],
    program: {
      windows: {
        prints: {
          before: { Internal: 'untouched', InternalHigh: 'untouched' },
          call: { returned: -1, error: 997 },
          after: pending,
        },
      },
    },
  },
  {
    id: 'OV-2',
    statement:
      'When the operation is over, Internal holds its NTSTATUS, 0 for success, and InternalHigh its byte count.',
    observable:
      'After 12 bytes were received and the packet was dequeued, Internal is 0 and InternalHigh is 12.',
    wine: null,
    sources: [wineTest(SOCKETS, 'iocp_async_read'), STRUCT],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['OV-5', 'OV-6', 'OV-7'],
    program: {
      windows: {
        prints: { 'the packet’s bytes': 12, Internal: '0x00000000', InternalHigh: 12 },
      },
    },
  },
  {
    id: 'OV-3',
    statement:
      'The status is the low 4 bytes of Internal. Do not count on the upper 4: they may keep what was there. Zero the OVERLAPPED first, and compare 32 bits.',
    observable:
      'In an OVERLAPPED filled with 0xCC, the low 4 bytes of Internal become 0x103 and then 0; the upper 4 still hold 0xCC, or 0.',
    wine: null,
    sources: [
      header('IO_STATUS_BLOCK of winternl.h'),
      reactos('dll/win32/msafd/misc/sndrcv.c', 'WSPRecv'),
      reactos('ntoskrnl/io/iomgr/irp.c', 'IopCompleteRequest'),
      wineCode('dlls/ws2_32/socket.c', 'WS2_recv_base'),
      measured('Wine 8.0'),
    ],
    grade: 'inferred',
    functions: ['WSARecv'],
    structs: ['OVERLAPPED', 'IO_STATUS_BLOCK'],
    related: ['OV-4'],
    program: {
      windows: {
        prints: {
          pending: {
            'all 8 bytes': oneOf('0xCCCCCCCC00000103', '0x0000000000000103'),
            'the low 4': '0x00000103',
          },
          over: {
            'all 8 bytes': oneOf('0xCCCCCCCC00000000', '0x0000000000000000'),
            'the low 4': '0x00000000',
          },
        },
      },
    },
  },
  {
    id: 'OV-4',
    statement:
      'HasOverlappedIoCompleted asks only whether Internal differs from 0x103. A zeroed OVERLAPPED that was never used counts as completed. Ask it only after error 997.',
    observable:
      'It is true of a zeroed OVERLAPPED, false while the operation is under way, and true again when the packet was dequeued.',
    wine: null,
    sources: [page('api/winbase/nf-winbase-hasoverlappediocompleted'), header('winbase.h')],
    grade: 'documented',
    functions: ['HasOverlappedIoCompleted'],
    structs: ['OVERLAPPED'],
    related: ['OV-5', 'OV-8'],
    program: {
      windows: { prints: { 'never used': true, 'under way': false, dequeued: true } },
    },
  },
  {
    id: 'OV-5',
    statement:
      'For a pending operation of a handle with a port and no event, Internal and InternalHigh are written when the packet is removed from the port, not when the operation completes. Polling them is of no use.',
    observable:
      'When the operation is over and its packet is queued, Internal is still 0x103 and InternalHigh is untouched. After the dequeue both are final.',
    wine: 'They are written when the operation completes.',
    sources: [
      page('fileio/i-o-completion-ports'),
      wineTest(AFD, 'test_async_cancel_on_handle_close', 'test_async_thread_termination'),
      wineTest(PIPES, 'test_async_cancel_on_handle_close'),
    ],
    grade: 'documented',
    functions: ['WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['OV-7', 'RES-3'],
    program: {
      windows: {
        prints: {
          'its packet is queued': pending,
          'a packet is dequeued, of': 'first',
          'its packet is dequeued': hello,
        },
      },
      wine: {
        prints: {
          'its packet is queued': hello,
          'a packet is dequeued, of': 'first',
          'its packet is dequeued': hello,
        },
      },
    },
  },
  {
    id: 'OV-6',
    statement:
      'When a call succeeds at once, Internal and InternalHigh are final by the time it returns, port or not.',
    observable:
      'After a WSASend that returns 0, and before any dequeue, Internal is 0 and InternalHigh is the byte count.',
    wine: null,
    sources: [wineTest(AFD, 'test_recv'), wineTest(PIPES, 'test_completion')],
    grade: 'tested on Windows',
    functions: ['WSASend', 'WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['SKIP-3', 'OV-13'],
    program: { windows: { prints: { returned: 0, ...hello } } },
  },
  {
    id: 'OV-7',
    statement:
      'With an event, its low bit set or not, Internal and InternalHigh are written and the event is set as soon as the operation completes. Nothing has to be dequeued for that.',
    observable:
      'When the wait for the event ends, Internal is 0 and InternalHigh is the byte count, and the packet is still in the queue.',
    wine: null,
    sources: [
      wineTest(SOCKETS, 'test_connect_completion_port'),
      wineTest('dlls/ntdll/tests/file.c', 'test_file_completion_information'),
      wineTest(AFD, 'test_async_thread_termination'),
    ],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'WaitForSingleObject'],
    structs: ['OVERLAPPED'],
    related: ['EVT-1', 'EVT-2'],
    program: {
      windows: {
        prints: {
          'the wait for the event': 0,
          'before the dequeue': hello,
          packet: { returned: 1, error: 'untouched', bytes: 5, key: 7, overlapped: 'read' },
        },
      },
    },
  },
  {
    id: 'OV-8',
    statement:
      'A call that fails at once leaves 0x103 in Internal, although nothing is under way and no packet will come. 0x103 alone proves nothing: look at what the call returned.',
    observable:
      'ConnectEx on a connected socket returns FALSE with error 10056, WSAEISCONN; Internal is 0x103, and no packet comes.',
    wine: null,
    sources: [wineTest(SOCKETS, 'test_connect', 'test_AcceptEx')],
    grade: 'tested on Windows',
    functions: ['ConnectEx', 'AcceptEx'],
    structs: ['OVERLAPPED'],
    related: ['RECV-4', 'CONN-7'],
    program: {
      windows: {
        prints: {
          call: { returned: 0, error: 10056 },
          Internal: '0x00000103',
          'the dequeue': 258,
        },
      },
    },
  },
  {
    id: 'OV-9',
    statement:
      'The OVERLAPPED and the data buffers must stay allocated, unmoved and unused by anything else until the packet was dequeued: also after a cancel, also after closesocket.',
    observable:
      'Bytes that arrive late overwrite whatever the program has put into the memory meanwhile. No call fails.',
    wine: null,
    sources: [
      page('fileio/synchronous-and-asynchronous-i-o'),
      page('api/winsock/nf-winsock-closesocket'),
      article(
        'Raymond Chen, Ready… cancel… wait for it! (part 2)',
        'https://devblogs.microsoft.com/oldnewthing/20110203-00/?p=11603',
      ),
    ],
    grade: 'documented',
    functions: ['WSARecv', 'CancelIoEx', 'closesocket'],
    structs: ['OVERLAPPED'],
    related: ['OV-10', 'OV-11', 'CANC-7'],
    program: {
      windows: { prints: { before: 'my shopping list', after: 'data-1pping list' } },
    },
  },
  {
    id: 'OV-10',
    statement:
      'The array of WSABUF is read during the call and may go afterwards; so may what lpFlags points at. The memory that the array names may not.',
    observable:
      'Overwritten while the receive is under way, the array and the flags stay as the program left them, and the bytes arrive where the array said.',
    wine: null,
    sources: [RECEIVE, wineTest(AFD, 'test_recv')],
    grade: 'tested on Windows',
    functions: ['WSARecv', 'WSASend'],
    structs: ['WSABUF'],
    related: [],
    program: {
      windows: {
        prints: {
          returned: 1,
          bytes: 5,
          data: 'hello',
          array: '77777777777777777777777777777777',
          flags: '77777777',
        },
      },
    },
  },
  {
    id: 'OV-11',
    statement:
      'Each operation that is under way needs an OVERLAPPED of its own. It may be used again once its packet was dequeued.',
    observable:
      'Two receives that share one bring two packets with the same address. After the first, Internal says 0 although the second is still under way; in the end InternalHigh holds the second’s byte count.',
    wine: null,
    sources: [STRUCT, RECEIVE],
    grade: 'documented',
    functions: ['WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['PORT-9'],
    program: {
      windows: {
        prints: {
          first: { key: 1, overlapped: 'shared', bytes: 5, ...hello },
          second: {
            key: 2,
            overlapped: 'shared',
            bytes: 3,
            Internal: '0x00000000',
            InternalHigh: 3,
          },
          'used again': { key: 3, overlapped: 'shared', bytes: 5, ...hello },
        },
      },
    },
  },
  {
    id: 'OV-12',
    statement:
      'A file opened for overlapped operations has no file position, and the system never changes Offset and OffsetHigh. Whoever reads on has to advance them.',
    observable: 'After a read, Offset is what it was; the same read again finds the same bytes.',
    wine: null,
    sources: [STRUCT, page('fileio/synchronous-and-asynchronous-i-o')],
    grade: 'documented',
    functions: ['ReadFile', 'WriteFile'],
    structs: ['OVERLAPPED'],
    related: ['FILE-2'],
    program: {
      windows: {
        prints: {
          first: { read: 'world', 'Offset afterwards': 6 },
          second: { read: 'world', 'Offset afterwards': 6 },
        },
      },
    },
  },
  {
    id: 'OV-13',
    statement:
      'A call that succeeds at once and the packet that follows are one and the same operation. Who frees its memory in both places frees it twice: let the packet’s handler be the only one.',
    observable:
      'WSASend returns 0, and its packet comes all the same; a pool that takes the request back both times hands it out twice.',
    wine: null,
    sources: [page('fileio/synchronous-and-asynchronous-i-o'), AT_ONCE],
    grade: 'documented',
    functions: ['WSASend', 'WriteFile'],
    structs: ['OVERLAPPED'],
    related: ['SKIP-1', 'SKIP-3'],
    program: {
      windows: {
        prints: {
          'the call returned': 0,
          'the packet is of': 'request',
          'given back': 2,
          'the next two sends share an OVERLAPPED': true,
        },
      },
    },
  },
  {
    id: 'OV-14',
    statement:
      'Another thread can dequeue the packet, and be done with the request, before the call that started it has returned. Do not touch the request after starting it.',
    observable:
      'When WSASend returns 0, its packet is in the queue already: a dequeue with a time-out of 0 finds it.',
    wine: null,
    sources: [
      asio('include/asio/detail/impl/win_iocp_io_context.ipp', 'on_pending', 'do_one'),
      wineTest(PIPES, 'test_completion'),
      AT_ONCE,
    ],
    grade: 'inferred',
    functions: ['WSASend', 'WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['THR-3'],
    program: {
      windows: {
        prints: {
          'the call returned': 0,
          'a dequeue with time-out 0': {
            returned: 1,
            error: 'untouched',
            bytes: 5,
            key: 7,
            overlapped: 'write',
          },
        },
      },
    },
  },
];
