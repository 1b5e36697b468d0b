import type { Machine } from './machine.ts';
import { type Address, ANY, isLoopback, LOOPBACK } from './network.ts';
import { Queue } from './queue.ts';
import type { Begun, Request } from './request.ts';
import { SocketObject } from './socket.ts';
import { STATUS } from './status.ts';
import { Endpoint, LATENCY } from './stream.ts';

/** How often Windows asks for a connection, and how many microseconds are between: it tells of a refusal after 2 seconds. */
const ASKED = { times: 3, every: 1_000_000 };

/** How many microseconds it waits for a machine that does not answer. */
const UNANSWERED = 21_000_000;

/** A connection that has come, and who made it. */
export interface Arrival {
  readonly endpoint: Endpoint;
  /** The address that was asked for. */
  readonly local: Address;
  readonly remote: Address;
}

/** Somebody who waits for a connection. */
export interface Acceptor {
  readonly request: Request;
  /** Whether it ends at the sight of a connection, without taking it; then its request is over. */
  declines?(): boolean;
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
  /**
   * SO_LINGER in seconds: how long closing waits until the other end has the bytes, and then breaks the connection off; at
   * once with 0. Null where it is off.
   */
  linger: number | null = null;
  /** When it was connected, in microseconds of the machine. */
  connectedAt: number | null = null;
  /** The accept that has it for its connection. */
  acceptedBy: Request | null = null;
  /** What it is connecting by. */
  #connecting: { readonly by: string } | null = null;
  #backlog: number | null = null;
  readonly #arrivals: Arrival[] = [];
  readonly #acceptors = new Queue<Acceptor>();

  constructor(machine: Machine, overlapped: boolean) {
    super(machine, 'stream', overlapped);
  }

  get isListening(): boolean {
    return this.#backlog !== null;
  }

  /** Whether nothing was done with it yet: only such a socket can be given to AcceptEx (CONN-4). */
  get isFresh(): boolean {
    const isUnused = this.local === null && this.endpoint === null && !this.isListening;
    return isUnused && this.acceptedBy === null && this.#connecting === null;
  }

  protected override take(address: Address): { port: number } | { status: number } {
    return this.network.tcp.take(address, this.sharing, this);
  }

  listen(backlog: number): void {
    // Windows lets 200 wait where SOMAXCONN asks for the most.
    const hinted = backlog < 0 ? Math.min(Math.max(200, -backlog), 65_535) : backlog;
    this.#backlog = hinted >= 0x7fff_ffff ? 200 : Math.max(1, hinted);
  }

  /** Takes a connection that waits in the backlog, or waits for one (CONN-2, CONN-5). */
  accept(acceptor: Acceptor): Begun | 'taken' {
    const [arrival] = this.#arrivals;
    if (arrival) {
      if (acceptor.declines?.()) return 'taken';
      this.#arrivals.shift();
      acceptor.take(arrival);
      return 'taken';
    }
    const leave = this.#acceptors.push(acceptor);
    acceptor.request.onCancel = (request) => {
      leave();
      request.complete(STATUS.CANCELLED, 0);
    };
    return 'pending';
  }

  /** Becomes one end of a connection. */
  adopt(endpoint: Endpoint, local: Address, remote: Address): void {
    if (this.local === null) {
      this.local = local;
      this.network.tcp.inherit(local, this);
    }
    this.endpoint = endpoint;
    endpoint.sendBuffer = () => this.sendBuffer;
    this.remote = remote;
    this.connectedAt = this.machine.now;
  }

  /** What it is connecting by, the name of the function; null when it is not. */
  get isConnectingBy(): string | null {
    return this.#connecting?.by ?? null;
  }

  /** Does not connect any more; who asked for it is not told. */
  stopConnecting(): void {
    this.#connecting = null;
  }

  /**
   * Asks for a connection. `over` is told how that ended: with STATUS_SUCCESS the socket is connected. A port where nobody
   * listens, or where as many wait as may, is asked three times.
   */
  connect(to: Address, over: (status: number) => void, by = 'connect'): void {
    const attempt = { by };
    this.#connecting = attempt;
    const end = (status: number) => {
      if (this.#connecting !== attempt) return;
      this.#connecting = null;
      over(status);
    };
    if (this.local === null) {
      const status = this.bind({ ip: ANY, port: 0 });
      if (status !== STATUS.SUCCESS) {
        this.machine.after(0, () => end(status));
        return;
      }
    }
    if (!isLoopback(to.ip)) {
      this.machine.after(UNANSWERED, () => end(STATUS.IO_TIMEOUT));
      return;
    }
    const { ip = ANY, port = 0 } = this.local ?? {};
    const local: Address = { ip: ip === ANY ? LOOPBACK : ip, port };
    const ask = (asked: number) => {
      if (this.#connecting !== attempt) return;
      const listener = this.network.tcp.find(to, ({ isListening }) => isListening);
      if (!listener?.hasRoom) {
        if (asked < ASKED.times) this.machine.after(ASKED.every, () => ask(asked + 1));
        else this.machine.after(LATENCY, () => end(STATUS.CONNECTION_REFUSED));
        return;
      }
      const [ours, theirs] = Endpoint.pair(this.machine);
      this.machine.after(LATENCY, () => {
        if (this.#connecting !== attempt) {
          ours.close(true);
          return;
        }
        this.adopt(ours, local, to);
        end(STATUS.SUCCESS);
      });
      listener.#arrive({ endpoint: theirs, local: to, remote: local });
    };
    this.machine.after(LATENCY, () => ask(1));
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
    this.wasAccepted = false;
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
    this.#connecting = null;
    this.acceptedBy?.cancel();
    if (this.local) this.network.tcp.release(this.local.port, this);
    for (const { endpoint } of this.#arrivals.splice(0)) endpoint.close(true);
    this.endpoint?.close(this.linger === 0);
    // What is still pending is an accept, which ends as if it had been cancelled (SCLOSE-3), a connect, or a disconnect.
    for (const request of [...this.pending]) request.cancel();
  }

  #arrive(arrival: Arrival): void {
    for (let next = this.#acceptors.shift(); next; next = this.#acceptors.shift()) {
      if (next.declines?.()) continue;
      next.take(arrival);
      return;
    }
    this.#arrivals.push(arrival);
  }
}
