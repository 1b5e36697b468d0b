import { type Failures, failure } from './failure.ts';

/** What the functions of completion ports give, and those that ask for a result or cancel. */
export const ports: Failures = {
  CreateIoCompletionPort: [
    failure(
      87,
      'The handle has a port already, and keeps it until it is closed.',
      'PORT-4',
      'PORT-5',
      'PORT-11',
      'FFI-16',
    ),
    failure(
      87,
      'The handle was not opened for overlapped operations, such as a file without FILE_FLAG_OVERLAPPED.',
      'PORT-6',
    ),
    failure(
      87,
      'INVALID_HANDLE_VALUE came together with an existing port, so there is nothing to make or to associate.',
      'PORT-3',
    ),
  ],
  GetQueuedCompletionStatus: [
    failure(
      258,
      'The time was up before a packet came: nothing was dequeued, and *lpOverlapped is NULL.',
      'GQ-1',
      'GQ-2',
      'GQ-7',
    ),
    failure(
      735,
      'The last handle of the port was closed while the thread waited; nothing was dequeued.',
      'GQ-9',
      'CLOSE-1',
      'NUM-4',
    ),
    failure(6, 'The handle is no port, or no longer one; nothing was dequeued.', 'GQ-5', 'CLOSE-3'),
    failure(
      995,
      'The packet’s operation was cancelled: by CancelIoEx, by the end of its thread or process, or because its listening or UDP socket was closed.',
      'CANC-1',
      'THR-1',
      'THR-2',
      'SCLOSE-3',
      'SCLOSE-7',
    ),
    failure(
      64,
      'The packet’s operation lost its connection, by a reset of the peer for one, which Winsock calls 10054.',
      'GQ-4',
      'RECV-6',
      'RES-1',
    ),
    failure(
      1236,
      'The packet’s receive was pending when the program closed its TCP socket; 64 and 995 are to be expected as well.',
      'SCLOSE-1',
    ),
    failure(38, 'The packet’s read began at the end of the file or past it.', 'FILE-2'),
    failure(
      109,
      'The other end of the pipe was closed while the packet’s read was pending.',
      'FILE-5',
    ),
    failure(
      234,
      'The message or datagram was longer than the buffer of the packet’s operation, which holds what fitted.',
      'GQ-6',
      'FILE-4',
      'RECV-15',
    ),
  ],
  GetQueuedCompletionStatusEx: [
    failure(
      258,
      'The time was up before a packet came, and *ulNumEntriesRemoved says nothing.',
      'EX-3',
      'GQ-7',
    ),
    failure(
      735,
      'The last handle of the port was closed while the thread waited.',
      'EX-10',
      'CLOSE-1',
      'NUM-4',
    ),
    failure(
      192,
      'The wait was alertable, and an APC of the thread ran and ended it; no packet was dequeued.',
      'EX-7',
      'EX-8',
      'GQ-8',
    ),
    failure(87, 'ulCount is 0; every packet stays where it is.', 'EX-4'),
  ],
  PostQueuedCompletionStatus: [
    failure(6, 'The handle is no port, or no longer one; nothing was queued.', 'POST-4'),
  ],
  CancelIoEx: [
    failure(
      1168,
      'Nothing is pending there: it was not started, or it is over, and then its packet says how it ended.',
      'CANC-2',
      'CANC-4',
    ),
  ],
  GetOverlappedResult: [
    failure(996, 'The operation is not over, and bWait is FALSE.', 'NUM-2', 'NUM-5'),
    failure(
      64,
      'The operation lost its connection; Winsock says 10054 or 10053 of it.',
      'RES-1',
      'RES-2',
      'NUM-2',
    ),
    failure(995, 'The operation was cancelled.', 'RES-4', 'NUM-2', 'NUM-5'),
    failure(1225, 'The connection was refused.', 'NUM-2'),
    failure(1236, 'The connection was aborted on this side.', 'NUM-2'),
    failure(234, 'The message was longer than the buffer, which holds what fitted.', 'NUM-2'),
    failure(122, 'The buffer had no room for all that had to be written.', 'NUM-2'),
  ],
  GetOverlappedResultEx: [
    failure(996, 'The operation is not over, and dwMilliseconds is 0.'),
    failure(258, 'The time was up, and the operation is still not over.'),
    failure(192, 'The wait was alertable, and an APC of the thread ended it.'),
  ],
};
