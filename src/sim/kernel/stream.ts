import type { Bytes } from '../memory/heap.ts';
import { ByteQueue } from './bytes.ts';
import type { Machine } from './machine.ts';
import type { Begun, Request } from './request.ts';
import { STATUS } from './status.ts';

/** Microseconds from one end of a loopback connection to the other. */
export const LATENCY = 20;

/** Bytes that an end takes in before anybody receives them. */
const RECEIVE_WINDOW = 65_536;

/** Bytes of a send buffer, unless SO_SNDBUF says otherwise. */
export const SEND_BUFFER = 65_536;

/** How a receive takes what is there. */
export interface ReceiveMode {
  /** MSG_PEEK: what it takes stays (RECV-18). */
  peek?: boolean;
  /** MSG_WAITALL: it waits until its memory is full (RECV-2). */
  waitAll?: boolean;
}

interface Receive {
  request: Request;
  mode: ReceiveMode;
  /** Bytes that it has so far; more than 0 with MSG_WAITALL only. */
  filled: number;
}

interface Outgoing {
  readonly data: Bytes;
  /** How many bytes are on their way or arrived. */
  sent: number;
  /** How many bytes arrived. */
  arrived: number;
  /** The operation that is over when there is room for its bytes, or all have arrived; null when it is over. */
  request: Request | null;
}

/** One end of a TCP connection on loopback. */
export class Endpoint {
  readonly #machine: Machine;
  #peer: Endpoint | null = null;
  /** SO_SNDBUF of its socket; 0 lets every send wait until its bytes have arrived (SEND-2). */
  sendBuffer: () => number = () => SEND_BUFFER;
  readonly #received = new ByteQueue();
  readonly #receives: Receive[] = [];
  readonly #outgoing: Outgoing[] = [];
  /** Bytes on their way to this end. */
  #coming = 0;
  /** Whether the peer said that no more comes. */
  #endReceived = false;
  #finQueued = false;
  #finSent = false;
  #receiveShut = false;
  /** Why the connection is no more. */
  #broken: number | null = null;
  #closed = false;
  /** Is told of anything that a receive would find. */
  onArrival: () => void = () => {};

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Two ends that are connected with each other. */
  static pair(machine: Machine): [Endpoint, Endpoint] {
    const ends: [Endpoint, Endpoint] = [new Endpoint(machine), new Endpoint(machine)];
    ends[0].#peer = ends[1];
    ends[1].#peer = ends[0];
    return ends;
  }

  /** Whether a receive would find something: bytes, the end, or a failure. */
  get isReadable(): boolean {
    return this.#received.length > 0 || this.#endReceived || this.#broken !== null;
  }

  /** How many bytes wait to be received. */
  get available(): number {
    return this.#received.length;
  }

  /** Whether a send would be taken at once. */
  get isWritable(): boolean {
    return this.#buffered < this.sendBuffer();
  }

