import { type Failures, failure } from './failure.ts';

const notStarted = 'Winsock was not started, or each WSAStartup has been taken back by WSACleanup.';
const noContext =
  'The socket is not connected, or comes from AcceptEx or ConnectEx and was not given its context.';
const tooShort = 'optval or optlen points at nothing, or the length is too small for the option.';

/** What the functions give that make sockets, ask and close them, and Winsock’s own beginning and end. */
export const sockets: Failures = {
  WSAStartup: [
    failure(10092, 'There is no such version of Winsock; the call returns the number itself.'),
    failure(10014, 'lpWSAData points at nothing; this number, too, is returned.'),
  ],
  WSACleanup: [failure(10093, 'There is no WSAStartup that it could take back.')],
  WSASocketW: [
    failure(10093, notStarted, 'FFI-6'),
    failure(10047, 'The address family is none that Windows has.'),
  ],
  socket: [
    failure(10093, 'Winsock was not started.'),
    failure(10047, 'The address family is none that Windows has.'),
  ],
  bind: [
    failure(10048, 'Another socket has the address.'),
    failure(10049, 'The address is none of this machine’s.'),
    failure(10022, 'The socket has an address already.'),
  ],
  listen: [failure(10022, 'The socket was not bound.')],
  accept: [
    failure(10022, 'The socket does not listen.'),
    failure(10035, 'The socket is non-blocking, and nobody has connected.'),
  ],
  connect: [
    failure(10061, 'The other side refused the connection.'),
    failure(10060, 'The other side did not answer in time.'),
    failure(10056, 'The socket is connected already.'),
    failure(10035, 'The socket is non-blocking, and the connection is still to be made.'),
  ],
  getsockname: [failure(10022, 'The socket was not bound.')],
  getpeername: [failure(10057, noContext, 'CONN-6', 'CONN-9')],
  getsockopt: [failure(10014, tooShort)],
  setsockopt: [failure(10014, 'optval points at nothing, or optlen is too small for the option.')],
  shutdown: [failure(10057, noContext, 'CONN-6', 'CONN-9')],
  closesocket: [
    failure(
      10038,
      'The number is no socket, or no longer one; do not count on it, for another socket may have the number by now.',
    ),
  ],
};
