import { type Failures, failure, pending } from './failure.ts';

/** What the functions of files, directories and named pipes give, and those that wait. */
export const files: Failures = {
  CreateFileW: [
    failure(2, 'There is no file of that name to open, or no pipe that a server has made.'),
    failure(
      32,
      'Somebody has it open, and what they share and what this call asks for do not go together.',
    ),
    failure(5, 'It is not allowed, or the file was deleted and somebody still has it open.'),
    failure(231, 'The pipe exists, but none of its instances waits for a client.'),
  ],
  ReadFile: [
    pending('FILE-1', 'THR-2'),
    failure(
      234,
      'The message is longer than the buffer, which holds what fitted; the packet comes, unless the handle was told to skip it.',
      'FILE-4',
      'SKIP-6',
    ),
    failure(109, 'The other end of the pipe is closed already; no packet comes.', 'FILE-5'),
    failure(
      38,
      'Before Windows 8, a read at the end of a file or past it failed at once; since then the number comes with the packet.',
      'FILE-2',
    ),
  ],
  WriteFile: [pending('FILE-1', 'SKIP-5')],
  DeleteFileW: [failure(2, 'There is no file of that name.'), failure(5, 'The file is read-only.')],
  CreateDirectoryW: [
    failure(183, 'The directory exists already.'),
    failure(3, 'The folder that should hold it does not exist.'),
  ],
  ReadDirectoryChangesW: [
    failure(998, 'The buffer does not begin at a multiple of 4.'),
    failure(87, 'The directory is on another machine, and the buffer is longer than 64 KiB.'),
  ],
  CreateNamedPipeW: [
    failure(
      5,
      'The pipe exists, and this was to be its first instance, or one with another access.',
    ),
    failure(87, 'nMaxInstances is more than 255.'),
    failure(231, 'The pipe has as many instances as its first one allowed.'),
  ],
  ConnectNamedPipe: [
    pending('FILE-6'),
    failure(
      535,
      'The client was faster: the pipe is connected, and no packet tells of it.',
      'FILE-6',
    ),
    failure(
      232,
      'The client before has closed its end, and the server has not called DisconnectNamedPipe since.',
    ),
  ],
  WaitForSingleObject: [
    failure(
      258,
      'The time was up; the call returns the number itself and does not count it as a failure.',
      'EVT-1',
      'SKIP-4',
    ),
  ],
  WaitForSingleObjectEx: [
    failure(
      258,
      'The time was up; the call returns the number itself and does not count it as a failure.',
    ),
    failure(192, 'An APC of the thread ended the wait; this number, too, is returned.'),
  ],
  ReadProcessMemory: [
    failure(
      299,
      'Not all of the bytes are in memory; nothing, or only the first of them, was read.',
    ),
  ],
  OpenProcess: [failure(5, 'The process is one that the caller may not open, such as System.')],
};
