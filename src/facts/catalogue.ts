import type { Fact } from './index.ts';

/*
 * The facts that the book rests on so far. `wine-mirror/wine` stands for its conformance tests, which its authors
 * run on Windows; `MicrosoftDocs` for the sources of Microsoft's pages.
 */

const wineTests = (file: string) => `wine-mirror/wine, ${file}`;
const page = (path: string) => `learn.microsoft.com/windows/win32/${path}`;

const PORTS = page('fileio/i-o-completion-ports');
const CREATE = page('fileio/createiocompletionport');
const DEQUEUE = page('fileio/getqueuedcompletionstatusex-func');
const RECEIVE = page('api/winsock2/nf-winsock2-wsarecv');
const OVERLAPPED = page('api/minwinbase/ns-minwinbase-overlapped');
const SOCKET_TESTS = wineTests('dlls/ws2_32/tests/sock.c');

/** Every fact, in the order of the reference. */
export const catalogue: readonly Fact[] = [
  {
    id: 'PORT-1',
    statement:
      'CreateIoCompletionPort makes a new port when it is given INVALID_HANDLE_VALUE and no existing port. The key is ignored. A failure is NULL, never -1.',
    wine: null,
    source: `${CREATE}; ${wineTests('dlls/kernel32/tests/file.c, test_post_completion')}`,
    grade: 'tested on Windows',
  },
  {
    id: 'PORT-2',
    statement:
      'Given a handle and a port, CreateIoCompletionPort ties the one to the other and returns the very port it was given. The number of threads is ignored then.',
    wine: null,
    source: `${CREATE}; ${wineTests('dlls/kernel32/tests/file.c, test_WriteFileGather')}`,
    grade: 'tested on Windows',
  },
  {
    id: 'PORT-4',
    statement:
      'A handle is tied to a port once. A second try fails with error 87, whatever the port and the key, the same port included.',
    wine: null,
    source: `${CREATE}; ${wineTests('dlls/kernel32/tests/sync.c, test_iocp_callback')}`,
    grade: 'tested on Windows',
  },
  {
    id: 'PORT-5',
    statement:
      'A handle stays with its port until the handle is closed. No Win32 function unties them.',
    wine: null,
    source: CREATE,
    grade: 'documented',
  },
  {
    id: 'PORT-6',
    statement:
      'The handle must have been opened for overlapped operations; any other fails with error 87.',
    wine: null,
    source: wineTests('dlls/kernel32/tests/file.c, test_CreateFile2'),
    grade: 'tested on Windows',
  },
  {
    id: 'PORT-9',
    statement:
      'The completion key belongs to the handle and comes back with each of its packets, unread. Operations are told apart by the address of their OVERLAPPED.',
    wine: null,
    source: `${CREATE}; ${SOCKET_TESTS}, iocp_async_read`,
    grade: 'tested on Windows',
  },
  {
    id: 'PORT-10',
    statement:
      'NumberOfConcurrentThreads limits how many of the port’s threads run at once, not how many wait. 0 means as many as there are processors.',
    wine: 'The number is accepted and ignored.',
    source: CREATE,
    grade: 'documented',
  },
  {
    id: 'POST-1',
    statement:
      'PostQueuedCompletionStatus queues its three values as they are. Windows checks none of them and follows no pointer; the OVERLAPPED may be any number.',
    wine: null,
    source: `${page('fileio/postqueuedcompletionstatus')}; ${wineTests('dlls/kernel32/tests/file.c, test_post_completion')}`,
    grade: 'tested on Windows',
  },
  {
    id: 'POST-2',
    statement:
      'A posted packet may carry a null OVERLAPPED. A null OVERLAPPED alone therefore does not mean that nothing was dequeued.',
    wine: null,
    source: wineTests('dlls/ntdll/tests/sync.c, test_completion_port_scheduling'),
    grade: 'tested on Windows',
  },
  {
    id: 'GQ-3',
    statement: 'A successful dequeue leaves the thread’s last error as it was.',
    wine: null,
    source: `${SOCKET_TESTS}, test_completion_port`,
    grade: 'tested on Windows',
  },
  {
    id: 'GQ-6',
    statement:
      'An operation failed when its NTSTATUS is negative as a signed number: 0x80000000 and up. Warnings count as failures and still carry their byte count.',
    wine: null,
    source: 'reactos/reactos, dll/win32/kernel32/client/file/iocompl.c',
    grade: 'inferred',
  },
  {
    id: 'GQ-7',
    statement:
      'A time-out of 0 polls, 0xFFFFFFFF waits for ever. A finite wait may end a little early.',
    wine: null,
    source: DEQUEUE,
    grade: 'documented',
  },
  {
    id: 'GQ-10',
    statement:
      'Packets leave in the order in which they were queued. In which order operations complete, and so queue them, is another matter.',
    wine: null,
    source: `${PORTS}; ${wineTests('dlls/kernel32/tests/file.c, test_post_completion')}`,
    grade: 'tested on Windows',
  },
  {
    id: 'EX-1',
    statement:
      'GetQueuedCompletionStatusEx returns as soon as there is one packet, with as many as are queued and fit. It does not wait to fill the array.',
    wine: null,
    source: wineTests('dlls/kernel32/tests/file.c, test_post_completion'),
    grade: 'tested on Windows',
  },
  {
    id: 'EX-2',
    statement:
      'The number of packets is in *ulNumEntriesRemoved. The return value is a BOOL: TRUE, which is 1, whatever the number is.',
    wine: null,
    source: DEQUEUE,
    grade: 'tested on Windows',
  },
  {
    id: 'EX-3',
    statement:
      'After a time-out it returns FALSE with error 258, and *ulNumEntriesRemoved may be 0 or 1: it says nothing then.',
    wine: null,
    source: wineTests('dlls/kernel32/tests/file.c, test_post_completion'),
    grade: 'tested on Windows',
  },
  {
    id: 'EX-5',
    statement:
      'It returns TRUE also when every operation it dequeued has failed. Each entry carries its own NTSTATUS, and each has to be looked at.',
    wine: null,
    source: DEQUEUE,
    grade: 'documented',
  },
  {
    id: 'EX-6',
    statement:
      'Of an entry’s Internal only the low 4 bytes are written, the NTSTATUS. On 64-bit Windows the upper 4 keep what was there.',
    wine: null,
    source: wineTests('dlls/kernel32/tests/file.c, test_post_completion'),
    grade: 'tested on Windows',
  },
  {
    id: 'EX-11',
    statement:
      'An OVERLAPPED_ENTRY is 32 bytes on 64-bit Windows, laid out as the kernel’s FILE_IO_COMPLETION_INFORMATION. Bytes 28 to 31 lie behind the 32-bit byte count.',
    wine: null,
    source: wineTests('dlls/ntdll/tests/file.c, test_set_io_completion'),
    grade: 'tested on Windows',
  },
  {
    id: 'CLOSE-3',
    statement:
      'Packets that are still queued are lost when the port is closed. Operations that have started go on.',
    wine: null,
    source: 'reactos/reactos, ntoskrnl/io/iomgr/iocomp.c',
    grade: 'inferred',
  },
  {
    id: 'OV-1',
    statement:
      'Starting an operation writes STATUS_PENDING, 0x103, into Internal. InternalHigh is left alone.',
    wine: null,
    source: `${SOCKET_TESTS}, test_nonblocking_async_recv`,
    grade: 'tested on Windows',
  },
  {
    id: 'OV-2',
    statement:
      'When the operation is over, Internal holds its NTSTATUS, 0 for success, and InternalHigh its byte count.',
    wine: null,
    source: `${SOCKET_TESTS}, iocp_async_read`,
    grade: 'tested on Windows',
  },
  {
    id: 'OV-3',
    statement:
      'Only the low 4 bytes of Internal are written. Zero the OVERLAPPED first, and compare 32 bits.',
    wine: null,
    source: `${OVERLAPPED}; measured on Wine 8.0`,
    grade: 'inferred',
  },
  {
    id: 'OV-4',
    statement:
      'HasOverlappedIoCompleted asks only whether Internal differs from 0x103. A zeroed OVERLAPPED that was never used counts as completed.',
    wine: null,
    source: page('api/winbase/nf-winbase-hasoverlappediocompleted'),
    grade: 'documented',
  },
  {
    id: 'OV-5',
    statement:
      'For a pending operation of a handle with a port and no event, Internal and InternalHigh are written when the packet is removed from the port, not when the operation completes. Polling them never works.',
    wine: 'They are written when the operation completes.',
    source: `${PORTS}; ${wineTests('dlls/ws2_32/tests/afd.c')}`,
    grade: 'tested on Windows',
  },
  {
    id: 'OV-9',
    statement:
      'The OVERLAPPED and the data buffers must stay allocated, unmoved and unused by anything else until the packet was dequeued: also after a cancel, also after closesocket.',
    wine: null,
    source: `${OVERLAPPED}; devblogs.microsoft.com/oldnewthing/20110202-00, 20110203-00`,
    grade: 'documented',
  },
  {
    id: 'OV-10',
    statement:
      'The array of WSABUF is read during the call and may go afterwards; so may what lpFlags points at.',
    wine: null,
    source: `${RECEIVE}; ${wineTests('dlls/ws2_32/tests/afd.c, test_recv')}`,
    grade: 'tested on Windows',
  },
  {
    id: 'OV-11',
    statement:
      'Each operation that is under way needs an OVERLAPPED of its own. It may be used again once its packet was dequeued.',
    wine: null,
    source: OVERLAPPED,
    grade: 'documented',
  },
  {
    id: 'SKIP-3',
    statement:
      'Unless the handle was told otherwise with SetFileCompletionNotificationModes, an operation that succeeds at once queues a packet all the same.',
    wine: null,
    source: `${SOCKET_TESTS}, test_completion_port`,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-1',
    statement:
      'A receive that finds no data returns -1 with error 997, WSA_IO_PENDING: it has started.',
    wine: null,
    source: `${SOCKET_TESTS}, iocp_async_read`,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-2',
    statement:
      'A pending receive completes with whatever arrives first, from 1 byte up to the length it lent. It does not wait until the buffer is full.',
    wine: null,
    source: `${RECEIVE}; ${SOCKET_TESTS}, iocp_async_read`,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-3',
    statement:
      'A receive that finds data usually returns 0 at once, and a packet is queued as well. It may also pend: write for both.',
    wine: null,
    source: `${SOCKET_TESTS}, test_completion_port`,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-4',
    statement: 'A receive that fails at once, with any error but 997, queues no packet.',
    wine: null,
    source: `${RECEIVE}; ${SOCKET_TESTS}, test_completion_port`,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-5',
    statement: 'When the peer closes in good order, a receive succeeds with 0 bytes.',
    wine: null,
    source: `${RECEIVE}; ${SOCKET_TESTS}, test_completion_port`,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-6',
    statement:
      'When the peer resets the connection, a pending receive ends with STATUS_CONNECTION_RESET, 0xC000020D, and 0 bytes.',
    wine: null,
    source: `${SOCKET_TESTS}, test_tcp_reset`,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-7',
    statement:
      'A receive of length 0 completes with 0 bytes when data arrives. For such a receive 0 bytes do not mean the end.',
    wine: null,
    source: `${SOCKET_TESTS}, test_empty_recv`,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-9',
    statement:
      'The flags go in and out: lpFlags must point at a DWORD, and NULL fails with error 10014.',
    wine: null,
    source: RECEIVE,
    grade: 'inferred',
  },
  {
    id: 'RECV-10',
    statement:
      'Beside an OVERLAPPED, lpNumberOfBytesRecvd may be NULL, and should be: the count at the call can mislead.',
    wine: null,
    source: `${RECEIVE}; ${SOCKET_TESTS}, test_nonblocking_async_recv`,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-13',
    statement:
      'On a socket made without WSA_FLAG_OVERLAPPED, WSARecv with an OVERLAPPED blocks until data arrives.',
    wine: null,
    source: SOCKET_TESTS,
    grade: 'tested on Windows',
  },
  {
    id: 'RECV-14',
    statement:
      'A call without an OVERLAPPED, such as send, waits for its end and queues no packet, on a socket with a port neither.',
    wine: null,
    source: page('winsock/receiving-completion-indications-2'),
    grade: 'inferred',
  },
  {
    id: 'SCLOSE-1',
    statement:
      'Closing a socket with closesocket ends its pending operations; each still brings its packet, with an error: 1236 by test, 995 by the documentation, 64 by a report.',
    wine: 'The error is 676.',
    source: `${SOCKET_TESTS}, iocp_async_read_closesocket; ${page('api/winsock/nf-winsock-closesocket')}`,
    grade: 'tested on Windows',
  },
  {
    id: 'THR-3',
    statement:
      'The last error belongs to a thread. Take it right after the call, on the same thread, before anything else can run.',
    wine: null,
    source: page('api/errhandlingapi/nf-errhandlingapi-getlasterror'),
    grade: 'inferred',
  },
  {
    id: 'FFI-1',
    statement: 'BOOL is a 32-bit int. Bound as one byte, the other three are left to chance.',
    wine: null,
    source: page('winprog/windows-data-types'),
    grade: 'documented',
  },
  {
    id: 'FFI-2',
    statement:
      'HANDLE, SOCKET and ULONG_PTR are as wide as a pointer, 8 bytes on 64-bit Windows. INVALID_HANDLE_VALUE and INVALID_SOCKET have all bits set.',
    wine: null,
    source: page('winprog/windows-data-types'),
    grade: 'documented',
  },
  {
    id: 'FFI-3',
    statement: 'WSAOVERLAPPED is OVERLAPPED: winsock2.h defines the one name as the other.',
    wine: null,
    source: 'winsock2.h, as mingw-w64 has it',
    grade: 'documented',
  },
  {
    id: 'FFI-4',
    statement:
      'WSABUF has 4 bytes of padding between len and buf on 64-bit Windows. WSADATA has its members in another order on 64-bit than on 32-bit Windows.',
    wine: null,
    source: 'ws2def.h and winsock2.h, as mingw-w64 has them',
    grade: 'documented',
  },
  {
    id: 'FFI-5',
    statement:
      'Winsock’s functions live in ws2_32.dll, those of the port in kernel32.dll. WSAGetLastError and GetLastError read the same number.',
    wine: null,
    source: page('api/winsock/nf-winsock-wsagetlasterror'),
    grade: 'documented',
  },
  {
    id: 'FFI-6',
    statement: 'A process calls WSAStartup once before any other Winsock function.',
    wine: null,
    source: page('api/winsock/nf-winsock-wsastartup'),
    grade: 'documented',
  },
  {
    id: 'FFI-7',
    statement:
      'Memory that the kernel will write must not move or be collected. JavaScript cannot know of the kernel’s pointer, so it is allocated natively or held on purpose.',
    wine: null,
    source: OVERLAPPED,
    grade: 'inferred',
  },
];
