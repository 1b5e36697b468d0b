import type { Erratum } from './schema.ts';

/** What the original chapter leaves out, and a reader would have needed. */
export const omissions: readonly Erratum[] = [
  {
    id: 'O1',
    original: 'How a dequeue can end, and that each entry has a status.',
    truth:
      'A dequeue of one packet can end in four ways, and only the return value and the pointer together tell them apart. A dequeue of many says TRUE even where every operation has failed, and leaves it to each entry to tell.',
    known: 'By the programs of the facts, and by `four-cases.ts` of chapter 9.',
    facts: ['GQ-1', 'GQ-2', 'GQ-4', 'EX-5'],
    belief: 'M16',
    program: '09-two-event-loops/false-means-nothing',
  },
  {
    id: 'O2',
    original: 'How long memory has to live.',
    truth:
      'The OVERLAPPED and the buffer are lent from the start of an operation until its packet is dequeued. The list of buffers itself, and WSARecv’s count and flags, are done with when the call returns.',
    known: 'By Microsoft’s page on WSARecv and the programs of the facts.',
    facts: ['OV-9', 'OV-10'],
    belief: 'M10',
    program: '07-five-slow-answers/counts-must-live',
  },
  {
    id: 'O3',
    original: 'What the end of a connection looks like.',
    truth: 'On a stream it is a success with 0 bytes.',
    known: 'By Wine’s tests, which run on Windows, and by a program of the fact.',
    facts: ['RECV-5'],
    belief: 'M28',
    program: '07-five-slow-answers/zero-bytes-as-data',
  },
  {
    id: 'O4',
    original: 'How an operation is cancelled, and what closing does.',
    truth:
      'CancelIoEx only asks, and the packet still comes, mostly with 995. To close a socket ends its operations too, and each brings its packet; the error is 1236 by Wine’s tests and 995 by Microsoft’s page.',
    known:
      'By Wine’s tests, which run on Windows, by Microsoft’s pages on CancelIoEx and closesocket, and by the programs of the facts.',
    facts: ['CANC-1', 'CANC-7', 'SCLOSE-1'],
    belief: 'M19',
    program: '11-cancel-and-stop/freed-after-cancel',
  },
  {
    id: 'O5',
    original: 'That an operation may be over at once, and how to be spared its packet.',
    truth:
      'SetFileCompletionNotificationModes asks for that, for each handle. It covers what succeeds at once and nothing else.',
    known: 'By Wine’s tests and the programs of the facts.',
    facts: ['SKIP-1', 'SKIP-2', 'SKIP-3'],
    belief: 'M04',
    program: '06-three-ways-to-start/skip-covers-all',
  },
  {
    id: 'O6',
    original: 'Why there are completion ports at all: many threads, of which a few run.',
    truth:
      'The port wakes the thread that began to wait last, keeps the number of running threads below its limit or at it, and lets another in when one has to wait elsewhere.',
    known:
      'By Microsoft’s page on completion ports, and the order of waking by Wine’s tests, which run on Windows. The simulated Windows shows it step by step; Wine 8.0 ignores the limit.',
    facts: ['SCHED-1', 'SCHED-2', 'SCHED-3'],
    belief: 'M31',
    program: '13-threads-and-the-limit/as-many-as-threads',
  },
  {
    id: 'O7',
    original: 'PostQueuedCompletionStatus.',
    truth:
      'It wakes a thread that waits, and says what the program likes: mostly, that it is time to stop.',
    known: 'By the programs of the facts. Chapter 1 begins with it.',
    facts: ['POST-1', 'CLOSE-2'],
    belief: 'M27',
    program: '01-port-is-a-queue/post-fills-in',
  },
  {
    id: 'O8',
    original: 'That a handle has to be overlapped, and has one port for life.',
    truth:
      'Rust’s sockets are overlapped, so the example does not meet it. A file that is opened without the flag is refused, and so is a second association.',
    known: 'By Wine’s tests and the programs of the facts.',
    facts: ['PORT-6', 'PORT-4'],
    belief: 'M30',
    program: '08-whose-completion/associated-again',
  },
  {
    id: 'O9',
    original: 'WSAStartup.',
    truth:
      'Without it there are no sockets. Rust’s standard library makes the call in silence, and Node does the same; in our programs it stands there to be seen.',
    known:
      'By the source of Rust’s standard library, and by a program that takes back every call and then fails with 10093.',
    facts: ['FFI-6'],
  },
  {
    id: 'O10',
    original: 'That one failure has several numbers.',
    truth:
      'An NTSTATUS stands in the OVERLAPPED, a Win32 error is what the dequeue leaves, and a Winsock error is what WSAGetOverlappedResult makes of it: the same reset is 0xC000020D, 64 and 10054.',
    known: 'By a table of what each call says, measured on Wine 8.0 and held against Wine’s tests.',
    facts: ['RECV-6', 'RES-1', 'NUM-1', 'NUM-2'],
  },
];
