import { oneOf } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { page, reactos, wineCode, wineTest } from '../sources.ts';

const PORTS = page('fileio/i-o-completion-ports');
const DEQUEUE = page('api/ioapiset/nf-ioapiset-getqueuedcompletionstatus');
const QUEUE = 'ntoskrnl/ke/queue.c';
/** Wine names the number of threads in its requests and never looks at it again. */
const NO_LIMIT_ON_WINE = wineCode('server/completion.c', 'create_completion');

export const sched: readonly Fact[] = [
  {
    id: 'SCHED-1',
    statement:
      'The thread that began to wait last is released first. When packets come one by one, the same thread gets each of them, and the others wait on.',
    observable:
      'Four threads wait, 0 first and 3 last. Packets are posted one by one, each when all four wait again: thread 3 takes every one.',
    wine: 'The thread that has waited longest is released first: 0, 1, 2, 3.',
    sources: [
      PORTS,
      wineTest('dlls/ntdll/tests/sync.c', 'test_completion_port_scheduling'),
      reactos(QUEUE, 'KiInsertQueue'),
    ],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatus', 'PostQueuedCompletionStatus'],
    structs: [],
    related: ['SCHED-5'],
    program: {
      windows: { prints: { 'the threads that took the packets': [3, 3, 3, 3] } },
      wine: { prints: { 'the threads that took the packets': [0, 1, 2, 3] } },
    },
  },
  {
    id: 'SCHED-2',
    statement:
      'A packet can be queued and a thread can wait for it, and still the two do not meet: not while as many threads of the port run as its limit says.',
    observable:
      'Limit 1, two threads, two packets: while the first thread computes, only one packet is taken. The second is taken when the first thread comes back to the port.',
    wine: 'There is no limit: both packets are taken at once.',
    sources: [PORTS, reactos(QUEUE, 'KiInsertQueue', 'KeRemoveQueue'), NO_LIMIT_ON_WINE],
    grade: 'documented',
    functions: [
      'CreateIoCompletionPort',
      'GetQueuedCompletionStatus',
      'PostQueuedCompletionStatus',
    ],
    structs: [],
    related: ['SCHED-3', 'SCHED-5'],
    program: {
      windows: {
        prints: { 'taken while the first computes': 1, 'taken afterwards': 2 },
      },
      wine: {
        prints: { 'taken while the first computes': oneOf(1, 2), 'taken afterwards': 2 },
      },
    },
  },
  {
    id: 'SCHED-3',
    statement:
      'A thread of the port that waits for something else, whatever it is, does not count as running. Its place is free, and another thread is released for the next packet.',
    observable:
      'Limit 1, two threads, two packets: while the first thread computes, one packet is taken; as soon as it waits for an event, the other thread takes the second.',
    wine: 'There is no limit: the other thread takes the second packet at once.',
    sources: [
      PORTS,
      reactos(QUEUE, 'KiActivateWaiterQueue'),
      reactos('ntoskrnl/ke/wait.c', 'KeWaitForSingleObject', 'KeDelayExecutionThread'),
    ],
    grade: 'documented',
    functions: [
      'GetQueuedCompletionStatus',
      'PostQueuedCompletionStatus',
      'WaitForSingleObject',
      'SetEvent',
    ],
    structs: [],
    related: ['SCHED-4', 'SCHED-7', 'GQ-8'],
    program: {
      windows: {
        prints: {
          'taken while the first thread computes': 1,
          'taken while it waits for the event': 2,
          'threads that took them': 2,
        },
      },
      wine: {
        prints: {
          'taken while the first thread computes': oneOf(1, 2),
          'taken while it waits for the event': 2,
          'threads that took them': 2,
        },
      },
    },
  },
  {
    id: 'SCHED-4',
    statement:
      'The limit can be exceeded for a while: a thread whose wait is over goes on at once, though another one got its place. Until fewer threads run than the limit says, nobody gets a packet.',
    observable:
      'Limit 1: two threads compute at once, and a third packet is queued. One thread comes back and does not get it, because the other still runs. When that one comes back as well, the packet is taken.',
    wine: 'There is no limit: the first thread that comes back takes the packet.',
    sources: [
      PORTS,
      reactos(QUEUE, 'KeRemoveQueue'),
      reactos('ntoskrnl/ke/wait.c', 'KiUnlinkThread'),
    ],
    grade: 'documented',
    functions: [
      'GetQueuedCompletionStatus',
      'PostQueuedCompletionStatus',
      'WaitForSingleObject',
      'SetEvent',
    ],
    structs: [],
    related: ['SCHED-2'],
    program: {
      windows: {
        prints: {
          'threads that compute at once': 2,
          'taken when one of them has come back': 2,
          'taken when both have': 3,
        },
      },
      wine: {
        prints: {
          'threads that compute at once': 2,
          'taken when one of them has come back': oneOf(2, 3),
          'taken when both have': 3,
        },
      },
    },
  },
  {
    id: 'SCHED-5',
    statement:
      'A running thread that asks for a packet while one is queued gets it without waiting, past the threads that do wait. With a limit of one, a busy port needs a single thread.',
    observable:
      'Limit 1, two threads, four packets that are queued from the start: the same thread takes all four.',
    wine: 'There is no limit: both threads take packets. Either gets a queued one without waiting.',
    sources: [PORTS, reactos(QUEUE, 'KeRemoveQueue')],
    grade: 'documented',
    functions: ['GetQueuedCompletionStatus', 'PostQueuedCompletionStatus'],
    structs: [],
    related: ['POST-5'],
    program: {
      windows: { prints: { 'packets taken': 4, 'threads that took them': 1 } },
      wine: { prints: { 'packets taken': 4, 'threads that took them': oneOf(1, 2) } },
    },
  },
  {
    id: 'SCHED-6',
    statement:
      'Microsoft’s rule of thumb: as limit the number of processors, and at least twice as many threads as there are processors, so that one can take over when another one waits.',
    observable: null,
    wine: null,
    sources: [PORTS],
    grade: 'documented',
    functions: ['CreateIoCompletionPort'],
    structs: [],
    related: ['SCHED-3'],
    program: {
      none: 'It is advice on how many threads to make; a kernel does nothing by which it could be seen.',
    },
  },
  {
    id: 'SCHED-7',
    statement:
      'A thread that ends leaves its port, and its place is free. It need not come back to the port for that.',
    observable:
      'Limit 1, two threads, two packets: the first thread takes a packet and computes, and only one is taken. It ends, and the other thread takes the second packet.',
    wine: 'There is no limit: the other thread takes the second packet at once.',
    sources: [PORTS, reactos('ntoskrnl/ke/thrdobj.c', 'KeTerminateThread')],
    grade: 'documented',
    functions: ['GetQueuedCompletionStatus', 'PostQueuedCompletionStatus'],
    structs: [],
    related: [],
    program: {
      windows: {
        prints: { 'taken while the first thread computes': 1, 'taken after its end': 2 },
      },
      wine: {
        prints: { 'taken while the first thread computes': oneOf(1, 2), 'taken after its end': 2 },
      },
    },
  },
  {
    id: 'SCHED-8',
    statement:
      'A thread that asks another port for a packet leaves the one that it belonged to, and its place there is free, though it may never wait. From then on it runs on the other port’s account.',
    observable:
      'Limit 1, two threads, two packets: the first thread takes a packet and computes, and only one is taken. It takes a packet of another port and computes on; the other thread takes the second packet, and both compute at once.',
    wine: 'There is no limit: the other thread takes the second packet at once.',
    sources: [PORTS, DEQUEUE, reactos(QUEUE, 'KeRemoveQueue', 'KiActivateWaiterQueue')],
    grade: 'documented',
    functions: ['GetQueuedCompletionStatus', 'PostQueuedCompletionStatus'],
    structs: [],
    related: ['GQ-8', 'SCHED-7'],
    program: {
      windows: {
        prints: {
          'taken while the first thread computes': 1,
          'threads that compute when it has asked the other port': 2,
        },
      },
      wine: {
        prints: {
          'taken while the first thread computes': oneOf(1, 2),
          'threads that compute when it has asked the other port': 2,
        },
      },
    },
  },
  {
    id: 'SCHED-9',
    statement:
      'A thread whose wait at the port brought no packet counts as running all the same: when its time was up, and when an APC ended the wait. It keeps its place until it asks again, waits for something else, or ends.',
    observable:
      'Limit 1, two threads: one of them comes back from the port with 258 and computes. A packet is posted, the other thread waits, and nobody takes it until the first one comes back. The same after 192.',
    wine: 'There is no limit: the thread that waits takes the packet at once.',
    sources: [
      PORTS,
      reactos(QUEUE, 'KeRemoveQueue'),
      reactos('ntoskrnl/ke/wait.c', 'KiUnlinkThread'),
    ],
    grade: 'inferred',
    functions: [
      'GetQueuedCompletionStatus',
      'GetQueuedCompletionStatusEx',
      'PostQueuedCompletionStatus',
      'QueueUserAPC',
    ],
    structs: [],
    related: ['SCHED-2', 'GQ-8'],
    program: {
      windows: {
        prints: {
          'the waits ended with': [258, 192],
          'taken while it computes after a time-out': 1,
          'taken when it has come back from a time-out': 2,
          'taken while it computes after an APC': 3,
          'taken when it has come back from an APC': 4,
        },
      },
      wine: {
        prints: {
          'the waits ended with': [258, 192],
          'taken while it computes after a time-out': oneOf(1, 2),
          'taken when it has come back from a time-out': 2,
          'taken while it computes after an APC': oneOf(3, 4),
          'taken when it has come back from an APC': 4,
        },
      },
    },
  },
];
