import type { Belief, Source } from './schema.ts';
import { article, issue } from './sources.ts';

/** The chapter that this workbook grew from, by Carl Fredrik Samson. */
const ORIGIN: Source = {
  kind: 'code',
  text: 'cfsamson/book-exploring-epoll-kqueue-iocp, “IOCP – the express version”',
  url: 'https://github.com/cfsamson/book-exploring-epoll-kqueue-iocp',
};

const oldNewThing = (day: string, title: string, url: string): Source =>
  article(`Raymond Chen, The Old New Thing, ${day}, “${title}”`, url);

const CANCEL_AND_WAIT = oldNewThing(
  '2011-02-02',
  'Ready… cancel… wait for it!',
  'https://blogs.msdn.com/b/oldnewthing/archive/2011/02/02/10123392.aspx',
);

/** What learners believe of completion ports and is not so. */
export const beliefs: readonly Belief[] = [
  {
    id: 'M01',
    belief: 'WSARecv registers my interest in reading.',
    truth:
      'It starts the receive and lends the buffer. The packet says that the receive is over, not that one would succeed.',
    refutedBy: ['RECV-2', 'RECV-1', 'OV-9'],
    seen: [ORIGIN, issue('netcan/asyncio', 22)],
    chapters: [7],
  },
  {
    id: 'M02',
    belief: 'The return value of the dequeue tells how many packets there are.',
    truth: 'It is a BOOL: 1 for any number of packets. The number is in *ulNumEntriesRemoved.',
    refutedBy: ['EX-2', 'EX-1'],
    seen: [ORIGIN],
    chapters: [1],
  },
  {
    id: 'M03',
    belief: 'If the call succeeds at once, there is no packet to wait for.',
    truth: 'The packet is queued all the same, unless the handle was told otherwise.',
    refutedBy: ['SKIP-3', 'RECV-3', 'FILE-3', 'OV-13'],
    seen: [
      ORIGIN,
      issue('tokio-rs/mio', 476),
      oldNewThing(
        '2010-10-08',
        'Why does my asynchronous I/O request return TRUE instead of failing with ERROR_IO_PENDING?',
        'https://devblogs.microsoft.com/oldnewthing/20101008-00/?p=12583',
      ),
    ],
    chapters: [6],
  },
  {
    id: 'M04',
    belief: 'I have asked for skip-on-success, so it is on, and it covers everything.',
    truth:
      'The request can fail, and below some providers it is not safe. Then each success brings its packet after you have handled it. And what pended brings its packet always.',
    refutedBy: ['SKIP-2', 'SKIP-3', 'SKIP-7'],
    seen: [
      issue('microsoft/WSL', 40042),
      issue('golang/go', 77448),
      issue('microsoft/go-winio', 102),
    ],
    chapters: [6],
  },
  {
    id: 'M05',
    belief: 'ERROR_IO_PENDING is an error.',
    truth: 'It says that the operation has started. It is the usual answer.',
    refutedBy: ['RECV-1', 'FILE-1'],
    seen: [ORIGIN],
    chapters: [5],
  },
  {
    id: 'M06',
    belief: 'Overlapped means asynchronous.',
    truth:
      'Overlapped means that the call may return before the operation is over. It may just as well be over at once.',
    refutedBy: ['RECV-3', 'FILE-1', 'SEND-1'],
    seen: [
      article(
        'Microsoft support article 156932, “Asynchronous disk I/O appears as synchronous on Windows”',
        'https://learn.microsoft.com/previous-versions/troubleshoot/windows/win32/asynchronous-disk-io-synchronous',
      ),
    ],
    chapters: [5, 6],
  },
  {
    id: 'M07',
    belief: 'A JavaScript object can be my OVERLAPPED.',
    truth:
      'The object is copied by koffi to scratch memory for the time of the call. The next call gets the same address, and what Windows writes later arrives nowhere.',
    refutedBy: ['FFI-8', 'OV-9', 'OV-11'],
    seen: [issue('microsoft/CsWin32', 1066), issue('dotnet/pinvoke', 272)],
    chapters: [4],
  },
  {
    id: 'M08',
    belief: 'Windows holds a pointer to it, so the runtime keeps it alive.',
    truth:
      'The garbage collector sees no pointer of the kernel’s. Only a reference of ours counts.',
    refutedBy: ['FFI-7', 'FFI-15', 'OV-9'],
    seen: [
      issue('mhammond/pywin32', 259),
      issue('vlang/v', 27757),
      issue('denoland/deno', 32775),
      issue('Koromix/koffi', 133),
    ],
    chapters: [4],
  },
  {
    id: 'M09',
    belief: 'The struct may move, or live on the stack.',
    truth: 'Its address is what Windows has. It must stay the same until the packet was dequeued.',
    refutedBy: ['OV-9', 'FFI-7'],
    seen: [
      issue('blackbeam/named_pipe', 3),
      issue('crystal-lang/crystal', 11776),
      issue('tailscale/tailscale', 944),
    ],
    chapters: [4],
  },
  {
    id: 'M10',
    belief: 'Only the OVERLAPPED must live; every out-parameter is mine again at once.',
    truth:
      'What the operation fills later must live until the packet: the buffers, and WSARecvFrom’s address and its length. WSARecv’s count and flags need not.',
    refutedBy: ['OV-10', 'OV-9'],
    seen: [issue('lalinsky/zio', 558)],
    chapters: [7],
  },
  {
    id: 'M11',
    belief: 'One OVERLAPPED for each socket is enough.',
    truth: 'Each operation that is under way needs its own.',
    refutedBy: ['OV-11'],
    seen: [issue('microsoft/CsWin32', 1066)],
    chapters: [7, 8],
  },
  {
    id: 'M12',
    belief: 'The completion key tells which operation it was.',
    truth: 'The key belongs to the handle. The address of the OVERLAPPED tells the operation.',
    refutedBy: ['PORT-9'],
    seen: [
      article('A thread of rsdn.org, 8013479', 'https://www.rsdn.org/forum/network/8013479.1'),
    ],
    chapters: [8],
  },
  {
    id: 'M13',
    belief: 'My context may stand before the OVERLAPPED or behind it, no matter which.',
    truth:
      'The pointer that comes back is the OVERLAPPED’s own. With the context in front, everything read from it is shifted.',
    refutedBy: ['PORT-9', 'POST-1'],
    seen: [issue('smol-rs/polling', 137)],
    chapters: [8],
  },
  {
    id: 'M14',
    belief: 'A DWORD is a long, and ULONG_PTR has 32 bits.',
    truth: 'A DWORD has 4 bytes everywhere; ULONG_PTR is as wide as a pointer.',
    refutedBy: ['FFI-2', 'FFI-11', 'FFI-10'],
    seen: [issue('TTGuoying/IOCPServer', 2), issue('oven-sh/bun', 25886)],
    chapters: [2, 3],
  },
  {
    id: 'M15',
    belief: 'The struct on the reference page is right.',
    truth:
      'Sometimes it is not: compare it with a header, or with bytes. WSADATA, for one, has its members in two orders.',
    refutedBy: ['FFI-3', 'FFI-4', 'EX-11'],
    seen: [
      issue('MicrosoftDocs/sdk-api', 925),
      issue('MicrosoftDocs/sdk-api', 2156),
      issue('odin-lang/Odin', 2775),
      issue('ziglang/zig', 9094),
    ],
    chapters: [3],
  },
  {
    id: 'M16',
    belief: 'FALSE from GetQueuedCompletionStatus means that nothing happened.',
    truth:
      'Look at the pointer. NULL: nothing was dequeued. Anything else: the packet of a failed operation was, and it will not come again.',
    refutedBy: ['GQ-2', 'GQ-4', 'GQ-1'],
    seen: [
      {
        kind: 'code',
        text: 'libevent/libevent, commit e794d71',
        url: 'https://github.com/libevent/libevent/commit/e794d71',
      },
      issue('yoshuawuyts/miow', 25),
    ],
    chapters: [9],
  },
  {
    id: 'M17',
    belief: 'GetQueuedCompletionStatusEx succeeded, so every entry did.',
    truth: 'Each entry carries its own NTSTATUS, and each has to be looked at.',
    refutedBy: ['EX-5'],
    seen: [issue('winddriver/Delphi-Cross-Socket', 140)],
    chapters: [9],
  },
  {
    id: 'M18',
    belief: 'WAIT_TIMEOUT is a failure.',
    truth: '258 says that no packet came in time. It is a tick of the clock.',
    refutedBy: ['GQ-1', 'EX-3'],
    seen: [
      {
        kind: 'code',
        text: 'cfsamson/examples-minimio, src/windows.rs',
        url: 'https://github.com/cfsamson/examples-minimio/blob/master/src/windows.rs',
      },
    ],
    chapters: [9],
  },
  {
    id: 'M19',
    belief: 'After CancelIoEx I may free the memory.',
    truth: 'CancelIoEx asks. The packet still comes; until then the memory is the kernel’s.',
    refutedBy: ['CANC-7', 'CANC-1', 'CANC-4', 'OV-9'],
    seen: [CANCEL_AND_WAIT, issue('pjsip/pjproject', 4136)],
    chapters: [11],
  },
  {
    id: 'M20',
    belief: 'Closing the port or the handle ends the work.',
    truth:
      'Operations that have started go on, and packets still queued are lost. Drain until nothing is outstanding, then close.',
    refutedBy: ['CLOSE-3', 'SCLOSE-1', 'CLOSE-1', 'CLOSE-2'],
    seen: [issue('alibaba/yalantinglibs', 57)],
    chapters: [11],
  },
  {
    id: 'M21',
    belief: 'Completions come in the order in which I submitted.',
    truth:
      'Packets leave the port in the order in which they were queued. In which order operations complete is another matter.',
    refutedBy: ['GQ-10', 'CANC-6'],
    seen: [ORIGIN],
    chapters: [7, 12],
  },
  {
    id: 'M22',
    belief: 'A socket accepted by AcceptEx is a socket like any other.',
    truth: 'Not before it was given the context of the socket that listens.',
    refutedBy: ['CONN-6', 'PORT-7'],
    seen: [
      issue('nanomsg/nng', 1604),
      issue('microsoft/WSL', 40505),
      issue('zeroc-ice/ice', 5684),
      issue('tokio-rs/mio', 397),
      issue('pjsip/pjproject', 1001),
      issue('jart/cosmopolitan', 1164),
    ],
    chapters: [10],
  },
  {
    id: 'M23',
    belief: 'I can add Node’s own socket to my port.',
    truth: 'Node has associated it with its own port already, and a handle has one port for life.',
    refutedBy: ['FFI-16', 'PORT-4'],
    seen: [
      issue('python/cpython', 94337),
      issue('joyent/libuv', 1023),
      issue('awslabs/aws-c-io', 294),
    ],
    chapters: [9],
  },
  {
    id: 'M24',
    belief: 'Any file handle will do.',
    truth: 'It has to be opened for overlapped operations.',
    refutedBy: ['PORT-6'],
    seen: [issue('yoshuawuyts/miow', 59)],
    chapters: [5],
  },
  {
    id: 'M25',
    belief: 'I can ask for the last error later.',
    truth: 'It is the thread’s, and the next call may replace it. Take it with the call.',
    refutedBy: ['THR-3'],
    seen: [
      issue('Koromix/koffi', 112),
      issue('node-ffi/node-ffi', 261),
      issue('halildurmus/win32', 189),
    ],
    chapters: [2],
  },
  {
    id: 'M26',
    belief: 'With .async a wait costs nothing.',
    truth: 'It occupies one of the pool’s few threads for as long as it waits.',
    refutedBy: ['FFI-12', 'FFI-13'],
    seen: [issue('Koromix/koffi', 255), issue('Sahil1337/node-tls-client', 11)],
    chapters: [9],
  },
  {
    id: 'M27',
    belief: 'What I give PostQueuedCompletionStatus means something to Windows.',
    truth: 'The three values pass through untouched.',
    refutedBy: ['POST-1', 'POST-2'],
    seen: [issue('tringi/win32-iocp-events', 1)],
    chapters: [1],
  },
  {
    id: 'M28',
    belief: 'Zero bytes is an error, or else a piece of data with nothing in it.',
    truth:
      'On a stream it says that the peer has closed in good order; after a receive of length 0 it says that data is there.',
    refutedBy: ['RECV-5', 'RECV-7'],
    seen: [
      issue('PacktPublishing/Asynchronous-Programming-in-Rust', 4),
      issue('yoshuawuyts/miow', 3),
      issue('MarcJHuber/event-driven-servers', 204),
    ],
    chapters: [7],
  },
  {
    id: 'M29',
    belief: 'The function fills the array or the object that I pass.',
    truth:
      'It fills koffi’s copy. Only a parameter that is declared _Out_ or _Inout_ is copied back.',
    refutedBy: ['FFI-9'],
    seen: [issue('Koromix/luigi', 6), issue('Koromix/koffi', 146), issue('Koromix/koffi', 106)],
    chapters: [2],
  },
  {
    id: 'M30',
    belief: 'I can associate a handle again, with another key or another port.',
    truth:
      'It is associated once, for as long as it is open. The second call fails with 87 and changes nothing.',
    refutedBy: ['PORT-4', 'PORT-9'],
    seen: [issue('python/cpython', 94337), issue('awslabs/aws-c-io', 294)],
    chapters: [8],
  },
  {
    id: 'M31',
    belief:
      'How many threads I start decides how many work at once; 1 will do for the port’s limit.',
    truth:
      'The limit decides, however many threads wait at the port. With a limit of 1 the others wait on, unless the one that works has to wait itself.',
    refutedBy: ['SCHED-2', 'SCHED-3', 'PORT-10'],
    seen: [issue('tokio-rs/mio', 1161)],
    chapters: [13],
  },
];
