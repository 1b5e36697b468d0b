import { between, oneOf } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { measured, mio, page, wineCode, wineTest } from '../sources.ts';

const DEQUEUE = page('fileio/getqueuedcompletionstatusex-func');
const ENTRY = page('api/minwinbase/ns-minwinbase-overlapped_entry');
const POSTED = wineTest('dlls/kernel32/tests/file.c', 'test_post_completion');
const NATIVE = wineTest('dlls/ntdll/tests/file.c', 'test_set_io_completion');

export const ex: readonly Fact[] = [
  {
    id: 'EX-1',
    statement:
      'GetQueuedCompletionStatusEx returns as soon as there is one packet, with as many as are queued and fit, in their order. It does not wait to fill the array, and what does not fit stays queued.',
    observable:
      'Of five packets, a call with room for three gets the first three, the next call two.',
    wine: null,
    sources: [POSTED, NATIVE],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatusEx'],
    structs: ['OVERLAPPED_ENTRY'],
    related: ['EX-2', 'EX-9'],
    program: { windows: { prints: { 'room for 3': [1, 2, 3], 'room for 64': [4, 5] } } },
  },
  {
    id: 'EX-2',
    statement:
      'The number of packets is in *ulNumEntriesRemoved. The return value is a BOOL: TRUE, which is 1, whatever the number is.',
    observable: 'With three packets, the call returns 1, and *ulNumEntriesRemoved is 3.',
    wine: null,
    sources: [DEQUEUE, POSTED, mio('src/sys/windows/iocp.rs', 'get_many')],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatusEx'],
    structs: [],
    related: ['EX-3', 'FFI-1'],
    program: { windows: { prints: { returned: 1, removed: 3 } } },
  },
  {
    id: 'EX-3',
    statement:
      'After a time-out it returns FALSE with error 258, and *ulNumEntriesRemoved may be 0 or 1: it says nothing then.',
    observable:
      'FALSE, and the last error is 258, WAIT_TIMEOUT. *ulNumEntriesRemoved was written: 0 on some versions of Windows, 1 on others.',
    wine: null,
    sources: [POSTED, NATIVE],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatusEx'],
    structs: [],
    related: [],
    program: { windows: { prints: { returned: 0, error: 258, removed: oneOf(0, 1) } } },
  },
  {
    id: 'EX-4',
    statement:
      'Room for no packet at all is a mistake, not a way to peek: with ulCount 0 the call fails, writes nothing, and leaves every packet queued.',
    observable:
      'FALSE, and the last error is 87, ERROR_INVALID_PARAMETER. *ulNumEntriesRemoved is untouched, and the packet is still there.',
    wine: 'It returns TRUE and writes 1 into *ulNumEntriesRemoved, although it wrote no entry and removed no packet.',
    sources: [NATIVE],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatusEx'],
    structs: ['OVERLAPPED_ENTRY'],
    related: ['EX-1'],
    program: {
      windows: {
        prints: {
          returned: 0,
          error: 87,
          removed: 'untouched',
          'the key of the packet that is still there': 9,
        },
      },
      wine: {
        prints: {
          returned: 1,
          error: 'untouched',
          removed: 1,
          'the key of the packet that is still there': 9,
        },
      },
    },
  },
  {
    id: 'EX-5',
    statement:
      'It returns TRUE also when every operation it dequeued has failed, and no last error tells of them. Each entry carries its own NTSTATUS, and each has to be looked at.',
    observable:
      'For a cancelled receive: TRUE, the last error untouched, and the entry’s Internal is 0xC0000120, STATUS_CANCELLED. GetQueuedCompletionStatus returns FALSE with 995 for another.',
    wine: null,
    sources: [DEQUEUE],
    grade: 'documented',
    functions: ['GetQueuedCompletionStatusEx', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED_ENTRY'],
    related: ['GQ-4', 'EX-6'],
    program: {
      windows: {
        prints: {
          GetQueuedCompletionStatusEx: {
            returned: 1,
            error: 'untouched',
            entries: [{ key: 7, overlapped: 'read', status: '0xC0000120', bytes: 0 }],
          },
          GetQueuedCompletionStatus: { returned: 0, error: 995 },
        },
      },
    },
  },
  {
    id: 'EX-6',
    statement:
      'Of an entry’s Internal only the low 4 bytes count, the NTSTATUS. On 64-bit Windows the upper 4 may keep what was there before; read it as a signed 32-bit number.',
    observable:
      'In an entry that was filled with 0xCC, a posted packet leaves 0 in the low 4 bytes of Internal. Whether all 8 are 0 then is not sure.',
    wine: 'The upper 4 bytes always keep what was there.',
    sources: [POSTED, ENTRY, measured('Wine 8.0')],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatusEx'],
    structs: ['OVERLAPPED_ENTRY'],
    related: ['EX-11', 'OV-3', 'POST-3'],
    program: {
      windows: {
        prints: {
          'the low 4 bytes': '0x00000000',
          'all 8 bytes together are 0': oneOf(true, false),
        },
      },
      wine: { prints: { 'the low 4 bytes': '0x00000000', 'all 8 bytes together are 0': false } },
    },
  },
  {
    id: 'EX-7',
    statement:
      'With fAlertable TRUE a user APC ends the call without a packet: the APC runs on the waiting thread, then the call fails. With FALSE the APC goes on waiting.',
    observable:
      'With fAlertable FALSE: FALSE, 258, and the APC has not run. With TRUE: FALSE, 192, WAIT_IO_COMPLETION, and it has.',
    wine: null,
    sources: [DEQUEUE, POSTED, NATIVE],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatusEx', 'QueueUserAPC'],
    structs: [],
    related: ['EX-8'],
    program: {
      windows: {
        prints: {
          'fAlertable is FALSE': { returned: 0, error: 258, 'the APC ran': false },
          'fAlertable is TRUE': { returned: 0, error: 192, 'the APC ran': true },
        },
      },
    },
  },
  {
    id: 'EX-8',
    statement:
      'To a thread that is not yet one of the port’s, an APC comes before a packet that is already queued, and the thread stays a stranger to the port. A thread of the port gets the packet first, and its APC waits.',
    observable:
      'The first alertable call of a thread, with a packet and an APC there: FALSE, 192, the APC has run, the packet is still queued. The second call brings it.',
    wine: 'The packet comes first, on the first call already, and the APC ends the second.',
    sources: [NATIVE],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatusEx', 'QueueUserAPC'],
    structs: [],
    related: [],
    program: {
      windows: {
        prints: {
          'the first call': { returned: 0, error: 192, keys: [], 'the APC ran': true },
          'the second call': { returned: 1, error: 'untouched', keys: [9], 'the APC ran': true },
        },
      },
      wine: {
        prints: {
          'the first call': { returned: 1, error: 'untouched', keys: [9], 'the APC ran': false },
          'the second call': { returned: 0, error: 192, keys: [], 'the APC ran': true },
        },
      },
    },
  },
  {
    id: 'EX-9',
    statement:
      'How many packets of a burst a waiting thread wakes up with is a race: at least one, at most what fits. Whatever it misses stays queued.',
    observable:
      'Of five packets posted while a thread waits with room for five, the call brings one to five. Nothing is lost: the next call brings the rest.',
    wine: null,
    sources: [DEQUEUE, measured('Wine 8.0')],
    grade: 'inferred',
    functions: ['GetQueuedCompletionStatusEx'],
    structs: ['OVERLAPPED_ENTRY'],
    related: [],
    program: {
      windows: {
        prints: {
          returned: 1,
          'packets of the first call': between(1, 5),
          'packets of both calls': 5,
        },
      },
    },
  },
  {
    id: 'EX-10',
    statement:
      'Closing the last handle of the port releases the threads inside GetQueuedCompletionStatusEx as well, INFINITE or not, alertable or not.',
    observable:
      'A call that waits for ever returns FALSE, and the last error is 735, ERROR_ABANDONED_WAIT_0.',
    wine: 'The call never returns, and the process hangs.',
    sources: [DEQUEUE, wineTest('dlls/ntdll/tests/sync.c', 'test_completion_port_scheduling')],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatusEx', 'CloseHandle'],
    structs: [],
    related: ['CLOSE-1', 'CLOSE-2'],
    program: {
      windows: { prints: { returned: 0, error: 735 } },
      wine: { prints: null, ends: 'hangs' },
    },
  },
  {
    id: 'EX-11',
    statement:
      'An OVERLAPPED_ENTRY is 32 bytes on 64-bit Windows, laid out as the kernel’s FILE_IO_COMPLETION_INFORMATION. Bytes 28 to 31 lie behind the 32-bit byte count, and are the upper half of the kernel’s.',
    observable:
      'The key is at 0, the OVERLAPPED at 8, the NTSTATUS at 16, the byte count at 24, and the next entry at 32.',
    wine: null,
    sources: [ENTRY, NATIVE, wineCode('dlls/kernelbase/sync.c', 'GetQueuedCompletionStatusEx')],
    grade: 'tested on Windows',
    functions: ['GetQueuedCompletionStatusEx'],
    structs: ['OVERLAPPED_ENTRY'],
    related: ['FFI-2'],
    program: {
      windows: {
        prints: {
          'bytes 0 to 7, the key': '0x1122334455667788',
          'bytes 8 to 15, the OVERLAPPED': 'first',
          'bytes 16 to 19, the NTSTATUS': '0x00000000',
          'bytes 24 to 27, the byte count': '0xAABBCCDD',
          'bytes 28 to 31': '0x00000000',
          'bytes 32 to 39, the next key': '0x0000000000000009',
        },
      },
    },
  },
];
