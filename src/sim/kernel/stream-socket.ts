import type { Machine } from './machine.ts';
import { type Address, ANY, LOOPBACK } from './network.ts';
import type { Begun, Request } from './request.ts';
import { SocketObject } from './socket.ts';
import { STATUS } from './status.ts';
import { Endpoint, LATENCY } from './stream.ts';

/** How many microseconds pass until a refused connection is told: Windows asks three times. */
const REFUSAL = 2_000_000;

/** A connection that has come, and who made it. */
export interface Arrival {
  readonly endpoint: Endpoint;
  readonly remote: Address;
}

/** Somebody who waits for a connection. */
export interface Acceptor {
  readonly request: Request;
  /** Takes the connection and ends the request, now or when data has come with it. */
  take(arrival: Arrival): void;
}

/** A TCP socket. */
export class StreamSocket extends SocketObject {
  /** The address of the other end; null until it is connected. */
  remote: Address | null = null;
  /** What it sends and receives through; null until it is connected. */
  endpoint: Endpoint | null = null;
  /** Whether it knows that it is connected; not after AcceptEx and ConnectEx, until it is told (CONN-6, CONN-9). */
  knowsItsConnection = false;
  /** Whether AcceptEx has filled it. */
  wasAccepted = false;
  /** SO_LINGER with a time of 0: closing breaks the connection off. */
  lingersNot = false;
  /** When it was connected, in microseconds of the machine. */
  connectedAt: number | null = null;
  isConnecting = false;
  #backlog: number | null = null;
  readonly #arrivals: Arrival[] = [];
  readonly #acceptors: Acceptor[] = [];

  constructor(machine: Machine, overlapped: boolean) {
    super(machine, 'stream', overlapped);
  }

  get isListening(): boolean {
    return this.#backlog !== null;
  }

  /** Whether nothing was done with it yet: only such a socket can be given to AcceptEx (CONN-4). */
  get isFresh(): boolean {
    return this.local === null && this.endpoint === null && !this.isListening && !this.isConnecting;
  }

  override bind(address: Address): boolean {
    const port = this.network.tcp.take(address.port, this);
    if (port === null) return false;
    this.local = { ip: address.ip, port };
    return true;
  }

  listen(backlog: number): void {
    // Windows lets 200 wait where SOMAXCONN asks for the most.
    this.#backlog = backlog >= 0x7fff_ffff ? 200 : Math.max(1, backlog);
  }

  /** Takes a connection that waits in the backlog, or waits for one (CONN-2, CONN-5). */
  accept(acceptor: Acceptor): Begun | 'taken' {
    const arrival = this.#arrivals.shift();
    if (arrival) {
      acceptor.take(arrival);
      return 'taken';
    }
    this.#acceptors.push(acceptor);
    acceptor.request.onCancel = (request) => {
      this.#acceptors.splice(this.#acceptors.indexOf(acceptor), 1);
      request.complete(STATUS.CANCELLED, 0);
    };
    return 'pending';
  }

  /** Becomes one end of a connection. */
  adopt(endpoint: Endpoint, local: Address, remote: Address): void {
    if (this.local === null) {
      this.local = local;
      this.network.tcp.share(local.port, this);
    }
    this.endpoint = endpoint;
    endpoint.sendBuffer = () => this.sendBuffer;
    this.remote = remote;
    this.connectedAt = this.machine.now;
  }

  /**
   * Asks for a connection. `over` is told how that ended: with STATUS_SUCCESS the socket is connected.
   */
  connect(to: Address, over: (status: number) => void): void {
    if (this.local === null) this.bind({ ip: ANY, port: 0 });
    const local: Address = { ip: LOOPBACK, port: this.local?.port ?? 0 };
    this.isConnecting = true;
    this.machine.after(LATENCY, () => {
      const listener = [...this.network.tcp.of(to.port)].find((socket) => socket.isListening);
      const isTaken = listener?.hasRoom === true;
      if (!listener || !isTaken) {
        this.machine.after(REFUSAL, () => {
          if (!this.isConnecting) return;
          this.isConnecting = false;
          over(STATUS.CONNECTION_REFUSED);
        });
        return;
      }
      const [ours, theirs] = Endpoint.pair(this.machine);
      this.machine.after(LATENCY, () => {
        if (!this.isConnecting) {
          ours.close(true);
          return;
        }
        this.isConnecting = false;
        this.adopt(ours, local, { ip: LOOPBACK, port: to.port });
        over(STATUS.SUCCESS);
      });
      listener.#arrive({ endpoint: theirs, remote: local });
    });
  }

  /** Is as new: DisconnectEx with TF_REUSE_SOCKET. */
  reuse(): void {
    if (this.local) this.network.tcp.release(this.local.port, this);
    this.endpoint?.close(false);
    this.endpoint = null;
    this.local = null;
    this.remote = null;
    this.connectedAt = null;
    this.knowsItsConnection = false;
  }

  /** Whether one more connection may wait, or is waited for. */
  get hasRoom(): boolean {
    return this.#acceptors.length > 0 || this.#arrivals.length < (this.#backlog ?? 0);
  }

  override get isReadable(): boolean {
    return this.isListening ? this.#arrivals.length > 0 : this.endpoint?.isReadable === true;
  }

  override get available(): number {
    return this.endpoint?.available ?? 0;
  }

  override close(): void {
    this.isConnecting = false;
    if (this.local) this.network.tcp.release(this.local.port, this);
    for (const { endpoint } of this.#arrivals.splice(0)) endpoint.close(true);
    // SCLOSE-3: an accept ends as if it had been cancelled.
    for (const { request } of this.#acceptors.splice(0)) request.complete(STATUS.CANCELLED, 0);
    this.endpoint?.close(this.lingersNot);
    // What is still pending is a connect, or a disconnect.
    for (const request of [...this.pending]) request.complete(STATUS.CANCELLED, 0);
  }

  #arrive(arrival: Arrival): void {
    const acceptor = this.#acceptors.shift();
    if (acceptor) acceptor.take(arrival);
    else this.#arrivals.push(arrival);
  }
}
