import type { Fact } from '../schema.ts';
import { asio, libuv, page, phnt, reactos, wineCode, wineTest } from '../sources.ts';

const CREATE = page('fileio/createiocompletionport');
const PORTS = page('fileio/i-o-completion-ports');
const SOCKETS = 'dlls/ws2_32/tests/sock.c';
const FILES = 'dlls/kernel32/tests/file.c';
const NATIVE_FILES = 'dlls/ntdll/tests/file.c';

const refused = { returned: null, error: 87 };

export const port: readonly Fact[] = [
  {
    id: 'PORT-1',
    statement:
      'CreateIoCompletionPort makes a new port when it is given INVALID_HANDLE_VALUE and no existing port. The key is ignored. A failure is NULL, never -1.',
    observable:
      'Every such call returns a new handle, which is not NULL. The key that was given shows up nowhere: a packet that is posted to the port brings its own.',
    wine: null,
    sources: [CREATE, wineTest(FILES, 'test_post_completion')],
    grade: 'tested on Windows',
    functions: ['CreateIoCompletionPort'],
    structs: [],
    related: ['PORT-2', 'PORT-3'],
    program: {
      windows: {
        prints: { 'a port was made': true, 'and another one': true, 'key of a packet': 7 },
      },
    },
  },
  {
    id: 'PORT-2',
    statement:
      'Given a handle and a port, CreateIoCompletionPort associates the one with the other and returns the very port it was given. The number of threads is ignored then.',
    observable: 'The value returned is the port’s handle, for every handle that is associated.',
    wine: null,
    sources: [CREATE, wineTest(FILES, 'test_WriteFileGather')],
    grade: 'documented',
    functions: ['CreateIoCompletionPort'],
    structs: [],
    related: ['PORT-4', 'PORT-9', 'PORT-10'],
    program: {
      windows: {
        prints: { 'the same handle came back': true, 'for a second socket too': true },
      },
    },
  },
  {
    id: 'PORT-3',
    statement:
      'INVALID_HANDLE_VALUE together with an existing port makes nothing and associates nothing: it is a mistake.',
    observable:
      'CreateIoCompletionPort returns NULL, and the last error is 87, ERROR_INVALID_PARAMETER.',
    wine: null,
    sources: [
      CREATE,
      reactos('dll/win32/kernel32/client/file/iocompl.c', 'CreateIoCompletionPort'),
      wineCode('dlls/kernelbase/sync.c', 'CreateIoCompletionPort'),
    ],
    grade: 'inferred',
    functions: ['CreateIoCompletionPort'],
    structs: [],
    related: [],
    program: { windows: { prints: refused } },
  },
  {
    id: 'PORT-4',
    statement:
      'A handle is associated with a port once. A second try fails, whatever the port and the key, the same port included.',
    observable:
      'CreateIoCompletionPort returns NULL, and the last error is 87, ERROR_INVALID_PARAMETER.',
    wine: null,
    sources: [
      CREATE,
      wineTest('dlls/kernel32/tests/sync.c', 'test_iocp_callback'),
      reactos('ntoskrnl/io/iomgr/iofunc.c', 'NtSetInformationFile'),
    ],
    grade: 'tested on Windows',
    functions: ['CreateIoCompletionPort'],
    structs: [],
    related: ['PORT-5', 'PORT-11'],
    program: {
      windows: {
        prints: {
          'the same port': refused,
          'the same port, another key': refused,
          'another port': refused,
        },
      },
    },
  },
  {
    id: 'PORT-5',
    statement:
      'A handle stays with its port until the handle is closed. No Win32 function separates them. It is the open file that is associated: a duplicate of the handle shares the association, and keeps it when the first handle is closed.',
    observable:
      'A second association through a duplicate fails with 87, ERROR_INVALID_PARAMETER, before and after the first handle was closed.',
    wine: 'The native FileReplaceCompletionInformation, which can separate them since Windows 8.1, is not implemented.',
    sources: [
      CREATE,
      phnt('ntioapi.h', 'FileReplaceCompletionInformation'),
      reactos('ntoskrnl/io/iomgr/iofunc.c', 'NtSetInformationFile'),
    ],
    grade: 'documented',
    functions: ['CreateIoCompletionPort', 'DuplicateHandle', 'CloseHandle'],
    structs: [],
    related: ['PORT-11'],
    program: {
      windows: {
        prints: { 'through the duplicate': refused, 'after the first handle was closed': refused },
      },
    },
  },
  {
    id: 'PORT-6',
    statement:
      'The handle must have been opened for overlapped operations, a file with FILE_FLAG_OVERLAPPED. Any other is refused.',
    observable:
      'CreateIoCompletionPort returns NULL, and the last error is 87, ERROR_INVALID_PARAMETER. With the flag it returns the port.',
    wine: null,
    sources: [
      CREATE,
      wineTest(FILES, 'test_CreateFile2'),
      wineTest(NATIVE_FILES, 'test_file_io_completion'),
      wineTest('dlls/kernel32/tests/sync.c', 'test_iocp_callback'),
    ],
    grade: 'tested on Windows',
    functions: ['CreateIoCompletionPort', 'CreateFileW'],
    structs: [],
    related: ['PORT-4'],
    program: { windows: { prints: { 'without the flag': refused, 'with it': true } } },
  },
  {
    id: 'PORT-7',
    statement:
      'A socket that accept or AcceptEx gave has no port, though the listening socket has one. Each accepted socket is associated by itself.',
    observable:
      'A receive on the accepted socket queues nothing. After the socket was associated, which succeeds, the next one brings its packet with the socket’s own key.',
    wine: null,
    sources: [
      page('api/mswsock/nf-mswsock-acceptex'),
      libuv('src/win/tcp.c', 'uv__tcp_accept'),
      asio('include/asio/detail/impl/win_iocp_socket_service_base.ipp', 'do_assign'),
    ],
    grade: 'inferred',
    functions: ['CreateIoCompletionPort', 'accept', 'WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['PORT-9', 'CONN-1'],
    program: {
      windows: {
        prints: {
          'before it is associated': 258,
          'and then': { key: 2, overlapped: 'after' },
        },
      },
    },
  },
  {
    id: 'PORT-8',
    statement:
      'A handle may be associated after an operation was started. If that operation is still pending, its packet goes to the port, with the key of the late association.',
    observable:
      'WSARecv returns -1 with 997 while there is no port; the packet that follows the data has the key that was given afterwards.',
    wine: null,
    sources: [
      wineTest(NATIVE_FILES, 'test_file_io_completion'),
      wineTest(SOCKETS, 'test_completion_port'),
    ],
    grade: 'tested on Windows',
    functions: ['CreateIoCompletionPort', 'WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED', 'WSABUF'],
    related: ['RECV-1'],
    program: {
      windows: {
        prints: {
          'the receive': { returned: -1, error: 997 },
          'the packet': {
            returned: 1,
            error: 'untouched',
            bytes: 5,
            key: 7,
            overlapped: 'read',
          },
        },
      },
    },
  },
  {
    id: 'PORT-9',
    statement:
      'The completion key belongs to the handle and comes back with each of its packets, unread; it is as wide as a pointer. Operations are told apart by the address of their OVERLAPPED.',
    observable:
      'Two receives on one socket bring the same key and two different OVERLAPPED addresses. A key with all 64 bits in use comes back as it was given.',
    wine: null,
    sources: [CREATE, wineTest(SOCKETS, 'iocp_async_read')],
    grade: 'tested on Windows',
    functions: ['CreateIoCompletionPort', 'WSARecv', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED', 'WSABUF'],
    related: ['POST-1'],
    program: {
      windows: {
        prints: {
          packets: [
            { key: 7, overlapped: 'first' },
            { key: '0x8877665544332211', overlapped: 'third' },
            { key: 7, overlapped: 'second' },
          ],
        },
      },
    },
  },
  {
    id: 'PORT-10',
    statement:
      'NumberOfConcurrentThreads limits how many of the port’s threads run at once, not how many wait. 0 means as many as there are processors.',
    observable:
      'With a limit of 1, three threads wait at the port, and all three get a packet: each makes room for the next one when it waits for something else.',
    wine: 'The number is accepted and ignored.',
    sources: [CREATE, PORTS, reactos('ntoskrnl/ke/queue.c', 'KeInitializeQueue')],
    grade: 'documented',
    functions: ['CreateIoCompletionPort', 'GetQueuedCompletionStatus'],
    structs: [],
    related: ['SCHED-2', 'SCHED-6'],
    program: {
      windows: { prints: { 'threads that asked': 3, 'keys they got': [1, 2, 3] } },
    },
  },
  {
    id: 'PORT-11',
    statement:
      'To close the port’s handle undoes no association. A handle that was associated with it cannot be associated with another port.',
    observable:
      'CloseHandle returns TRUE for the port. CreateIoCompletionPort with the handle and a new port returns NULL, and the last error is 87, ERROR_INVALID_PARAMETER.',
    wine: null,
    sources: [PORTS, CREATE, reactos('ntoskrnl/io/iomgr/iofunc.c', 'NtSetInformationFile')],
    grade: 'inferred',
    functions: ['CreateIoCompletionPort', 'CloseHandle'],
    structs: [],
    related: ['CLOSE-3'],
    program: {
      windows: {
        prints: { 'the port was closed': 1, 'the socket and another port': refused },
      },
    },
  },
  {
    id: 'PORT-12',
    statement:
      'A port’s handle serves all threads of the process, to post and to dequeue. A port is not for sharing with another process.',
    observable: 'A packet that one thread posted is dequeued by another, both ways.',
    wine: null,
    sources: [CREATE, PORTS],
    grade: 'documented',
    functions: [
      'CreateIoCompletionPort',
      'PostQueuedCompletionStatus',
      'GetQueuedCompletionStatus',
    ],
    structs: [],
    related: ['POST-1'],
    program: {
      windows: {
        prints: { 'posted here, dequeued there': 1, 'posted there, dequeued here': 2 },
      },
    },
  },
];
