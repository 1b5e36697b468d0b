import { oneOf } from '../expect.ts';
import type { Fact } from '../schema.ts';
import { article, asio, openSpecification, page, wineCode, wineTest } from '../sources.ts';

const READ = page('api/fileapi/nf-fileapi-readfile');
const pends = { returned: 0, error: 997 };
const done = { returned: 1, error: 'untouched' };
const nothing = {
  returned: 0,
  error: 258,
  bytes: 'untouched',
  key: 'untouched',
  overlapped: 'NULL',
};

const success = (overlapped: string, bytes: number, key = 7) => ({
  returned: 1,
  error: 'untouched',
  bytes,
  key,
  overlapped,
});

const failure = (overlapped: string, error: number, bytes = 0) => ({
  returned: 0,
  error,
  bytes,
  key: 7,
  overlapped,
});

/** What two records hold of which the second begins at this byte. */
const changes = (second: number) => ({
  'between the reads': 258,
  bytes: second + 20,
  records: [
    { at: 0, NextEntryOffset: second, FileNameLength: 6, name: 'odd' },
    { at: second, NextEntryOffset: 0, FileNameLength: 8, name: 'even' },
  ],
});

const endOfFile = { call: pends, packet: failure('read', 38), status: '0xC0000011' };

export const file: readonly Fact[] = [
  {
    id: 'FILE-1',
    statement:
      'ReadFile and WriteFile on a file opened for overlapped operations usually pend, even when the data is in memory already. They may also return TRUE; a packet is queued either way.',
    observable:
      'The call returns FALSE with error 997, or TRUE; then there is one packet with the number of bytes.',
    wine: null,
    sources: [
      page('fileio/synchronous-and-asynchronous-i-o'),
      READ,
      wineTest('dlls/ntdll/tests/file.c', 'test_file_completion_information', 'read_file_test'),
      article(
        'Raymond Chen, The Old New Thing, 2010-10-08',
        'https://devblogs.microsoft.com/oldnewthing/20101008-00/?p=12583',
      ),
    ],
    grade: 'tested on Windows',
    functions: ['ReadFile', 'WriteFile'],
    structs: ['OVERLAPPED'],
    related: ['SKIP-3', 'SKIP-5', 'OV-12', 'OV-13'],
    program: {
      windows: {
        prints: {
          write: { call: oneOf(pends, done), packet: success('write', 5) },
          read: { call: oneOf(pends, done), packet: success('read', 5) },
          text: 'hello',
        },
      },
    },
  },
  {
    id: 'FILE-2',
    statement:
      'Reading at the end of a file, or past it, fails with ERROR_HANDLE_EOF. It does not succeed with 0 bytes, as a socket does. The read pends first, so the error arrives as a failed packet; before Windows 8 it was returned at once, without a packet.',
    observable:
      'ReadFile returns FALSE with error 997; the packet has error 38, Internal 0xC0000011 and 0 bytes.',
    wine: null,
    sources: [
      page('fileio/testing-for-the-end-of-a-file'),
      READ,
      wineTest('dlls/kernel32/tests/file.c', 'test_overlapped_read', 'test_WriteFileGather'),
      wineTest('dlls/ntdll/tests/file.c', 'read_file_test'),
    ],
    grade: 'tested on Windows',
    functions: ['ReadFile', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['RECV-5', 'GQ-4'],
    program: { windows: { prints: { 'at the end': endOfFile, 'past the end': endOfFile } } },
  },
  {
    id: 'FILE-3',
    statement:
      'A read from a pipe that holds data returns TRUE at once, and its packet is queued all the same.',
    observable: 'ReadFile returns TRUE; one packet with the same number of bytes is in the queue.',
    wine: null,
    sources: [
      wineTest('dlls/ntdll/tests/file.c', 'test_file_io_completion'),
      wineTest('dlls/ntdll/tests/pipe.c', 'read_pipe_test', 'test_completion'),
    ],
    grade: 'tested on Windows',
    functions: ['ReadFile', 'CreateNamedPipeW'],
    structs: ['OVERLAPPED'],
    related: ['SKIP-3', 'RECV-3'],
    program: { windows: { prints: { call: done, packet: success('read', 5) } } },
  },
  {
    id: 'FILE-4',
    statement:
      'A message that is longer than the buffer is a failure that has read something: ERROR_MORE_DATA is a warning, so the buffer is filled, the packet is queued, and the rest of the message waits for the next read.',
    observable:
      'ReadFile returns FALSE with error 234 or 997; the packet has error 234, Internal 0x80000005 and as many bytes as the buffer. The next read gets the rest.',
    wine: null,
    sources: [
      READ,
      wineTest('dlls/ntdll/tests/pipe.c', 'test_completion'),
      asio('include/asio/detail/impl/win_iocp_handle_service.ipp', 'start_read_op'),
    ],
    grade: 'tested on Windows',
    functions: ['ReadFile', 'CreateNamedPipeW', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['SKIP-6', 'RECV-15'],
    program: {
      windows: {
        prints: {
          'into 4 bytes': {
            call: oneOf({ returned: 0, error: 234 }, pends),
            packet: failure('read', 234, 4),
            status: '0x80000005',
            text: 'abcd',
          },
          'once more, into 6': {
            call: done,
            packet: success('read', 6),
            status: '0x00000000',
            text: 'efghij',
          },
        },
      },
    },
  },
  {
    id: 'FILE-5',
    statement:
      'When the other end of a pipe is closed, a pending read fails with ERROR_BROKEN_PIPE. A read that is started afterwards fails at once with the same error and queues no packet.',
    observable:
      'The pending read’s packet has error 109, Internal 0xC000014B and 0 bytes. A later ReadFile returns FALSE with error 109, and the queue stays empty.',
    wine: null,
    sources: [
      wineTest('dlls/ntdll/tests/pipe.c', 'read_pipe_test'),
      wineTest('dlls/kernel32/tests/pipe.c', 'serverThreadMain4'),
      wineTest('dlls/ntdll/tests/error.c'),
    ],
    grade: 'tested on Windows',
    functions: ['ReadFile', 'CloseHandle', 'GetQueuedCompletionStatus'],
    structs: ['OVERLAPPED'],
    related: ['RECV-4', 'RECV-6'],
    program: {
      windows: {
        prints: {
          'read before': { call: pends, packet: failure('before', 109), status: '0xC000014B' },
          'read after': { call: { returned: 0, error: 109 }, packet: nothing },
        },
      },
    },
  },
  {
    id: 'FILE-6',
    statement:
      'ConnectNamedPipe pends and brings a packet with 0 bytes when a client opens the pipe. If the client was faster, it fails at once with ERROR_PIPE_CONNECTED: the connection is good, but no packet tells of it.',
    observable:
      'Before the client: FALSE with error 997, then a packet with 0 bytes. After the client: FALSE with error 535, and the queue stays empty.',
    wine: null,
    sources: [
      page('api/namedpipeapi/nf-namedpipeapi-connectnamedpipe'),
      wineTest('dlls/kernel32/tests/pipe.c', 'serverThreadMain4', 'create_overlapped_pipe'),
    ],
    grade: 'tested on Windows',
    functions: ['ConnectNamedPipe', 'CreateNamedPipeW'],
    structs: ['OVERLAPPED'],
    related: ['RECV-4'],
    program: {
      windows: {
        prints: {
          'before the client': { call: pends, packet: success('first', 0) },
          'after the client': { call: { returned: 0, error: 535 }, packet: nothing },
        },
      },
    },
  },
  {
    id: 'FILE-7',
    statement:
      'Each FILE_NOTIFY_INFORMATION that ReadDirectoryChangesW writes begins at a multiple of 4. After a name of an odd number of characters 2 bytes are left out, and NextEntryOffset counts them, as does the packet’s number of bytes.',
    observable:
      'For the names “odd” and “even” the first record’s NextEntryOffset is 20, though its 12 bytes and 6 of name are 18; the second begins at 20, and the packet says 40 bytes.',
    wine: 'The next record begins right behind the name: NextEntryOffset is 18, and the packet says 38 bytes.',
    sources: [
      openSpecification(
        'MS-FSCC 2.7.1, FILE_NOTIFY_INFORMATION',
        'ms-fscc/634043d7-7b39-47e9-9e26-bda64685e4c9',
      ),
      page('api/winnt/ns-winnt-file_notify_information'),
      wineCode('dlls/ntdll/unix/file.c', 'NtNotifyChangeDirectoryFile'),
    ],
    grade: 'documented',
    functions: ['ReadDirectoryChangesW', 'GetQueuedCompletionStatus'],
    structs: ['FILE_NOTIFY_INFORMATION'],
    related: [],
    program: {
      windows: { prints: changes(20) },
      wine: { prints: changes(18) },
    },
  },
];
