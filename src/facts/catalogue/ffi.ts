import type { Fact, Source } from '../schema.ts';
import {
  article,
  header,
  issue,
  koffiCode,
  koffiPage,
  libuv,
  measured,
  nodejs,
  page,
} from '../sources.ts';

const TYPES = page('winprog/windows-data-types');
const STABLE: Source = koffiPage('output');
const ON_WINE = measured('Wine 8.0');
const received = (bytes: number) => ({
  packet: { returned: 1, error: 'untouched', bytes, key: 7, overlapped: 'read' },
  status: '0x00000000',
});

export const ffi: readonly Fact[] = [
  {
    id: 'FFI-1',
    statement:
      'A BOOL is a 32-bit int, and every value but 0 is true. koffi’s bool is one byte, and of a returned one koffi reads a single bit: a 2 comes back as false. Declare BOOL as int32_t.',
    observable:
      'BOOL takes 4 bytes, bool 1. A function that returns 2 or 256 gives that number as int32_t, and false as bool.',
    wine: null,
    sources: [
      TYPES,
      koffiPage('primitives'),
      koffiCode('src/koffi/src/interp.cc', 'RunBool'),
      issue('Koromix/koffi', 159),
    ],
    grade: 'documented',
    functions: [],
    structs: [],
    related: ['EX-2'],
    program: {
      windows: {
        prints: {
          bytes: { BOOL: 4, bool: 1 },
          'a 1': { 'as int32_t': 1, 'as bool': true },
          'a 2': { 'as int32_t': 2, 'as bool': false },
          'a 256': { 'as int32_t': 256, 'as bool': false },
        },
      },
    },
  },
  {
    id: 'FFI-2',
    statement:
      'HANDLE, SOCKET and ULONG_PTR are as wide as a pointer, 8 bytes on 64-bit Windows; DWORD and BOOL have 4. A failure has two faces: CreateIoCompletionPort fails with NULL, CreateFileW and WSASocketW with all bits set, INVALID_HANDLE_VALUE and INVALID_SOCKET.',
    observable:
      'Through koffi a failed CreateIoCompletionPort gives null, a failed CreateFileW or WSASocketW 0xFFFFFFFFFFFFFFFF.',
    wine: null,
    sources: [
      TYPES,
      page('fileio/createiocompletionport'),
      page('winsock/socket-data-type-2'),
      header('basetsd.h'),
    ],
    grade: 'documented',
    functions: ['CreateIoCompletionPort', 'CreateFileW', 'WSASocketW'],
    structs: [],
    related: ['PORT-1', 'PORT-3'],
    program: {
      windows: {
        prints: {
          bytes: { HANDLE: 8, SOCKET: 8, ULONG_PTR: 8, DWORD: 4, BOOL: 4 },
          'no port': null,
          'no file': '0xFFFFFFFFFFFFFFFF',
          'no socket': '0xFFFFFFFFFFFFFFFF',
        },
      },
    },
  },
  {
    id: 'FFI-3',
    statement:
      'WSAOVERLAPPED is OVERLAPPED: winsock2.h defines the one name as the other. One struct serves Winsock’s functions and those for files.',
    observable:
      'On one socket WSARecv and ReadFile take the same 32 bytes, and the packets of both carry their address.',
    wine: null,
    sources: [header('winsock2.h'), page('fileio/synchronous-and-asynchronous-i-o')],
    grade: 'documented',
    functions: ['WSARecv', 'ReadFile'],
    structs: ['OVERLAPPED'],
    related: ['OV-11'],
    program: { windows: { prints: { WSARecv: received(3), ReadFile: received(5) } } },
  },
  {
    id: 'FFI-4',
    statement:
      'Structs have holes: WSABUF has 4 bytes of padding between len and buf on 64-bit Windows. WSADATA has its members in another order on 64-bit than on 32-bit Windows, with the two texts last.',
    observable:
      'A WSABUF takes 16 bytes, with buf at 8. WSAStartup puts its description at 16 and its status at 273 of 408 bytes.',
    wine: null,
    sources: [
      header('psdk_inc/_wsadata.h'),
      header('winsock2.h'),
      page('api/winsock/ns-winsock-wsadata'),
      ON_WINE,
    ],
    grade: 'documented',
    functions: ['WSAStartup'],
    structs: ['WSABUF', 'WSADATA'],
    related: ['EX-11'],
    program: {
      windows: {
        prints: {
          WSABUF: { bytes: 16, len: 0, buf: 8 },
          WSADATA: {
            'wVersion, at 0': '0x0202',
            'wHighVersion, at 2': '0x0202',
            'szDescription, at 16': 'WinSock 2.0',
            'szSystemStatus, at 273': 'Running',
          },
        },
      },
    },
  },
  {
    id: 'FFI-5',
    statement:
      'The port’s functions are in kernel32.dll, Winsock’s in ws2_32.dll, and AcceptEx is in neither: it has to be fetched. WSAGetLastError and GetLastError read the same number of the thread.',
    observable:
      'GetProcAddress finds each name in its own library only. After a failed Winsock call both functions return its error.',
    wine: null,
    sources: [
      page('fileio/createiocompletionport'),
      page('api/winsock/nf-winsock-wsagetlasterror'),
      ON_WINE,
    ],
    grade: 'inferred',
    functions: ['GetLastError', 'WSAGetLastError', 'AcceptEx', 'WSARecv', 'CreateIoCompletionPort'],
    structs: [],
    related: [],
    program: {
      windows: {
        prints: {
          'kernel32.dll': {
            CreateIoCompletionPort: true,
            GetLastError: true,
            WSARecv: false,
            WSAGetLastError: false,
            AcceptEx: false,
          },
          'ws2_32.dll': {
            CreateIoCompletionPort: false,
            GetLastError: false,
            WSARecv: true,
            WSAGetLastError: true,
            AcceptEx: false,
          },
          GetLastError: 10038,
          WSAGetLastError: 10038,
        },
      },
    },
  },
  {
    id: 'FFI-6',
    statement:
      'Without WSAStartup there are no sockets. In Node the call is never missed, because Node itself has made it; a process counts its calls, and only when each has been taken back by WSACleanup do sockets fail.',
    observable:
      'After as many WSACleanup as there were WSAStartup, making a socket fails with error 10093, WSANOTINITIALISED. One WSAStartup cures it.',
    wine: null,
    sources: [
      page('api/winsock/nf-winsock-wsastartup'),
      page('winsock/windows-sockets-error-codes-2'),
      libuv('src/win/winsock.c', 'uv__winsock_init'),
    ],
    grade: 'documented',
    functions: ['WSAStartup', 'WSACleanup', 'WSASocketW'],
    structs: ['WSADATA'],
    related: ['FFI-4'],
    program: {
      windows: {
        prints: {
          before: 'a socket',
          'after the last WSACleanup': 10093,
          'after WSAStartup': 'a socket',
        },
      },
    },
  },
  {
    id: 'FFI-7',
    statement:
      'The garbage collector takes a buffer that the kernel still holds. It knows JavaScript’s references and no address of the kernel’s, so memory for an operation is allocated natively, or held on purpose until the packet was dequeued.',
    observable:
      'A Uint8Array lent to WSARecv and referenced nowhere else is collected while the operation is pending: Internal still says 0x103.',
    wine: null,
    sources: [
      page('api/minwinbase/ns-minwinbase-overlapped'),
      STABLE,
      issue('Koromix/koffi', 133),
      ON_WINE,
    ],
    grade: 'inferred',
    functions: ['WSARecv'],
    structs: ['OVERLAPPED', 'WSABUF'],
    related: ['OV-9', 'FFI-15'],
    program: {
      windows: {
        prints: {
          call: { returned: -1, error: 997 },
          status: '0x00000103',
          'the buffer was collected': true,
          cancelled: { returned: 0, error: 995, bytes: 0, key: 7, overlapped: 'read' },
        },
      },
    },
  },
  {
    id: 'FFI-8',
    statement:
      'A JavaScript object passed for a pointer to a struct is copied to scratch memory, and it is the copy’s address that the kernel gets. The next call uses the same scratch memory, so two operations share one address, and what the kernel writes later never reaches the object.',
    observable:
      'The packets of two operations carry the same lpOverlapped, and both objects say 0x103 for ever, even with _Inout_.',
    wine: null,
    sources: [STABLE, koffiPage('misc'), koffiCode('src/koffi/src/call.cc', 'AllocHeap'), ON_WINE],
    grade: 'inferred',
    functions: ['WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['OV-9', 'OV-11', 'FFI-15'],
    program: {
      windows: {
        prints: {
          keys: [1, 2],
          bytes: [5, 3],
          'both packets name one address': true,
          'the objects, after both packets': [
            { Internal: '0x00000103', InternalHigh: 0 },
            { Internal: '0x00000103', InternalHigh: 0 },
          ],
        },
      },
    },
  },
  {
    id: 'FFI-9',
    statement:
      'A parameter that is not declared _Out_ or _Inout_ is copied in and never out. The call succeeds, the array or object stays as it was, and nothing says so.',
    observable:
      'GetQueuedCompletionStatusEx returns TRUE and takes the packet; without _Out_ the count stays 0 and the entry empty.',
    wine: null,
    sources: [STABLE, koffiPage('pointers'), koffiCode('src/koffi/src/call.cc')],
    grade: 'documented',
    functions: ['GetQueuedCompletionStatusEx'],
    structs: ['OVERLAPPED_ENTRY'],
    related: ['EX-2', 'FFI-8'],
    program: {
      windows: {
        prints: {
          'without _Out_': { returned: 1, removed: 0, key: 0, bytes: 0 },
          'with _Out_': { returned: 1, removed: 1, key: 7, bytes: 5 },
        },
      },
    },
  },
  {
    id: 'FFI-10',
    statement:
      'A completion key, like every 64-bit number, comes back from koffi as a number up to 2^53 and as a bigint above. A Map that was filled with bigints finds no small key: convert before you compare.',
    observable: 'The keys 7 and 2^53 come back as numbers, 2^53 + 1 as a bigint.',
    wine: null,
    sources: [koffiPage('primitives'), koffiCode('src/koffi/src/util.hh', 'NewInt'), ON_WINE],
    grade: 'inferred',
    functions: ['GetQueuedCompletionStatusEx', 'PostQueuedCompletionStatus'],
    structs: ['OVERLAPPED_ENTRY'],
    related: ['PORT-9', 'POST-1'],
    program: {
      windows: {
        prints: {
          'key 7': 'number 7',
          '2^53': 'number 9007199254740992',
          '2^53 + 1': 'bigint 9007199254740993',
          '2^64 - 1': 'bigint 18446744073709551615',
        },
      },
    },
  },
  {
    id: 'FFI-11',
    statement:
      'Windows’ headers say that a DWORD is an unsigned long, and that is 4 bytes on Windows alone. On Linux and macOS koffi’s unsigned long has 8, and an OVERLAPPED declared with it 40 instead of 32. Say uint32_t.',
    observable:
      'On Windows unsigned long has 4 bytes and both declarations 32. The other half of the statement is about another data model and shows only there.',
    wine: null,
    sources: [
      page('winprog64/abstract-data-models'),
      TYPES,
      koffiPage('primitives'),
      measured('Linux, with koffi 3.3.4'),
    ],
    grade: 'documented',
    functions: [],
    structs: ['OVERLAPPED'],
    related: ['FFI-2'],
    program: {
      windows: {
        prints: {
          'unsigned long': 4,
          uint32_t: 4,
          'OVERLAPPED with unsigned long': 32,
          'OVERLAPPED with uint32_t': 32,
        },
      },
    },
  },
  {
    id: 'FFI-12',
    statement:
      'A call by koffi’s .async keeps a thread of Node’s pool for as long as it takes, and the pool has four threads. Four parked waits stop everything else that needs it, reading a file included: have one wait at a time.',
    observable:
      'While four GetQueuedCompletionStatus wait, a fifth .async call does not even begin. One packet frees a thread, and it is done.',
    wine: null,
    sources: [
      koffiPage('load'),
      koffiCode('src/koffi/src/call.cc', 'napi_queue_async_work'),
      libuv('docs/src/threadpool.rst'),
      article(
        'nodejs.org/api/cli.html, UV_THREADPOOL_SIZE',
        'https://nodejs.org/api/cli.html#uv_threadpool_sizesize',
      ),
      ON_WINE,
    ],
    grade: 'inferred',
    functions: ['GetQueuedCompletionStatus'],
    structs: [],
    related: ['THR-3', 'FFI-13'],
    program: {
      windows: {
        prints: {
          'a fifth call, while four wait': 'has not begun',
          'after one packet': 'done',
        },
      },
    },
  },
  {
    id: 'FFI-13',
    statement:
      'A thread of the pool that is parked in an endless wait keeps the process: even process.exit() never ends it, because Node joins its pool’s threads first. Post a packet for every thread that waits, then leave.',
    observable:
      'The program calls process.exit() and hangs. This was seen on Wine; on Windows the same is expected of Node’s code, and nobody has measured it.',
    wine: null,
    sources: [
      nodejs('src/api/environment.cc', 'DefaultProcessExitHandlerInternal'),
      libuv('src/threadpool.c', 'uv__threadpool_cleanup'),
      ON_WINE,
    ],
    grade: 'inferred',
    functions: ['GetQueuedCompletionStatus'],
    structs: [],
    related: ['CLOSE-2'],
    program: {
      windows: { prints: { 'process.exit': 'is called next' }, ends: 'hangs' },
    },
  },
  {
    id: 'FFI-14',
    statement:
      'Through koffi.encode a struct is written whole: members that are left out become 0, and so does the padding. With an offset and the member’s type it writes that member alone.',
    observable:
      'Of 16 bytes full of 0xCC, encoding a WSABUF with only len leaves len and 12 zeros; encoding the member leaves the other 12 as they were.',
    wine: null,
    sources: [koffiPage('values'), koffiCode('src/koffi/src/call.cc', 'PushObject'), ON_WINE],
    grade: 'inferred',
    functions: [],
    structs: ['WSABUF'],
    related: ['FFI-4', 'OV-3'],
    program: {
      windows: {
        prints: {
          before: 'cccccccccccccccccccccccccccccccc',
          'the struct, len only': '44332211000000000000000000000000',
          'the member alone': '44332211cccccccccccccccccccccccc',
        },
      },
    },
  },
  {
    id: 'FFI-15',
    statement:
      'Memory from koffi.alloc is zeroed, stays at its address until koffi.free, and is unknown to the garbage collector: the place for an OVERLAPPED and for data that the kernel writes later.',
    observable:
      'No block is ever found with other bytes than 0, and a receive that pends while the collector works arrives in it.',
    wine: null,
    sources: [STABLE, koffiCode('src/koffi/src/ffi.cc', 'CallAlloc'), ON_WINE],
    grade: 'inferred',
    functions: ['WSARecv'],
    structs: ['OVERLAPPED'],
    related: ['OV-9'],
    program: {
      windows: {
        prints: {
          'blocks that were not zero': 0,
          bytes: 5,
          text: 'hello',
          'the rest is zero': true,
        },
      },
    },
  },
  {
    id: 'FFI-16',
    statement:
      'A socket of Node’s own cannot be added to a port of yours: libuv has associated it with its own port when it made it, and a handle is associated once.',
    observable:
      'CreateIoCompletionPort would return NULL with error 87, as for every handle that has a port (PORT-4).',
    wine: null,
    sources: [
      libuv('src/win/tcp.c', 'uv__tcp_set_socket'),
      libuv('src/win/core.c', 'uv_loop_init'),
      issue('python/cpython', 94337),
    ],
    grade: 'inferred',
    functions: ['CreateIoCompletionPort'],
    structs: [],
    related: ['PORT-4'],
    program: {
      none: 'Node gives its programs no SOCKET of its own on Windows, so there is nothing to try it with; PORT-4 shows the rule.',
    },
  },
];
