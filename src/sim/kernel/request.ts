import type { Bytes, Heap } from '../memory/heap.ts';
import type { FileObject } from './file-object.ts';
import type { EventObject } from './object.ts';
import { isError, STATUS } from './status.ts';
import type { Thread } from './thread.ts';

/** Memory that an operation reads or fills. */
export interface Span {
  readonly address: bigint;
  readonly length: number;
}

/** Runs on the thread that started the operation, as a user APC, when it is over. */
export type CompletionRoutine = (status: number, information: number, overlapped: bigint) => void;

/** How an operation began: it waits, or it is over with this status and byte count. */
export type Begun = 'pending' | { status: number; information: number };

export interface RequestOptions {
  thread: Thread;
  file: FileObject;
  /** What the program asked for, such as `WSARecv`. */
  name: string;
  /** The address of the OVERLAPPED, whose first 16 bytes are the status block; 0n for a call that waits itself (RECV-14). */
  overlapped: bigint;
  /** The event in hEvent, if there is one. */
  event?: EventObject | null;
  /** Whether bit 0 of hEvent is set: then no packet is queued (EVT-2). */
  tagged?: boolean;
  /** A completion routine, which goes instead of the packet. */
  routine?: CompletionRoutine | null;
  /** The memory that is lent, in the order in which it is used. */
  spans?: readonly Span[];
  /** Whether the kernel fills the spans, or reads them. */
  direction?: 'in' | 'out';
  /** Memory besides that is lent and written at the end, such as WSARecvFrom's address. */
  beside?: readonly Span[];
}

const NONE: readonly Span[] = [];

const giveUp = (request: Request): void => request.complete(STATUS.CANCELLED, 0);

/** An operation on a file, socket or pipe, from the call that starts it until it is over. */
export class Request {
  readonly thread: Thread;
  readonly file: FileObject;
  readonly name: string;
  readonly overlapped: bigint;
  readonly event: EventObject | null;
  readonly tagged: boolean;
  readonly routine: CompletionRoutine | null;
  readonly spans: readonly Span[];
  readonly direction: 'in' | 'out';
  readonly beside: readonly Span[];
  state: 'starting' | 'pending' | 'over' = 'starting';
  status: number = STATUS.PENDING;
  information = 0;
  /** Whether its status block tells the end. */
  isReported = false;
  /** Whether it was pending before it was over. */
  pended = false;
  /** Whether a packet of it is queued or was dequeued. */
  hasPacket = false;
  /** What an observer keeps with it. */
  observed: object | null = null;
  /** Its neighbours among the pending operations of its process. */
  before: Request | null = null;
  behind: Request | null = null;
  /** How the device gives it up; set by who lets it pend. */
  onCancel: (request: Request) => void = giveUp;

  constructor(options: RequestOptions) {
    this.thread = options.thread;
    this.file = options.file;
    this.name = options.name;
    this.overlapped = options.overlapped;
    this.event = options.event ?? null;
    this.tagged = options.tagged ?? false;
    this.routine = options.routine ?? null;
    this.spans = options.spans ?? NONE;
    this.direction = options.direction ?? 'in';
    this.beside = options.beside ?? NONE;
  }

  get heap(): Heap {
    return this.thread.process.heap;
  }

  /**
   * Starts the operation, after the fourth rule of the machine: the status block says pending (OV-1), the event is reset
   * (EVT-1), and the device is asked. An error leaves all that as it is (OV-8).
   *
   * @returns the status of the call: STATUS_PENDING, or what the operation ended with at once
   */
  start(begin: (request: Request) => Begun): number {
    const { observer } = this.file.machine;
    if (this.overlapped !== 0n) this.heap.writeUint32(this.overlapped, STATUS.PENDING);
    this.event?.reset();
    this.file.reset();
    observer.started?.(this);
    const begun = begin(this);
    if (begun === 'pending') {
      // It may have been completed before the device came back.
      if (this.state === 'starting') {
        this.state = 'pending';
        this.pended = true;
        this.file.pending.push(this);
        this.thread.process.pending.add(this);
      }
      return STATUS.PENDING;
    }
    if (isError(begun.status)) {
      this.state = 'over';
      this.status = begun.status;
      observer.refused?.(this, begun.status);
      return begun.status;
    }
    this.#finish(begun.status, begun.information);
    return begun.status;
  }

