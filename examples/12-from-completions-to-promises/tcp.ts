import {
  AF_INET,
  acceptExOf,
  bind,
  closesocket,
  ensure,
  getsockname,
  INADDR_LOOPBACK,
  INVALID_SOCKET,
  IPPROTO_TCP,
  listen,
  SO_UPDATE_ACCEPT_CONTEXT,
  SOCK_STREAM,
  SOCKET_ERROR,
  SOL_SOCKET,
  SOMAXCONN,
  type Socket,
  setsockopt,
  TCP_NODELAY,
  Win32Error,
  WSA_FLAG_OVERLAPPED,
  WSARecv,
  WSASend,
  WSASocketW,
} from '@iocp/ffi';
import type { PooledOperation } from './pool.ts';
import { FailedOperation, type Runtime } from './runtime.ts';

const SOCKADDR_IN_SIZE = 16;
/** AcceptEx wants 16 bytes more for an address than it has (CONN-3). */
const ACCEPT_ADDRESS_SIZE = SOCKADDR_IN_SIZE + 16;
/** Neither asked for nor told. In and out, so there has to be a place for them (RECV-9). */
const NO_FLAGS = new Uint32Array(1);
const TRUE = Buffer.from(new Uint32Array([1]).buffer);

function tcpSocket(): Socket {
  //#region open-overlapped
  return ensure(
    'WSASocketW',
    () =>
      WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, WSA_FLAG_OVERLAPPED),
    INVALID_SOCKET as bigint,
  );
  //#endregion
}

function setOption(
  socket: Socket,
  level: number,
  option: number,
  value: Buffer,
): void {
  ensure(
    'setsockopt',
    () => setsockopt(socket, level, option, value, value.length),
    SOCKET_ERROR,
  );
}

function close(socket: Socket): void {
  ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
}

/** A connected socket. One operation at a time; the memory for it comes with each call. */
export class Connection {
  readonly #runtime: Runtime;
  readonly #socket: Socket;

  constructor(runtime: Runtime, socket: Socket) {
    runtime.associate(socket);
    this.#runtime = runtime;
    this.#socket = socket;
  }

  /**
   * Receives what comes first into the operation's buffer (RECV-2).
   *
   * @returns how many bytes, 0 when the peer will send no more (RECV-5)
   * @throws as Runtime.start
   */
  receive(operation: PooledOperation, signal: AbortSignal): Promise<number> {
    const buffers = operation.wsabuf(operation.data.length);
    return this.#runtime.start(
      'WSARecv',
      this.#socket,
      operation,
      () =>
        WSARecv(
          this.#socket,
          buffers,
          1,
          null,
          NO_FLAGS,
          operation.address,
          null,
        ) === 0,
      signal,
    );
  }

  /**
   * Sends the first `length` bytes of the operation's buffer.
   *
   * @returns how many bytes Windows has taken: all of them, where it succeeds (SEND-1)
   * @throws as Runtime.start
   */
  send(
    operation: PooledOperation,
    length: number,
    signal: AbortSignal,
  ): Promise<number> {
    const buffers = operation.wsabuf(length);
    return this.#runtime.start(
      'WSASend',
      this.#socket,
      operation,
      () =>
        WSASend(this.#socket, buffers, 1, null, 0, operation.address, null) === 0,
      signal,
    );
  }

  /** Closes the socket. Await what is under way before: the peer may see a reset else (SCLOSE-8). */
  close(): void {
    close(this.#socket);
  }
}

/** A socket that listens on a TCP port of 127.0.0.1, which the system chooses. */
export class Listener {
  readonly port: number;
  readonly #runtime: Runtime;
  readonly #socket: Socket;
  readonly #accept: ReturnType<typeof acceptExOf>;

  constructor(runtime: Runtime) {
    const socket = tcpSocket();
    const address = { sin_family: AF_INET, sin_port: 0, sin_addr: INADDR_LOOPBACK };
    ensure('bind', () => bind(socket, address, SOCKADDR_IN_SIZE), SOCKET_ERROR);
    ensure('listen', () => listen(socket, SOMAXCONN), SOCKET_ERROR);
    ensure(
      'getsockname',
      () => getsockname(socket, address, [SOCKADDR_IN_SIZE]),
      SOCKET_ERROR,
    );
    runtime.associate(socket);
    this.port = address.sin_port;
    this.#runtime = runtime;
    this.#socket = socket;
    this.#accept = acceptExOf(socket);
  }

  /**
   * The next connection. Its addresses go to the operation's buffer, 64 bytes of it.
   *
   * @throws as Runtime.start
   */
  async accept(
    operation: PooledOperation,
    signal: AbortSignal,
  ): Promise<Connection> {
    const context = Buffer.alloc(8);
    context.writeBigUInt64LE(BigInt(this.#socket));
    for (;;) {
      const accepted = tcpSocket();
      try {
        await this.#runtime.start(
          'AcceptEx',
          this.#socket,
          operation,
          () =>
            this.#accept(
              this.#socket,
              accepted,
              operation.buffer().buf,
              0,
              ACCEPT_ADDRESS_SIZE,
              ACCEPT_ADDRESS_SIZE,
              null,
              operation.address,
            ) !== 0,
          signal,
        );
        setOption(accepted, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, context);
        // Without it a small answer may wait for the acknowledgement of the one before.
        setOption(accepted, IPPROTO_TCP, TCP_NODELAY, TRUE);
        return new Connection(this.#runtime, accepted);
      } catch (error) {
        close(accepted);
        // The peer was gone before it was ours. A listener that is broken itself fails to start.
        const gone =
          error instanceof FailedOperation ||
          (error instanceof Win32Error && error.function === 'setsockopt');
        if (!gone) throw error;
      }
    }
  }

  /** Closes the listener. Who was not accepted sees a reset. */
  close(): void {
    close(this.#socket);
  }
}
