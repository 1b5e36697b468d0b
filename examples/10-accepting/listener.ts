import {
  type Address,
  acceptExOf,
  ensure,
  FALSE,
  getAcceptExSockaddrsOf,
  getsockname,
  type Handle,
  listen,
  Operation,
  openTcpSocket,
  SO_UPDATE_ACCEPT_CONTEXT,
  SOCKADDR_IN,
  SOCKADDR_IN_SIZE,
  SOCKET_ERROR,
  SOL_SOCKET,
  SOMAXCONN,
  type SockaddrIn,
  type Socket,
  setsockopt,
  Win32Error,
  WSAECONNRESET,
} from '@iocp/ffi';
import koffi from 'koffi';
import { associate, bindToLoopback, cancel, close } from './sockets.ts';

/** What AcceptEx wants for an address: 16 bytes more than it has (CONN-3). */
const ROOM = SOCKADDR_IN_SIZE + 16;

/** A socket that listens, and the accepts that are under way on it. */
export class Listener {
  readonly #socket = openTcpSocket();
  /** The socket that each accept will fill. */
  readonly #fresh = new Map<Operation, Socket>();
  readonly #AcceptEx: ReturnType<typeof acceptExOf>;
  readonly #GetAcceptExSockaddrs: ReturnType<typeof getAcceptExSockaddrsOf>;
  /** Where it listens. */
  readonly tcpPort: number;

  //#region listen
  /** @param key for the packets of its accepts (CONN-2) */
  constructor(port: Handle, key: number) {
    const socket = this.#socket;
    bindToLoopback(socket);
    ensure('listen', () => listen(socket, SOMAXCONN), SOCKET_ERROR);
    associate(socket, port, key);

    const here = {} as SockaddrIn;
    ensure(
      'getsockname',
      () => getsockname(socket, here, [SOCKADDR_IN_SIZE]),
      SOCKET_ERROR,
    );
    this.tcpPort = here.sin_port;

    // They are the provider's, so the socket is asked for them (CONN-1).
    this.#AcceptEx = acceptExOf(socket);
    this.#GetAcceptExSockaddrs = getAcceptExSockaddrsOf(socket);
  }
  //#endregion

  //#region lend-memory
  /** An operation for accepts. It has room for two addresses, ours and the client's. */
  static operation(number: number): Operation {
    return new Operation(number, 2 * ROOM);
  }
  //#endregion

  //#region submit
  /**
   * Starts an accept into a socket that is fresh (CONN-4). It takes no data along:
   * with room for some, it would wait until the client says something.
   */
  accept(operation: Operation): void {
    const { buf } = operation.buffer();
    const { address } = operation;
    for (;;) {
      //#region open-overlapped
      const socket = openTcpSocket();
      //#endregion
      const start = () =>
        this.#AcceptEx(this.#socket, socket, buf, 0, ROOM, ROOM, null, address);
      try {
        operation.submit('AcceptEx', () => start() !== FALSE);
        this.#fresh.set(operation, socket);
        return;
      } catch (error) {
        close(socket);
        // This client came and went. It must not end the server: on to the next.
        if (!(error instanceof Win32Error && error.code === WSAECONNRESET))
          throw error;
      }
    }
  }
  //#endregion

  //#region take-socket
  /** The socket of an accept whose packet was dequeued, whatever became of it. */
  take(operation: Operation): Socket {
    const socket = this.#fresh.get(operation);
    if (socket === undefined) throw new Error('This accept was given no socket.');
    this.#fresh.delete(operation);
    return socket;
  }
  //#endregion

  //#region accept-context
  /**
   * Makes a whole socket of one that was accepted: until then it can receive and send,
   * but does not know that it is connected (CONN-6).
   */
  complete(accepted: Socket): void {
    // The value of this option is the listener, as wide as a pointer.
    const context = Buffer.alloc(8);
    context.writeBigUInt64LE(BigInt(this.#socket));
    ensure(
      'setsockopt',
      () => setsockopt(accepted, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, context, 8),
      SOCKET_ERROR,
    );
  }
  //#endregion

  //#region addresses
  /** The client's address in what AcceptEx has written: only the provider knows where. */
  clientOf(operation: Operation): SockaddrIn {
    const { buf } = operation.buffer();
    const local: [Address<'SOCKADDR_IN'> | null] = [null];
    const remote: [Address<'SOCKADDR_IN'> | null] = [null];
    this.#GetAcceptExSockaddrs(buf, 0, ROOM, ROOM, local, [0], remote, [0]);
    return koffi.decode(remote[0], SOCKADDR_IN);
  }
  //#endregion

  //#region stop-listening
  /** Asks for the end of its accepts, one by one. */
  cancel(): void {
    for (const operation of this.#fresh.keys()) cancel(this.#socket, operation);
  }

  close(): void {
    close(this.#socket);
  }
  //#endregion
}
