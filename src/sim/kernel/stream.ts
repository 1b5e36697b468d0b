import type { Bytes } from '../memory/heap.ts';
import { ByteQueue } from './bytes.ts';
import type { Machine } from './machine.ts';
import { Queue } from './queue.ts';
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
  readonly #receives = new Queue<Receive>();
  /** What has not left entirely. */
  readonly #unsent = new Queue<Outgoing>();
  /** Sends whose operation is not over. */
  readonly #waiting = new Queue<Outgoing>();
  /** Bytes that were taken from the program and have not arrived. */
  #buffered = 0;
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
  /** Is told, once, when everything that was taken from the program has arrived, or the connection is no more. */
  onDelivery: (() => void) | null = null;
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

  /** Whether a receive that begins now would be over at once: it finds bytes, the end, or a failure. */
  get isReadable(): boolean {
    if (this.#receiveShut || this.#broken !== null) return true;
    return this.#receives.length === 0 && (this.#received.length > 0 || this.#endReceived);
  }

  /** How many bytes wait to be received. */
  get available(): number {
    return this.#received.length;
  }

  /** Whether a send that begins now would be over at once: it is taken, or fails. */
  get isWritable(): boolean {
    return this.#broken !== null || this.#finQueued || this.#hasRoom;
  }

  /** Whether nothing that was taken from the program is still on its way, or lost. */
  get isDelivered(): boolean {
    return this.#buffered === 0 || this.#broken !== null;
  }

  /** The status of a connection that is no more; null while there is one. */
  get broken(): number | null {
    return this.#broken;
  }

  /** Starts a receive, or has it at once (RECV-1, RECV-3, RECV-5). */
  receive(request: Request, mode: ReceiveMode): Begun {
    if (this.#receiveShut) return { status: STATUS.PIPE_DISCONNECTED, information: 0 };
    if (this.#broken !== null) return { status: this.#broken, information: 0 };
    const entry: Receive = { request, mode, filled: 0 };
    if (this.#receives.length === 0 && this.#serve(entry)) {
      return { status: STATUS.SUCCESS, information: entry.filled };
    }
    const leave = this.#receives.push(entry);
    request.onCancel = () => {
      leave();
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
    if (this.#finQueued) return { status: STATUS.PIPE_DISCONNECTED, information: 0 };
    if (this.#broken !== null) return { status: this.#broken, information: 0 };
    if (data.length === 0) return { status: STATUS.SUCCESS, information: 0 };
    const isTaken = this.#hasRoom;
    const outgoing: Outgoing = { data, sent: 0, arrived: 0, request: isTaken ? null : request };
    const unsend = this.#unsent.push(outgoing);
    if (isTaken) this.#buffered += data.length;
    const leave = isTaken ? null : this.#waiting.push(outgoing);
    this.#transmit();
    if (leave === null) return { status: STATUS.SUCCESS, information: data.length };
    request.onCancel = () => {
      leave();
      outgoing.request = null;
      // What has begun to leave leaves entirely, for the stream would have a hole; the rest was never sent.
      if (outgoing.sent === 0) unsend();
      else this.#buffered += data.length - outgoing.arrived;
      request.complete(STATUS.CANCELLED, 0);
      this.#transmit();
    };
    return 'pending';
  }

  /** Says that nothing more will be sent (SD_SEND). */
  shutSend(): void {
    this.#finQueued = true;
    this.#transmit();
  }

  /**
   * Says that nothing more will be received (SD_RECEIVE). What is pending goes on; bytes that nobody can receive any more,
   * here now or coming later, break the connection off.
   */
  shutReceive(): void {
    this.#receiveShut = true;
    if (this.#received.length > 0) this.#breakOff();
  }

  /**
   * The socket is closed. What waits on it ends with STATUS_CONNECTION_ABORTED (SCLOSE-1); the bytes of its sends go to
   * the peer all the same. The connection ends in order unless a receive was pending (SCLOSE-8), something came that nobody
   * received, or it shall be broken off.
   */
  close(abort: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#broken !== null) return;
    const breaksOff = abort || this.#receives.length > 0 || this.#received.length > 0;
    if (breaksOff) this.#breakOff();
    else {
      this.#endOperations(STATUS.CONNECTION_ABORTED);
      this.shutSend();
    }
  }

  /** Breaks the connection off, if there is still one; what has not arrived is lost. */
  abandon(): void {
    if (this.#broken === null) this.#breakOff();
  }

  get #hasRoom(): boolean {
    return this.#buffered < this.sendBuffer();
  }

  /** Puts bytes on their way, as many as the other end has room for. */
  #transmit(): void {
    const peer = this.#peer;
    if (!peer || this.#broken !== null) return;
    for (let next = this.#unsent.first; next; next = this.#unsent.first) {
      const outgoing = next;
      const room = RECEIVE_WINDOW - peer.#received.length - peer.#coming;
      const part = Math.min(room, outgoing.data.length - outgoing.sent);
      if (part <= 0) break;
      const bytes = outgoing.data.subarray(outgoing.sent, outgoing.sent + part);
      outgoing.sent += part;
      peer.#coming += part;
      if (outgoing.sent === outgoing.data.length) this.#unsent.shift();
      this.#machine.after(LATENCY, () => {
        peer.#coming -= part;
        peer.#arrive(bytes);
        this.#arrived(outgoing, part);
      });
    }
    if (this.#finQueued && !this.#finSent && this.#unsent.length === 0) {
      this.#finSent = true;
      this.#machine.after(LATENCY, () => peer.#arriveEnd());
    }
  }

  /** Some bytes of a send have arrived: there may be room for sends that wait. */
  #arrived(outgoing: Outgoing, part: number): void {
    outgoing.arrived += part;
    if (outgoing.request === null) this.#buffered -= part;
    for (let next = this.#waiting.first; next; next = this.#waiting.first) {
      const { request, data, arrived } = next;
      if (arrived < data.length && !this.#hasRoom) break;
      this.#waiting.shift();
      next.request = null;
      this.#buffered += data.length - arrived;
      request?.complete(STATUS.SUCCESS, data.length);
    }
    this.#transmit();
    this.#tellOfDelivery();
  }

  #tellOfDelivery(): void {
    if (!this.isDelivered) return;
    this.onDelivery?.();
    this.onDelivery = null;
  }

  #arrive(bytes: Bytes): void {
    if (this.#broken !== null) return;
    if (this.#closed) {
      // Nobody is there who could receive it: the sender is told so.
      this.#breakOff();
      return;
    }
    this.#received.push(bytes);
    this.#serveAll();
    if (this.#receiveShut && this.#received.length > 0) this.#breakOff();
  }

  #arriveEnd(): void {
    if (this.#broken !== null) return;
    this.#endReceived = true;
    this.#serveAll();
  }

  /** The peer broke the connection off (RECV-6); after the end it is this side that has aborted it. What came before is lost. */
  #reset(): void {
    if (this.#broken !== null) return;
    this.#fail(this.#endReceived ? STATUS.CONNECTION_ABORTED : STATUS.CONNECTION_RESET);
    this.onArrival();
  }

  /** This side breaks the connection off, and the peer is told. */
  #breakOff(): void {
    this.#fail(STATUS.CONNECTION_ABORTED);
    const peer = this.#peer;
    if (peer) this.#machine.after(LATENCY, () => peer.#reset());
  }

  /** The connection is no more. */
  #fail(status: number): void {
    this.#broken = status;
    this.#received.clear();
    this.#unsent.takeAll();
    this.#endOperations(status);
    this.#tellOfDelivery();
  }

  #endOperations(status: number): void {
    for (const { request, filled } of this.#receives.takeAll()) request.complete(status, filled);
    for (const outgoing of this.#waiting.takeAll()) {
      const { request } = outgoing;
      outgoing.request = null;
      this.#buffered += outgoing.data.length - outgoing.arrived;
      request?.complete(status, 0);
    }
  }

  #serveAll(): void {
    for (let next = this.#receives.first; next; next = this.#receives.first) {
      if (!this.#serve(next)) break;
      this.#receives.shift();
      next.request.complete(STATUS.SUCCESS, next.filled);
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