  /** A pending operation is over (the fifth rule). The data is in the program's memory already. */
  complete(status: number, information: number): void {
    if (this.state === 'over') return;
    this.pended = true;
    this.#finish(status, information);
  }

  /** Asks the device to give a pending operation up; the packet still comes (CANC-1). */
  cancel(): void {
    if (this.state === 'pending') this.onCancel(this);
  }

  /** Its packet was removed from the port: now the status block tells, if it did not before (OV-5). */
  dequeued(): void {
    if (!this.isReported) this.#report();
  }

  /** How many bytes its memory has. */
  get capacity(): number {
    return this.spans.reduce((sum, { length }) => sum + length, 0);
  }

  /** Fills its memory from the front, span after span (RECV-17); how many bytes there was room for. */
  fill(data: Bytes): number {
    return this.fillFrom(0, data);
  }

  /** The same behind so many bytes that were filled before. */
  fillFrom(skipped: number, data: Bytes): number {
    let skip = skipped;
    let done = 0;
    for (const { address, length } of this.spans) {
      const at = Math.min(skip, length);
      skip -= at;
      const part = Math.min(length - at, data.length - done);
      if (part > 0) this.write(address + BigInt(at), data.subarray(done, done + part));
      done += Math.max(part, 0);
    }
    return done;
  }

  /** A copy of the bytes that it sends or writes. */
  gather(): Bytes {
    const all = new Uint8Array(this.capacity);
    let done = 0;
    for (const { address, length } of this.spans) {
      if (length > 0) all.set(this.heap.bytes(address, length, 'read'), done);
      done += length;
    }
    return all;
  }

  /** Writes into the program's memory, whatever has become of it. */
  write(address: bigint, bytes: Bytes): void {
    if (bytes.length === 0) return;
    const { observer } = this.file.machine;
    const target = this.heap.reach(address, bytes.length);
    if (target === null) {
      observer.missed?.(this, address, bytes.length);
      return;
    }
    observer.writing?.(this, address, bytes.length);
    target.set(bytes);
    observer.wrote?.(this, address, bytes.length);
  }

  #finish(status: number, information: number): void {
    const { file, thread } = this;
    const { observer } = file.machine;
    if (this.state === 'pending') {
      file.pending.splice(file.pending.indexOf(this), 1);
      thread.process.pending.remove(this);
    }
    this.state = 'over';
    this.status = status;
    this.information = information;
    // The sixth rule: who gets a packet at all.
    const skipped = file.skipPacket && !this.pended;
    const silent = this.overlapped === 0n || this.tagged || this.routine !== null;
    const association = silent || skipped ? null : file.association;
    observer.completed?.(this);
    // OV-5: with a packet to come and no event, the status block waits for the dequeue.
    if (!this.pended || association === null || this.event !== null) this.#report();
    if (this.event !== null) this.event.signal();
    else if (!file.skipSignal) file.signal();
    if (association !== null) {
      this.hasPacket = true;
      association.port.insert({
        key: association.key,
        overlapped: this.overlapped,
        status,
        information: BigInt(information),
        request: this,
      });
    }
    const { routine } = this;
    if (routine !== null) thread.queueApc(() => routine(status, information, this.overlapped));
  }

  #report(): void {
    this.isReported = true;
    // The memory of a process that has ended is gone.
    if (this.overlapped === 0n || this.thread.process.hasEnded) return;
    const { observer } = this.file.machine;
    const block = this.heap.reach(this.overlapped, 16);
    if (block === null) {
      observer.missed?.(this, this.overlapped, 16);
      return;
    }
    observer.writing?.(this, this.overlapped, 16);
    const view = new DataView(block.buffer, block.byteOffset, 16);
    // OV-3: the status is 32 bits wide, what is above stays.
    view.setUint32(0, this.status, true);
    view.setBigUint64(8, BigInt(this.information), true);
    observer.reported?.(this);
  }
}