  /** Starts a receive, or has it at once (RECV-1, RECV-3, RECV-5). */
  receive(request: Request, mode: ReceiveMode): Begun {
    if (this.#broken !== null && this.#received.length === 0) {
      return { status: this.#broken, information: 0 };
    }
    if (this.#receiveShut) return { status: STATUS.PIPE_DISCONNECTED, information: 0 };
    const entry: Receive = { request, mode, filled: 0 };
    if (this.#receives.length === 0 && this.#serve(entry)) {
      return { status: STATUS.SUCCESS, information: entry.filled };
    }
    this.#receives.push(entry);
    request.onCancel = () => {
      this.#receives.splice(this.#receives.indexOf(entry), 1);
      request.complete(STATUS.CANCELLED, entry.filled);
    };
    return 'pending';
  }

  /** Takes bytes that are there already, at most so many. */
  takeNow(most: number): Bytes {
    const bytes = this.#received.take(most);
    if (this.#peer) this.#peer.#transmit();
    return bytes;
  }

  /** Starts a send, or has it at once: with room in the buffer it takes bytes of any number (SEND-1). */
  send(request: Request, data: Bytes): Begun {
    if (this.#broken !== null) return { status: this.#broken, information: 0 };
    if (this.#finQueued) return { status: STATUS.PIPE_DISCONNECTED, information: 0 };
    const isTaken = data.length === 0 || this.isWritable;
    const outgoing: Outgoing = { data, sent: 0, arrived: 0, request: isTaken ? null : request };
    if (data.length > 0) {
      this.#outgoing.push(outgoing);
      this.#transmit();
    }
    if (isTaken) return { status: STATUS.SUCCESS, information: data.length };
    request.onCancel = () => {
      // What has left cannot be called back; the rest is not sent.
      outgoing.request = null;
      if (outgoing.sent === 0) this.#outgoing.splice(this.#outgoing.indexOf(outgoing), 1);
      request.complete(STATUS.CANCELLED, outgoing.sent);
    };
    return 'pending';
  }

  /** Says that nothing more will be sent (SD_SEND). */
  shutSend(): void {
    this.#finQueued = true;
    this.#transmit();
  }

  /** Says that nothing more will be received (SD_RECEIVE). */
  shutReceive(): void {
    this.#receiveShut = true;
  }

  /**
   * The socket is closed. What waits on it ends with STATUS_CONNECTION_ABORTED (SCLOSE-1). The connection ends in order
   * unless a receive was pending (SCLOSE-8), something came that nobody received, or it shall be broken off.
   */
  close(abort: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    const breaksOff = abort || this.#receives.length > 0 || this.#received.length > 0;
    this.#fail(STATUS.CONNECTION_ABORTED);
    if (breaksOff) {
      this.#outgoing.length = 0;
      const peer = this.#peer;
      if (peer) this.#machine.after(LATENCY, () => peer.#reset());
    } else this.shutSend();
  }

  get #buffered(): number {
    let sum = 0;
    for (const { data, arrived, request } of this.#outgoing) {
      if (request === null) sum += data.length - arrived;
    }
    return sum;
  }

  /** Puts bytes on their way, as many as the other end has room for. */
  #transmit(): void {
    const peer = this.#peer;
    if (!peer || this.#broken !== null) return;
    for (const outgoing of this.#outgoing) {
      const room = RECEIVE_WINDOW - peer.#received.length - peer.#coming;
      const part = Math.min(room, outgoing.data.length - outgoing.sent);
      if (part <= 0) break;
      const bytes = outgoing.data.subarray(outgoing.sent, outgoing.sent + part);
      outgoing.sent += part;
      peer.#coming += part;
      this.#machine.after(LATENCY, () => {
        peer.#coming -= part;
        outgoing.arrived += part;
        peer.#arrive(bytes);
        this.#sentSome();
      });
      if (outgoing.sent < outgoing.data.length) break;
    }
    const isAllSent = this.#outgoing.every(({ data, sent }) => sent === data.length);
    if (this.#finQueued && !this.#finSent && isAllSent) {
      this.#finSent = true;
      this.#machine.after(LATENCY, () => peer.#arriveEnd());
    }
  }

  /** Some bytes have arrived: there may be room for sends that wait. */
  #sentSome(): void {
    while (this.#outgoing[0] && this.#outgoing[0].arrived === this.#outgoing[0].data.length) {
      const { request, data } = this.#outgoing.shift() as Outgoing;
      request?.complete(STATUS.SUCCESS, data.length);
    }
    for (const outgoing of this.#outgoing) {
      if (outgoing.request === null) continue;
      if (!this.isWritable) break;
      const { request } = outgoing;
      outgoing.request = null;
      request.complete(STATUS.SUCCESS, outgoing.data.length);
    }
    this.#transmit();
  }

  #arrive(bytes: Bytes): void {
    if (this.#closed) {
      // Nobody is there who could receive it: the sender is told so.
      const peer = this.#peer;
      if (peer) this.#machine.after(LATENCY, () => peer.#reset());
      return;
    }
    if (this.#broken !== null || this.#receiveShut) return;
    this.#received.push(bytes);
    this.#serveAll();
  }

  #arriveEnd(): void {
    if (this.#broken !== null) return;
    this.#endReceived = true;
    this.#serveAll();
  }

  /** The peer broke the connection off (RECV-6). What came before is lost. */
  #reset(): void {
    if (this.#broken !== null) return;
    this.#received.clear();
    this.#fail(STATUS.CONNECTION_RESET);
    this.#outgoing.length = 0;
    this.onArrival();
  }

  #fail(status: number): void {
    // An end that was closed in order still sends what was taken.
    if (!this.#closed) this.#broken = status;
    const sends = this.#outgoing.map(({ request }) => request);
    for (const { request, filled } of this.#receives.splice(0)) request.complete(status, filled);
    for (const request of sends) request?.complete(status, 0);
    for (const outgoing of this.#outgoing) outgoing.request = null;
  }

  #serveAll(): void {
    while (this.#receives[0] && this.#serve(this.#receives[0])) {
      const { request, filled } = this.#receives.shift() as Receive;
      request.complete(STATUS.SUCCESS, filled);
    }
    this.onArrival();
  }

  /** Gives a receive what is there; false when it has to wait on. */
  #serve(entry: Receive): boolean {
    const { request, mode } = entry;
    const room = request.capacity - entry.filled;
    if (this.#received.length === 0) return this.#endReceived;
    // RECV-7: one of length 0 only asks to be told.
    if (room === 0) return true;
    const bytes = mode.peek ? this.#received.peek(room) : this.#received.take(room);
    request.fillFrom(entry.filled, bytes);
    entry.filled += bytes.length;
    if (!mode.peek && this.#peer) this.#peer.#transmit();
    return !mode.waitAll || entry.filled === request.capacity || this.#endReceived;
  }
}
