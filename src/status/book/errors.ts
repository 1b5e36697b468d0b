/** A Win32 or Winsock error that the book meets. */
export interface BookError {
  code: number;
  /** The book’s name for it first. */
  names: readonly string[];
  /** What it says, in plain words. */
  meaning: string;
  /** What surprises. */
  note?: string;
}

/** What GetLastError says in the book, by number. */
export const bookErrors: readonly BookError[] = [
  {
    code: 0,
    names: ['ERROR_SUCCESS'],
    meaning: 'there is no error',
    note: 'After a call that succeeded the last error means nothing; it may be one of long ago.',
  },
  {
    code: 1,
    names: ['ERROR_INVALID_FUNCTION'],
    meaning: 'this kind of handle, or this kernel, does not know the request',
  },
  {
    code: 2,
    names: ['ERROR_FILE_NOT_FOUND'],
    meaning: 'there is no file of that name',
  },
  {
    code: 5,
    names: ['ERROR_ACCESS_DENIED'],
    meaning: 'it is not allowed',
    note: 'As an exit code on Linux it may be the low byte of 0xC0000005, an access violation under Wine.',
  },
  {
    code: 6,
    names: ['ERROR_INVALID_HANDLE'],
    meaning: 'the handle is not open, or one of another kind of object',
    note: 'A port that failed to be made is NULL, a file that failed to be opened is -1. Neither is a handle.',
  },
  {
    code: 8,
    names: ['ERROR_NOT_ENOUGH_MEMORY'],
    meaning: 'there is not enough memory',
  },
  {
    code: 21,
    names: ['ERROR_NOT_READY'],
    meaning: 'the device is not ready',
  },
  {
    code: 38,
    names: ['ERROR_HANDLE_EOF'],
    meaning: 'the read began at or behind the end of the file',
    note: 'A socket says the same with 0 bytes and success.',
  },
  {
    code: 59,
    names: ['ERROR_UNEXP_NET_ERR'],
    meaning: 'the socket is not connected, in Win32’s words for it',
  },
  {
    code: 64,
    names: ['ERROR_NETNAME_DELETED'],
    meaning: 'the connection is gone: reset or closed, by either side',
    note: 'What a dequeue says where WSAGetOverlappedResult says 10054 or 10053: one status, two families.',
  },
  {
    code: 87,
    names: ['ERROR_INVALID_PARAMETER'],
    meaning: 'an argument makes no sense here',
    note: 'CreateIoCompletionPort says it of a handle that already has a port, and of one that was not opened for overlapped operations.',
  },
  {
    code: 109,
    names: ['ERROR_BROKEN_PIPE'],
    meaning: 'the other end of the pipe was closed',
  },
  {
    code: 121,
    names: ['ERROR_SEM_TIMEOUT'],
    meaning: 'the other side did not answer in time',
  },
  {
    code: 122,
    names: ['ERROR_INSUFFICIENT_BUFFER'],
    meaning: 'the buffer has no room for what has to be written',
  },
  {
    code: 128,
    names: ['ERROR_WAIT_NO_CHILDREN'],
    meaning: 'there is no child process to wait for',
    note: 'RtlNtStatusToDosError makes it of STATUS_ABANDONED_WAIT_0. A dequeue whose port is closed says 735 instead.',
  },
  {
    code: 192,
    names: ['WAIT_IO_COMPLETION'],
    meaning: 'an alertable wait was broken off to run an APC; no packet was dequeued',
  },
  {
    code: 232,
    names: ['ERROR_NO_DATA'],
    meaning: 'the pipe is being closed',
  },
  {
    code: 233,
    names: ['ERROR_PIPE_NOT_CONNECTED'],
    meaning:
      'nobody is at the other end of the pipe, or the socket was already shut down on this side',
  },
  {
    code: 234,
    names: ['ERROR_MORE_DATA'],
    meaning: 'the buffer is full and the message is longer',
    note: 'A warning: the packet comes, and the bytes that fitted are there.',
  },
  {
    code: 258,
    names: ['WAIT_TIMEOUT'],
    meaning: 'the time was up; nothing was dequeued',
  },
  {
    code: 259,
    names: ['ERROR_NO_MORE_ITEMS'],
    meaning: 'an enumeration has come to its end',
    note: '259 is 0x103, but not every 259 is STATUS_PENDING: that one stands in Internal, this one is a last error.',
  },
  {
    code: 317,
    names: ['ERROR_MR_MID_NOT_FOUND'],
    meaning: 'there is no Win32 error for this NTSTATUS',
  },
  {
    code: 676,
    names: ['ERROR_HANDLES_CLOSED'],
    meaning: 'the handle was closed under the operation',
    note: 'Wine says it where Windows says 1236.',
  },
  {
    code: 735,
    names: ['ERROR_ABANDONED_WAIT_0'],
    meaning: 'the port was closed while this thread waited; nothing was dequeued',
  },
  {
    code: 995,
    names: ['ERROR_OPERATION_ABORTED'],
    meaning: 'the operation was cancelled',
  },
  {
    code: 996,
    names: ['ERROR_IO_INCOMPLETE'],
    meaning: 'the operation whose result was asked for is not over yet',
  },
  {
    code: 997,
    names: ['ERROR_IO_PENDING'],
    meaning: 'the operation has started, and its packet will come',
    note: 'The call says that it failed, and yet this is the usual answer.',
  },
  {
    code: 998,
    names: ['ERROR_NOACCESS'],
    meaning: 'an address is not the program’s to use',
  },
  {
    code: 1168,
    names: ['ERROR_NOT_FOUND'],
    meaning: 'there was nothing to cancel',
    note: 'The operation may be over and its packet in the queue; then that packet counts.',
  },
  {
    code: 1225,
    names: ['ERROR_CONNECTION_REFUSED'],
    meaning: 'nobody listens there, or the peer refused the connection',
  },
  {
    code: 1234,
    names: ['ERROR_PORT_UNREACHABLE'],
    meaning: 'a datagram sent before reached a port where nobody listens',
  },
  {
    code: 1236,
    names: ['ERROR_CONNECTION_ABORTED'],
    meaning: 'the connection was aborted on this side',
    note: 'A receive that was pending gets it when its own socket is closed.',
  },
  {
    code: 1460,
    names: ['ERROR_TIMEOUT'],
    meaning: 'the time was up',
    note: 'RtlNtStatusToDosError makes it of STATUS_TIMEOUT. A dequeue whose time is up says 258 instead.',
  },
];

