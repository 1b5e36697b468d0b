// Many connected sockets, a receive pending on each: what they take, and what a completion costs among them. Arguments:
// how many sockets, how many completions before the clock is started, and how many after.
import {
  acceptExOf,
  bind,
  CreateIoCompletionPort,
  connectToLoopback,
  ensure,
  GetQueuedCompletionStatus,
  getsockname,
  type Handle,
  INFINITE,
  INVALID_HANDLE_VALUE,
  listen,
  loopback,
  Operation,
  openTcpSocket,
  SOCKADDR_IN_SIZE,
  SOCKET_ERROR,
  SOMAXCONN,
  type SockaddrIn,
  type Socket,
  send,
  WINSOCK_2_2,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';

const [sockets = 0, warm = 0, completions = 0] = process.argv.slice(2).map(Number);
/** Bytes of each receive's memory. */
const ROOM = 64;
const BYTE = Buffer.of(1);
const NO_FLAGS = new Uint32Array(1);

WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);

function dequeue(): Operation {
  const overlapped: Parameters<typeof GetQueuedCompletionStatus>[3] = [null];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, [0], [0], overlapped, INFINITE),
  );
  return Operation.completed(overlapped[0]);
}

function associate(handle: Handle | Socket): void {
  ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(handle, port, 0, 0));
}

/** A socket with a receive pending. */
class Receiver {
  readonly socket: Socket;
  readonly #operation: Operation;

  constructor(number: number, socket: Socket) {
    this.socket = socket;
    this.#operation = new Operation(number, ROOM);
    associate(socket);
    this.receive();
  }

  receive(): void {
    this.#operation.submit(
      'WSARecv',
      () =>
        WSARecv(
          this.socket,
          [this.#operation.buffer()],
          1,
          null,
          NO_FLAGS,
          this.#operation.address,
          null,
        ) === 0,
    );
  }
}

const listener = openTcpSocket();
ensure('bind', () => bind(listener, loopback(0), SOCKADDR_IN_SIZE), SOCKET_ERROR);
ensure('listen', () => listen(listener, SOMAXCONN), SOCKET_ERROR);
associate(listener);
const here = {} as SockaddrIn;
ensure('getsockname', () => getsockname(listener, here, [SOCKADDR_IN_SIZE]), SOCKET_ERROR);
const AcceptEx = acceptExOf(listener);
const accept = new Operation(0, 2 * (SOCKADDR_IN_SIZE + 16));

const receivers: Receiver[] = [];
while (receivers.length < sockets) {
  const [theirs, ours] = [openTcpSocket(), openTcpSocket()];
  const room = SOCKADDR_IN_SIZE + 16;
  accept.submit(
    'AcceptEx',
    () =>
      AcceptEx(listener, theirs, accept.buffer().buf, 0, room, room, null, accept.address) !== 0,
  );
  connectToLoopback(ours, here.sin_port);
  dequeue();
  for (const socket of [theirs, ours]) receivers.push(new Receiver(receivers.length, socket));
}
const memory = process.memoryUsage.rss();

/** Sends bytes on so many connections, one after the other, and receives them. */
function complete(count: number): void {
  for (let done = 0; done < count; done++) {
    const { socket } = receivers[done % receivers.length] as Receiver;
    ensure('send', () => send(socket, BYTE, 1, 0), SOCKET_ERROR);
    (receivers[dequeue().context] as Receiver).receive();
  }
}
complete(warm);
const begun = performance.now();
complete(completions);
const seconds = (performance.now() - begun) / 1000;
console.log(JSON.stringify({ sockets, memory, completions, seconds }));
process.exit();
