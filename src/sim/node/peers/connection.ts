import { LOOPBACK } from '../../kernel/network.ts';
import { Request, type RequestOptions } from '../../kernel/request.ts';
import { isError, STATUS } from '../../kernel/status.ts';
import type { Endpoint } from '../../kernel/stream.ts';
import { StreamSocket } from '../../kernel/stream-socket.ts';
import { type Blocking, FOR_EVER, type Thread } from '../../kernel/thread.ts';
import type { Bytes } from '../../memory/heap.ts';
import { operate } from './peer-process.ts';

/** Bytes that are received at once. */
const CHUNK = 65_536;

const NOTHING: Bytes = new Uint8Array(0);

/** A receive that needs no memory of the process: whoever made it is given the bytes. */
class Receiving extends Request {
  readonly #came: (bytes: Bytes) => void;

  constructor(options: RequestOptions, came: (bytes: Bytes) => void) {
    super(options);
    this.#came = came;
  }

  override get capacity(): number {
    return CHUNK;
  }

  override fillFrom(_skipped: number, data: Bytes): number {
    this.#came(data);
    return data.length;
  }
}

/** What Node calls the errors of a connection. */
const ERRORS: Record<number, string> = {
  [STATUS.CONNECTION_RESET]: 'ECONNRESET',
  [STATUS.CONNECTION_ABORTED]: 'ECONNABORTED',
  [STATUS.CONNECTION_REFUSED]: 'ECONNREFUSED',
};

const errorOf = (status: number): string =>
  ERRORS[status] ?? `status 0x${status.toString(16).toUpperCase()}`;

/** A peer's end of a TCP connection. */
export class Connection {
  /** The thread that uses it. */
  thread: Thread;
  readonly #socket: StreamSocket;
  readonly #handle: bigint;
  /** How long it waits for the other end, in microseconds. */
  readonly #patience: number;

  constructor(thread: Thread, socket: StreamSocket, patience = FOR_EVER) {
    this.thread = thread;
    this.#socket = socket;
    this.#handle = thread.process.handles.open(socket);
    this.#patience = patience;
  }

  /** Connects with a port of this machine. */
  static *to(thread: Thread, port: number, patience: number): Blocking<Connection> {
    const socket = new StreamSocket(thread.machine, true);
    const connection = new Connection(thread, socket, patience);
    const result = yield* operate(thread, socket, {
      name: 'connect',
      timeout: patience,
      begin(request) {
        socket.connect({ ip: LOOPBACK, port }, (status) => request.complete(status, 0));
        return 'pending';
      },
    });
    if (result === null || isError(result.status)) {
      connection.close();
      const why = result === null ? 'ETIMEDOUT' : errorOf(result.status);
      throw new Error(`connect ${why} 127.0.0.1:${port}`);
    }
    return connection;
  }

  get #endpoint(): Endpoint {
    return this.#socket.endpoint as Endpoint;
  }

  /** Sends, without waiting until it is sent. */
  send(bytes: Bytes): void {
    const { process } = this.thread;
    // It may have been ended while it waited for something else.
    if (process.exitCode !== null || process.handles.get(this.#handle) !== this.#socket) return;
    const request = new Request({
      thread: this.thread,
      file: this.#socket,
      name: 'send',
      overlapped: 0n,
    });
    request.start((request) => this.#endpoint.send(request, bytes));
  }

  /**
   * Bytes that have come, as soon as there are some; null at the end.
   *
   * @throws Error when the connection is no more, or the other end says nothing for too long
   */
  *receive(): Blocking<Bytes | null> {
    let bytes = NOTHING;
    const result = yield* operate(this.thread, this.#socket, {
      name: 'recv',
      make: (options) =>
        new Receiving(options, (received) => {
          bytes = received;
        }),
      timeout: this.#patience,
      begin: (request) => this.#endpoint.receive(request, {}),
    });
    if (result === null) {
      throw new Error(`the server was silent for ${this.#patience / 1_000_000} seconds`);
    }
    const { status, information } = result;
    if (isError(status)) throw new Error(`read ${errorOf(status)}`);
    if (information === 0) return null;
    return bytes;
  }

  /** Says that it will send no more. */
  end(): void {
    this.#endpoint.shutSend();
  }

  /** Breaks it off. */
  reset(): void {
    this.#socket.linger = 0;
    this.close();
  }

  close(): void {
    const { handles } = this.thread.process;
    if (handles.get(this.#handle) === this.#socket) handles.close(this.#handle);
  }
}

/** Listens on a port of loopback that is free, and serves each connection on a thread of its own. */
export function* listen(
  thread: Thread,
  listening: (port: number) => void,
  serve: (connection: Connection, thread: Thread) => Blocking<void>,
): Blocking<void> {
  const { process, machine } = thread;
  const listener = new StreamSocket(machine, true);
  process.handles.open(listener);
  listener.bind({ ip: LOOPBACK, port: 0 });
  const local = listener.local;
  if (local === null) throw new Error('No port is free.');
  // As many as Node lets wait.
  listener.listen(511);
  listening(local.port);
  for (;;) {
    const accepted = new StreamSocket(machine, true);
    const result = yield* operate(thread, listener, {
      name: 'accept',
      begin(request) {
        const taken = listener.accept({
          request,
          take({ endpoint, remote }) {
            accepted.adopt(endpoint, local, remote);
            if (request.state === 'pending') request.complete(STATUS.SUCCESS, 0);
          },
        });
        return taken === 'taken' ? { status: STATUS.SUCCESS, information: 0 } : 'pending';
      },
    });
    if (result === null || isError(result.status)) return;
    process.start(function* (server) {
      const connection = new Connection(server, accepted);
      try {
        yield* serve(connection, server);
      } catch {
        // Whoever dies resets its connections; the others still want their answers.
      } finally {
        connection.close();
      }
    });
  }
}
