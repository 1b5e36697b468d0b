import { between } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { article, page, wineTest } from '../sources.ts';

const SOCKETS = 'dlls/ws2_32/tests/sock.c';
const WSASEND = page('api/winsock2/nf-winsock2-wsasend');
const SEGMENTS = article(
  'Microsoft, Design issues – Sending small data segments over TCP with Winsock',
  'https://learn.microsoft.com/troubleshoot/windows/win32/data-segment-tcp-winsock',
);

const written = (bytes: number) => ({
  returned: 1,
  error: 'untouched',
  bytes,
  key: 7,
  overlapped: 'write',
});

export const send: readonly Fact[] = [
  {
    id: 'SEND-1',
    statement:
      'A send is over when Windows has taken the bytes, not when the peer has them: with room in the send buffer WSASend returns 0 at once, and a packet is queued as well. There is room for one more send of any length as long as the buffer is not full: Windows takes 50 MiB in one go.',
    observable:
      'WSASend returns 0 with the full length, and the packet has it too. A non-blocking send of 50 MiB that nobody receives returns 52428800.',
    wine: 'A non-blocking send of 50 MiB takes what fits into the host’s buffers, and returns fewer bytes. WSASend of so many pends.',
    sources: [WSASEND, SEGMENTS, wineTest(SOCKETS, 'test_completion_port', 'test_send_buffering')],
    grade: 'tested on Windows',
    functions: ['WSASend', 'send', 'GetQueuedCompletionStatus'],
    structs: ['WSABUF', 'OVERLAPPED'],
    related: ['SEND-2', 'SKIP-3'],
    program: {
      windows: {
        prints: {
          call: { returned: 0, sent: 1024 },
          packet: written(1024),
          'bytes that send takes of 50 MiB': 52428800,
        },
      },
      wine: {
        prints: {
          call: { returned: 0, sent: 1024 },
          packet: written(1024),
          'bytes that send takes of 50 MiB': between(1, 52428799),
        },
      },
    },
  },
  {
    id: 'SEND-2',
    statement:
      'With SO_SNDBUF at 0 nothing is copied: a send is pending until its bytes have been taken, and then completes with the full length.',
    observable:
      'WSASend of 8 MiB returns -1 with 997. No packet comes while nobody receives; after the peer has received everything it comes with 8388608 bytes.',
    wine: 'What fits into the host’s buffers is copied all the same, so that a small send is over at once; only one that does not fit pends.',
    sources: [SEGMENTS, wineTest(SOCKETS, 'test_send')],
    grade: 'tested on Windows',
    functions: ['setsockopt', 'WSASend', 'GetQueuedCompletionStatus'],
    structs: ['WSABUF', 'OVERLAPPED'],
    related: ['OV-9'],
    program: {
      windows: {
        prints: {
          call: { returned: -1, error: 997 },
          'while nobody receives': {
            returned: 0,
            error: 258,
            bytes: 'untouched',
            key: 'untouched',
            overlapped: 'NULL',
          },
          'after all was received': written(8388608),
        },
      },
    },
  },
  {
    id: 'SEND-3',
    statement:
      'The bytes of several overlapped sends on one socket leave in the order of the calls; their packets may be handled in another. Each buffer is Windows’ until its packet was dequeued, and two threads should not send on one stream at a time.',
    observable:
      'Of four sends of 1 MiB each, of four letters, the peer receives four unbroken runs, in the order of the calls.',
    wine: null,
    sources: [WSASEND, page('winsock/overlapped-i-o-2')],
    grade: 'documented',
    functions: ['WSASend'],
    structs: ['WSABUF', 'OVERLAPPED'],
    related: ['OV-9', 'GQ-10'],
    program: {
      windows: {
        prints: {
          'runs of letters in the stream': [
            ['a', 1048576],
            ['b', 1048576],
            ['c', 1048576],
            ['d', 1048576],
          ],
        },
      },
    },
  },
];
