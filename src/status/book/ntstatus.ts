/** An NTSTATUS that the book meets: in an OVERLAPPED, in a packet, as the end of a wait or of a process. */
export interface Status {
  /** The 32-bit number, unsigned. */
  code: number;
  name: string;
  /** What it says of an operation, in plain words. */
  meaning: string;
  /**
   * What the program finds as last error: by Win32’s functions, such as GetQueuedCompletionStatus. Null for what the
   * book meets only as the end of a process.
   */
  win32: number | null;
  /** What it finds after WSAGetOverlappedResult; null where no OVERLAPPED ever holds the status. */
  winsock: number | null;
  /** True for a status that ends the wait for a packet. The dequeue then gives it a last error of its own. */
  endsWait?: true;
  /** What surprises. */
  note?: string;
}

/** The statuses of the book, by number. */
export const bookStatuses: readonly Status[] = [
  {
    code: 0x0000_0000,
    name: 'STATUS_SUCCESS',
    meaning: 'it succeeded',
    win32: 0,
    winsock: 0,
    note: 'A zeroed OVERLAPPED that was never used says the same.',
  },
  {
    code: 0x0000_0080,
    name: 'STATUS_ABANDONED_WAIT_0',
    meaning: 'the port was closed while a thread waited for a packet',
    win32: 735,
    winsock: null,
    endsWait: true,
  },
  {
    code: 0x0000_00c0,
    name: 'STATUS_USER_APC',
    meaning: 'the wait for a packet was broken off to run an APC of the thread',
    win32: 192,
    winsock: null,
    endsWait: true,
  },
  {
    code: 0x0000_0102,
    name: 'STATUS_TIMEOUT',
    meaning: 'the time was up before a packet came',
    win32: 258,
    winsock: null,
    endsWait: true,
  },
  {
    code: 0x0000_0103,
    name: 'STATUS_PENDING',
    meaning: 'it is not over yet',
    win32: 997,
    winsock: 996,
    note: 'The call that starts the operation leaves 997, by either family. Whoever asks for the result too early, by GetOverlappedResult or WSAGetOverlappedResult, gets 996. An operation that failed at once leaves 0x103 in Internal too, and no packet will come.',
  },
  {
    code: 0x8000_0005,
    name: 'STATUS_BUFFER_OVERFLOW',
    meaning: 'the buffer was too small for the message',
    win32: 234,
    winsock: 10040,
    note: 'A warning: what fitted is in the buffer, and the byte count is right.',
  },
  {
    code: 0x8000_000a,
    name: 'STATUS_HANDLES_CLOSED',
    meaning: 'its handle was closed (seen on Wine only)',
    win32: 676,
    winsock: 10022,
  },
  {
    code: 0xc000_0002,
    name: 'STATUS_NOT_IMPLEMENTED',
    meaning: 'this kernel does not know the request',
    win32: 1,
    winsock: 10045,
  },
  {
    code: 0xc000_0005,
    name: 'STATUS_ACCESS_VIOLATION',
    meaning: 'memory was touched that is not there or not allowed',
    win32: 998,
    winsock: 10014,
    note: 'This is also how a process ends that follows a bad pointer.',
  },
  {
    code: 0xc000_0008,
    name: 'STATUS_INVALID_HANDLE',
    meaning: 'the handle is not open',
    win32: 6,
    winsock: 10038,
  },
  {
    code: 0xc000_000d,
    name: 'STATUS_INVALID_PARAMETER',
    meaning: 'an argument makes no sense here',
    win32: 87,
    winsock: 10022,
  },
  {
    code: 0xc000_0011,
    name: 'STATUS_END_OF_FILE',
    meaning: 'it began at or behind the end of the file',
    win32: 38,
    winsock: 10022,
  },
  {
    code: 0xc000_001d,
    name: 'STATUS_ILLEGAL_INSTRUCTION',
    meaning: 'the processor does not know an instruction',
    win32: null,
    winsock: null,
  },
  {
    code: 0xc000_0023,
    name: 'STATUS_BUFFER_TOO_SMALL',
    meaning: 'the buffer has no room for what has to be written',
    win32: 122,
    winsock: 10014,
  },
  {
    code: 0xc000_0024,
    name: 'STATUS_OBJECT_TYPE_MISMATCH',
    meaning: 'the handle is one of another kind of object',
    win32: 6,
    winsock: 10038,
  },
  {
    code: 0xc000_0094,
    name: 'STATUS_INTEGER_DIVIDE_BY_ZERO',
    meaning: 'a whole number was divided by zero',
    win32: null,
    winsock: null,
  },
  {
    code: 0xc000_0096,
    name: 'STATUS_PRIVILEGED_INSTRUCTION',
    meaning: 'an instruction is for the kernel alone',
    win32: null,
    winsock: null,
  },
  {
    code: 0xc000_00a3,
    name: 'STATUS_DEVICE_NOT_READY',
    meaning: 'it would have had to wait',
    win32: 21,
    winsock: 10035,
  },
  {
    code: 0xc000_00b0,
    name: 'STATUS_PIPE_DISCONNECTED',
    meaning: 'the connection was already shut down on this side',
    win32: 233,
    winsock: 10058,
  },
  {
    code: 0xc000_00b1,
    name: 'STATUS_PIPE_CLOSING',
    meaning: 'the other end of the pipe is being closed',
    win32: 232,
    winsock: 10022,
  },
  {
    code: 0xc000_00b5,
    name: 'STATUS_IO_TIMEOUT',
    meaning: 'the other side did not answer in time',
    win32: 121,
    winsock: 10060,
  },
  {
    code: 0xc000_00fd,
    name: 'STATUS_STACK_OVERFLOW',
    meaning: 'the stack of a thread was used up',
    win32: null,
    winsock: null,
  },
  {
    code: 0xc000_0120,
    name: 'STATUS_CANCELLED',
    meaning: 'it was cancelled',
    win32: 995,
    winsock: 995,
  },
  {
    code: 0xc000_013a,
    name: 'STATUS_CONTROL_C_EXIT',
    meaning: 'the process was ended with Ctrl-C',
    win32: null,
    winsock: null,
  },
  {
    code: 0xc000_013b,
    name: 'STATUS_LOCAL_DISCONNECT',
    meaning: 'this side ended the connection',
    win32: 64,
    winsock: 10053,
  },
  {
    code: 0xc000_013c,
    name: 'STATUS_REMOTE_DISCONNECT',
    meaning: 'the peer ended the connection',
    win32: 64,
    winsock: 10054,
  },
  {
    code: 0xc000_0140,
    name: 'STATUS_INVALID_CONNECTION',
    meaning: 'the socket is not connected',
    win32: 59,
    winsock: 10057,
  },
  {
    code: 0xc000_014b,
    name: 'STATUS_PIPE_BROKEN',
    meaning: 'the other end of the pipe was closed',
    win32: 109,
    winsock: 10022,
  },
  {
    code: 0xc000_020d,
    name: 'STATUS_CONNECTION_RESET',
    meaning: 'the peer reset the connection',
    win32: 64,
    winsock: 10054,
  },
  {
    code: 0xc000_0225,
    name: 'STATUS_NOT_FOUND',
    meaning: 'there was nothing to cancel',
    win32: 1168,
    winsock: 10022,
  },
  {
    code: 0xc000_0236,
    name: 'STATUS_CONNECTION_REFUSED',
    meaning: 'nobody listens there, or the peer refused the connection',
    win32: 1225,
    winsock: 10061,
  },
  {
    code: 0xc000_023f,
    name: 'STATUS_PORT_UNREACHABLE',
    meaning: 'a datagram sent before reached a port where nobody listens',
    win32: 1234,
    winsock: 10054,
  },
  {
    code: 0xc000_0241,
    name: 'STATUS_CONNECTION_ABORTED',
    meaning: 'the connection was aborted on this side',
    win32: 1236,
    winsock: 10053,
    note: 'A receive that was pending gets it when its own socket is closed.',
  },
];
