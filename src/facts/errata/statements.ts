import type { Erratum } from './schema.ts';

/** In what the original chapter says. */
export const statements: readonly Erratum[] = [
  {
    id: 'E17',
    original:
      'A comment at CreateIoCompletionPort speaks of a size that is ignored and must not be 0.',
    truth:
      'There is no size. That rule is epoll’s. The last argument says how many threads may run at once, and the 0 that stands in that very line means one for each processor.',
    known: 'By Microsoft’s page on the function.',
    facts: ['PORT-10'],
  },
  {
    id: 'E18',
    original: 'WSARecv is said to “register interest” in reading.',
    truth:
      'It starts the receive. The packet says that the receive is over, not that one would succeed now. This is what tells completion from readiness, and the words hide it.',
    known:
      'By Microsoft’s page on WSARecv, and by Wine’s tests, which run on Windows: the data is in the buffer when the packet comes.',
    facts: ['RECV-2', 'OV-9'],
    belief: 'M01',
    program: '07-five-slow-answers/interest-in-reading',
  },
  {
    id: 'E19',
    original: 'One is notified when the buffers are filled.',
    truth:
      'One is told as soon as some data has come, or the peer has left, or the receive has failed.',
    known: 'By Wine’s tests and the programs of the facts.',
    facts: ['RECV-2', 'RECV-5', 'RECV-6'],
  },
  {
    id: 'E20',
    original: 'The library mio is said to have moved to wepoll, “which avoids IOCP”.',
    truth:
      'Wepoll stands on a completion port. It asks the socket driver to say when a socket is ready, and that answer comes as a packet. What it spares its user is to start every receive and send as an operation. Mio took over that plan and wrote it anew in Rust, on a port of its own.',
    known:
      'By the sources: wepoll.c makes a port and calls GetQueuedCompletionStatusEx, and mio’s src/sys/windows/selector.rs holds a CompletionPort, since version 0.7.',
    facts: [],
  },
  {
    id: 'E21',
    original: 'INVALID_HANDLE_VALUE is said to be defined in `win32.h`.',
    truth:
      'There is no such header. It stands in handleapi.h, which windows.h includes. The crate to which the chapter links for the same constant has it in the right place, handleapi.rs.',
    known: 'By the headers of Windows, as mingw-w64 has them.',
    facts: ['FFI-2'],
  },
  {
    id: 'E22',
    original: 'WSAOVERLAPPED is said to be designed with the same layout as OVERLAPPED.',
    truth: 'It is OVERLAPPED. A header defines the one name as the other.',
    known: 'By winsock2.h, as mingw-w64 has it: `#define WSAOVERLAPPED OVERLAPPED`.',
    facts: ['FFI-3'],
  },
  {
    id: 'E23',
    original: 'The dequeue is said to take an array of `Event` structs.',
    truth:
      'It takes OVERLAPPED_ENTRY structs. An event is another object of Windows, and one may stand in `hEvent`.',
    known: 'By Microsoft’s page on GetQueuedCompletionStatusEx.',
    facts: ['EX-11', 'EVT-1'],
  },
  {
    id: 'E24',
    original: 'The dequeue is said to block until an event occurs.',
    truth:
      'Where a packet is queued already it returns at once. It may also return with FALSE and without a packet: when the port is closed, and with other arguments than here after a time-out or for an APC.',
    known: 'By Wine’s tests, which run on Windows, and by the programs of the facts.',
    facts: ['EX-1', 'EX-3', 'EX-7', 'EX-10'],
  },
  {
    id: 'E25',
    original: 'A time-out of “-1” is said to mean none.',
    truth:
      'The argument is an unsigned number of 32 bits, and INFINITE is 0xFFFFFFFF. The code has it right, and a comment at the constant says where the -1 comes from: the same bits, read with a sign.',
    known: 'By winbase.h, as mingw-w64 has it, and by Microsoft’s page.',
    facts: ['GQ-7'],
  },
  {
    id: 'E26',
    original: 'The functions are called syscalls.',
    truth:
      'They are functions of libraries. The system calls below them have other names, such as NtRemoveIoCompletionEx for the dequeue. A receive is a request to the socket driver, by NtDeviceIoControlFile.',
    known: 'By the source of Wine 10.10, dlls/kernelbase/sync.c and dlls/ws2_32/socket.c.',
    facts: ['EX-11'],
  },
  {
    id: 'E27',
    original:
      'CreateIoCompletionPort is said to do one thing the first time and another the second.',
    truth:
      'What it does depends on its arguments and not on how often it was called, as the page says to which the chapter links. And it can do both at once: make a port and associate a handle with it.',
    known:
      'By Microsoft’s page on the function, and by a program of each fact for the first two; for both at once also by the source of Wine 10.10, dlls/kernelbase/sync.c.',
    facts: ['PORT-1', 'PORT-2'],
  },
  {
    id: 'E28',
    original: 'That the key does not tell which operation has ended is called a problem.',
    truth:
      'The key belongs to the handle, that is true, and it is meant so. The packet also carries the address of the OVERLAPPED, and that is what tells the operation. The chapter then uses just that, and calls it a trick; it is the way that was intended.',
    known: 'By a program that has two operations under way on one handle.',
    facts: ['PORT-9'],
    belief: 'M12',
    program: '08-whose-completion/key-as-operation',
  },
  {
    id: 'E29',
    original: 'A reader is told to change line 161.',
    truth:
      'Line 161 is the faulty `set_len`; the line that is meant is 165. Whoever follows it to the letter has a program that does not compile.',
    known: 'By counting the lines of the listing.',
    facts: [],
  },
  {
    id: 'E30',
    original: 'The system is said to touch only its own part of the bigger struct.',
    truth:
      'True of the 32 bytes of an OVERLAPPED on 64-bit Windows, and only as long as the struct stays where it was until its packet is dequeued. The second half of the sentence is missing.',
    known: 'By the rule of ownership, and by the size of an OVERLAPPED.',
    facts: ['OV-9'],
    belief: 'M09',
    program: '04-lending-memory/moved',
  },
  {
    id: 'E31',
    original: 'Of the three systems Windows is said to have the best documentation.',
    truth:
      'It is rich, and in places it does not agree with what Windows does, or with itself. What a receive says when its socket is closed is one such place, what becomes of an operation when its thread ends another.',
    known:
      'By Wine’s tests, which run on Windows, held against Microsoft’s pages on closesocket and on ExitThread.',
    facts: ['SCLOSE-1', 'THR-1'],
    belief: 'M15',
  },
  {
    id: 'E32',
    original: 'The program asks a server on the internet for its slow answers.',
    truth:
      'From where we work it could not be reached, and a book outlives most servers. Ours runs on the reader’s own machine, and so does the one that comes with the author’s later book.',
    known:
      'By the address in the program, and by delayserver/README.md in PacktPublishing/Asynchronous-Programming-in-Rust.',
    facts: [],
  },
];