/** What WSAGetLastError says in the book, by number. The WSA_ names are other names for Win32’s numbers. */
export const bookSocketErrors: readonly BookError[] = [
  {
    code: 6,
    names: ['WSA_INVALID_HANDLE'],
    meaning: 'the handle of an event is not open',
  },
  {
    code: 8,
    names: ['WSA_NOT_ENOUGH_MEMORY'],
    meaning: 'there is not enough memory',
  },
  {
    code: 87,
    names: ['WSA_INVALID_PARAMETER'],
    meaning: 'an argument makes no sense here',
  },
  {
    code: 995,
    names: ['WSA_OPERATION_ABORTED'],
    meaning: 'the operation was cancelled',
  },
  {
    code: 996,
    names: ['WSA_IO_INCOMPLETE'],
    meaning: 'the operation whose result was asked for is not over yet',
  },
  {
    code: 997,
    names: ['WSA_IO_PENDING'],
    meaning: 'the operation has started, and its packet will come',
    note: 'The call says that it failed, and yet this is the usual answer.',
  },
  {
    code: 10004,
    names: ['WSAEINTR'],
    meaning: 'a blocking call was broken off',
    note: 'A cancelled operation does not say this but 995.',
  },
  {
    code: 10013,
    names: ['WSAEACCES'],
    meaning: 'it is not allowed, such as an address that another socket holds for itself',
  },
  {
    code: 10014,
    names: ['WSAEFAULT'],
    meaning: 'an address is not the program’s to use, or the room at it is too small',
  },
  {
    code: 10022,
    names: ['WSAEINVAL'],
    meaning: 'an argument makes no sense here, or the socket is in no state for the call',
    note: 'Also what WSAGetOverlappedResult makes of every failed NTSTATUS that Winsock has no number for.',
  },
  {
    code: 10035,
    names: ['WSAEWOULDBLOCK'],
    meaning: 'the call would have to wait, and the socket is told not to',
    note: 'Overlapped calls say 997 instead, whether the socket is non-blocking or not.',
  },
  {
    code: 10036,
    names: ['WSAEINPROGRESS'],
    meaning: 'a blocking call is under way',
  },
  {
    code: 10037,
    names: ['WSAEALREADY'],
    meaning: 'the non-blocking socket is already at it',
  },
  {
    code: 10038,
    names: ['WSAENOTSOCK'],
    meaning: 'the handle is no open socket',
  },
  {
    code: 10040,
    names: ['WSAEMSGSIZE'],
    meaning: 'the datagram is longer than the buffer; the rest is lost',
  },
  {
    code: 10045,
    names: ['WSAEOPNOTSUPP'],
    meaning: 'this kind of socket cannot do that',
  },
  {
    code: 10048,
    names: ['WSAEADDRINUSE'],
    meaning: 'the address is taken',
  },
  {
    code: 10049,
    names: ['WSAEADDRNOTAVAIL'],
    meaning: 'the address is none of this machine, or none to connect to',
  },
  {
    code: 10053,
    names: ['WSAECONNABORTED'],
    meaning: 'the connection was aborted on this side',
  },
  {
    code: 10054,
    names: ['WSAECONNRESET'],
    meaning: 'the peer reset the connection',
    note: 'A dequeue says 64 of the same event, because it asks Win32’s table.',
  },
  {
    code: 10055,
    names: ['WSAENOBUFS'],
    meaning: 'there is no memory for more operations or connections',
  },
  {
    code: 10056,
    names: ['WSAEISCONN'],
    meaning: 'the socket is already connected',
  },
  {
    code: 10057,
    names: ['WSAENOTCONN'],
    meaning: 'the socket is not connected',
    note: 'An accepted socket says so too, until SO_UPDATE_ACCEPT_CONTEXT is set.',
  },
  {
    code: 10058,
    names: ['WSAESHUTDOWN'],
    meaning: 'this direction of the socket was already shut down',
  },
  {
    code: 10060,
    names: ['WSAETIMEDOUT'],
    meaning: 'the other side did not answer in time',
  },
  {
    code: 10061,
    names: ['WSAECONNREFUSED'],
    meaning: 'nobody listens there, or the peer refused the connection',
  },
  {
    code: 10093,
    names: ['WSANOTINITIALISED'],
    meaning: 'WSAStartup was not called',
  },
];
