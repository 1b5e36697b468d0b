import { oneOf } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { issue, libuv, page, reactos, wineTest } from '../sources.ts';

const MODES = page('api/winbase/nf-winbase-setfilecompletionnotificationmodes');
const SOCKETS = 'dlls/ws2_32/tests/sock.c';
const PIPES = 'dlls/ntdll/tests/pipe.c';
const FILES = 'dlls/ntdll/tests/file.c';

const atOnce = {
  call: { returned: 0, error: 234 },
  dequeue: { returned: 0, error: 258, bytes: 'untouched' },
};

export const skip: readonly Fact[] = [
  {
    id: 'SKIP-1',
    statement:
      'After SetFileCompletionNotificationModes with FILE_SKIP_COMPLETION_PORT_ON_SUCCESS, 1, an operation that succeeds without pending queues no packet. The caller has to handle it on the spot.',
    observable:
      'WSASend returns 0 with the byte count, and GetQueuedCompletionStatus fails with error 258.',
    wine: null,
    sources: [MODES, wineTest(PIPES, 'test_completion'), libuv('src/win/tcp.c', 'uv__tcp_write')],
    grade: 'tested on Windows',
    functions: ['SetFileCompletionNotificationModes', 'WSASend', 'WSARecv'],
    structs: [],
    related: ['SKIP-2', 'SKIP-3', 'SKIP-5', 'SKIP-6', 'SKIP-7'],
    program: {
      windows: { prints: { told: 1, 'WSASend returned': 0, bytes: 5, 'the dequeue': 258 } },
    },
  },
  {
    id: 'SKIP-2',
    statement:
      'An operation that pended always queues its packet, whatever the handle was told, in success and in failure.',
    observable:
      'A receive that returned error 997 is dequeued: with TRUE when bytes arrive, with FALSE and error 64 when the peer resets.',
    wine: null,
    sources: [wineTest(SOCKETS, 'test_connect_completion_port'), MODES],
    grade: 'tested on Windows',
    functions: ['SetFileCompletionNotificationModes', 'WSARecv', 'ConnectEx'],
    structs: [],
    related: ['RECV-6'],
    program: {
      windows: {
        prints: {
          success: {
            'the call’s error': 997,
            packet: { returned: 1, error: 'untouched', bytes: 5, overlapped: 'fed' },
          },
          failure: {
            'the call’s error': 997,
            packet: { returned: 0, error: 64, bytes: 0, overlapped: 'cut off' },
          },
        },
      },
    },
  },
  {
    id: 'SKIP-3',
    statement:
      'Unless the handle was told otherwise with SetFileCompletionNotificationModes, an operation that succeeds at once queues a packet all the same.',
    observable: 'WSASend returns 0 with the byte count, and its packet brings the same count.',
    wine: null,
    sources: [
      wineTest(SOCKETS, 'test_completion_port'),
      page('fileio/synchronous-and-asynchronous-i-o'),
    ],
    grade: 'tested on Windows',
    functions: ['WSASend', 'WSARecv', 'GetQueuedCompletionStatus'],
    structs: [],
    related: [],
    program: {
      windows: {
        prints: {
          'WSASend returned': 0,
          bytes: 5,
          packet: { returned: 1, error: 'untouched', bytes: 5, key: 7, overlapped: 'write' },
        },
      },
    },
  },
  {
    id: 'SKIP-4',
    statement:
      'FILE_SKIP_SET_EVENT_ON_HANDLE, 2, keeps the handle itself from being signalled when an operation is over. An event in hEvent is still set.',
    observable:
      'A wait for the socket ends when a receive without an event is over. Once the socket was told to skip, the same wait gives 258, though the receive is over; a wait for an event still ends.',
    wine: null,
    sources: [
      MODES,
      wineTest(PIPES, 'test_completion'),
      wineTest(FILES, 'test_file_completion_information'),
    ],
    grade: 'tested on Windows',
    functions: ['SetFileCompletionNotificationModes', 'WSARecv', 'WaitForSingleObject'],
    structs: ['OVERLAPPED'],
    related: ['EVT-1', 'RES-3'],
    program: {
      windows: {
        prints: {
          'waits for the socket': { 'under way': 258, over: 0, 'over, and told to skip': 258 },
          'the wait for the event': 0,
          'the status of the one told to skip': '0x00000000',
        },
      },
    },
  },
  {
    id: 'SKIP-5',
    statement:
      'An overlapped operation on a disk file nearly always pends since Windows Vista, even for a few bytes that the cache could take at once. FILE_SKIP_COMPLETION_PORT_ON_SUCCESS rarely helps there.',
    observable: 'With the flag set, WriteFile returns FALSE with error 997, and a packet follows.',
    wine: null,
    sources: [wineTest(FILES, 'test_file_completion_information')],
    grade: 'tested on Windows',
    functions: ['SetFileCompletionNotificationModes', 'WriteFile', 'ReadFile'],
    structs: [],
    related: [],
    program: {
      windows: {
        prints: {
          call: { returned: 0, error: 997 },
          packet: { returned: 1, error: 'untouched', bytes: 8, key: 7, overlapped: 'write' },
        },
      },
    },
  },
  {
    id: 'SKIP-6',
    statement:
      'To FILE_SKIP_COMPLETION_PORT_ON_SUCCESS a warning is a success. A message too long for the buffer queues no packet when the read returns the warning at once. Since Windows 8 the read pends, and its packet comes.',
    observable:
      'ReadFile returns FALSE, either with error 234 and no packet, or with error 997 and a packet with error 234 and 1 byte. Internal is 0x80000005 either way.',
    wine: 'The warning comes at once, as error 234, and no packet follows.',
    sources: [
      wineTest(PIPES, 'test_completion'),
      reactos('ntoskrnl/io/iomgr/irp.c', 'IopCompleteRequest'),
    ],
    grade: 'tested on Windows',
    functions: ['SetFileCompletionNotificationModes', 'ReadFile'],
    structs: ['OVERLAPPED'],
    related: ['RECV-16'],
    program: {
      windows: {
        prints: {
          'the read and the dequeue': oneOf(
            {
              call: { returned: 0, error: 997 },
              dequeue: { returned: 0, error: 234, bytes: 1 },
            },
            atOnce,
          ),
          Internal: '0x80000005',
          InternalHigh: 1,
        },
      },
      wine: {
        prints: {
          'the read and the dequeue': atOnce,
          Internal: '0x80000005',
          InternalHigh: 1,
        },
      },
    },
  },
  {
    id: 'SKIP-7',
    statement:
      'On sockets FILE_SKIP_COMPLETION_PORT_ON_SUCCESS is safe only where every layered service provider makes handles that the kernel knows: XP1_IFS_HANDLES, 0x20000, in its dwServiceFlags1.',
    observable:
      'The flags of a socket’s provider, which getsockopt tells with SO_PROTOCOL_INFOW: where no such layer is installed, the bit is set.',
    wine: null,
    sources: [MODES, libuv('src/win/winsock.c', 'uv__winsock_init'), issue('golang/go', 77448)],
    grade: 'documented',
    functions: ['SetFileCompletionNotificationModes', 'getsockopt'],
    structs: ['WSAPROTOCOL_INFOW'],
    related: [],
    program: { windows: { prints: { returned: 0, XP1_IFS_HANDLES: true } } },
  },
  {
    id: 'SKIP-8',
    statement:
      'SetFileCompletionNotificationModes refuses flags other than 1 and 2, and then sets none of them. The kernel below it would take any number and leave out what it does not know.',
    observable:
      'With 0x10 or 0x11 it returns FALSE with the last error 87; a send that succeeds at once still queues its packet.',
    wine: 'It returns TRUE and sets the flags that it knows: the packet does not come.',
    sources: [
      reactos('dll/win32/kernel32/client/file/iocompl.c', 'SetFileCompletionNotificationModes'),
      wineTest(FILES, 'test_file_completion_information'),
    ],
    grade: 'inferred',
    functions: ['SetFileCompletionNotificationModes', 'WSASend'],
    structs: [],
    related: ['SKIP-1', 'SKIP-4'],
    program: {
      windows: {
        prints: {
          'a flag that is none': { returned: 0, error: 87 },
          'with one that is': { returned: 0, error: 87 },
          'the packet of a send at once': {
            returned: 1,
            error: 'untouched',
            bytes: 5,
            key: 7,
            overlapped: 'write',
          },
        },
      },
      wine: {
        prints: {
          'a flag that is none': { returned: 1, error: 'untouched' },
          'with one that is': { returned: 1, error: 'untouched' },
          'the packet of a send at once': {
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
];
