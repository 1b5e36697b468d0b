import { type Failures, failure, pending } from './failure.ts';

const notConnected = 'The socket is not connected.';
const noMoreSends = 'The program has shut down the sending side of the socket.';
const noMoreReceives = 'The program has shut down the receiving side of the socket.';
const reset = 'The peer has reset the connection.';
const cutShort =
  'The datagram is longer than the buffer, which holds what fitted; the rest is lost.';

/** What the functions give that send, receive, connect and control, and the one that asks for their results. */
export const transfers: Failures = {
  send: [
    failure(10035, 'The socket is non-blocking, and the send would have to wait.'),
    failure(10054, reset),
    failure(10057, notConnected),
    failure(10058, noMoreSends),
  ],
  recv: [
    failure(10035, 'The socket is non-blocking, and there is no data.', 'RECV-12'),
    failure(
      10054,
      'The peer has reset the connection, maybe by closing its socket with a receive pending.',
      'SCLOSE-8',
    ),
    failure(10057, notConnected),
    failure(10058, noMoreReceives),
  ],
  WSASend: [
    pending('SEND-2'),
    failure(10054, reset),
    failure(10057, notConnected),
    failure(10058, noMoreSends),
  ],
  WSARecv: [
    pending('RECV-1', 'RECV-12', 'OV-1'),
    failure(10057, 'The socket is not connected; nothing starts, and no packet comes.', 'RECV-4'),
    failure(
      10040,
      'The datagram that was there is longer than the buffer, which holds what fitted; a packet should follow all the same.',
      'RECV-16',
    ),
    failure(10022, 'dwBufferCount is 0.', 'RECV-8'),
    failure(10014, 'lpFlags is NULL.', 'RECV-9'),
    failure(10038, 'hEvent is 1, which is no event with its low bit set but handle 0.', 'EVT-3'),
    failure(10054, reset),
    failure(10058, noMoreReceives),
  ],
  WSASendTo: [
    pending(),
    failure(10040, 'The datagram is longer than the protocol can send; nothing was sent.'),
  ],
  sendto: [failure(10040, 'The datagram is longer than the protocol can send; nothing was sent.')],
  WSARecvFrom: [
    pending(),
    failure(10040, cutShort),
    failure(10054, 'A datagram that this socket sent before reached a port where nobody listens.'),
    failure(10022, 'The socket was not bound.'),
  ],
  WSAGetOverlappedResult: [
    failure(996, 'The operation is not over, and fWait is FALSE.', 'NUM-2', 'NUM-5'),
    failure(
      10054,
      'The peer reset or ended the connection; GetOverlappedResult says 64 of it.',
      'RES-1',
      'RES-2',
      'NUM-2',
    ),
    failure(10053, 'The connection was aborted or ended on this side.', 'NUM-2'),
    failure(995, 'The operation was cancelled.', 'RES-4', 'NUM-2', 'NUM-5'),
    failure(10040, cutShort, 'NUM-2'),
    failure(10061, 'The connection was refused.', 'NUM-2'),
    failure(
      10022,
      'The operation failed with a status that Winsock has no number for, such as the end of a file.',
      'NUM-3',
    ),
  ],
  WSASetEvent: [
    failure(6, 'The handle is no event; Winsock’s name for this is WSA_INVALID_HANDLE.', 'NUM-5'),
  ],
  WSAIoctl: [
    failure(10022, 'The provider has no function of that GUID, or no such command.', 'NUM-7'),
    failure(10014, 'A pointer points at nothing, or a buffer is too small for the answer.'),
  ],
  AcceptEx: [
    pending('CONN-2', 'CONN-5', 'SCLOSE-3'),
    failure(
      10022,
      'The one socket does not listen, or the other is bound or connected already.',
      'CONN-4',
    ),
    failure(10014, 'dwRemoteAddressLength is 0.', 'CONN-3'),
    failure(10054, 'A connection was there, and its client has reset it.'),
  ],
  ConnectEx: [
    pending('CONN-7', 'CONN-8'),
    failure(10022, 'The socket was not bound.', 'CONN-7'),
    failure(10056, 'The socket is connected already.', 'OV-8'),
    failure(10049, 'The address is none to connect to, such as 0.0.0.0.'),
  ],
  DisconnectEx: [
    pending('CONN-10'),
    failure(10057, notConnected),
    failure(10022, 'dwFlags is neither 0 nor TF_REUSE_SOCKET, or dwReserved is not 0.'),
  ],
};
