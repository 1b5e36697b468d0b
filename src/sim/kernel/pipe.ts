import type { Bytes } from '../memory/heap.ts';
import { FileObject } from './file-object.ts';
import type { Machine } from './machine.ts';
import type { NamedPipe } from './named-pipes.ts';
import type { Begun, Request } from './request.ts';
import { STATUS } from './status.ts';

/** A message, or some bytes, that an end has not read yet. */
interface Message {
  readonly bytes: Bytes;
  /** How many of them were read. */
  read: number;
  /** The write that is over when there is room for it; null when it is. */
  write: Request | null;
}

type PipeState = 'listening' | 'connected' | 'closing' | 'disconnected';

type Ended = Exclude<Begun, 'pending'>;

const ended = (status: number, information = 0): Ended => ({ status, information });

/** How an end of a pipe is opened. */
export interface EndOptions {
  readonly overlapped: boolean;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Whether a read ends with a message. */
  readonly readsMessages: boolean;
}

/** One end of a named pipe: an instance of the server's, or a client's. */
export class PipeEnd extends FileObject {
  readonly isServer: boolean;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Whether a read ends with a message. */
  readsMessages: boolean;
  readonly pipe: NamedPipe;
  /** Bytes that may wait here until somebody reads them. What is more lets its write wait. */
  readonly #quota: number;
  #state: PipeState;
  #other: PipeEnd | null = null;
  readonly #waiting: Message[] = [];
  readonly #reads: Request[] = [];
  readonly #connects: Request[] = [];
  readonly #flushes: Request[] = [];

  constructor(
    machine: Machine,
    pipe: NamedPipe,
    end: EndOptions & { isServer: boolean; quota: number },
  ) {
    super(machine, end.overlapped);
    this.pipe = pipe;
    this.isServer = end.isServer;
    this.canRead = end.canRead;
    this.canWrite = end.canWrite;
    this.readsMessages = end.readsMessages;
    this.#quota = end.quota;
    this.#state = end.isServer ? 'listening' : 'disconnected';
    // Opening it was an operation, too.
    this.signal();
  }

  get state(): PipeState {
    return this.#state;
  }

  /** How many bytes a read would find, of all messages. */
  get available(): number {
    return this.#waiting.reduce((sum, { bytes, read }) => sum + bytes.length - read, 0);
  }

  /** Waits for a client (FILE-6). */
  connect(request: Request): Begun {
    if (!this.isServer) return ended(STATUS.ILLEGAL_FUNCTION);
    if (this.#state === 'connected') return ended(STATUS.PIPE_CONNECTED);
    if (this.#state === 'closing') return ended(STATUS.PIPE_CLOSING);
    this.#state = 'listening';
    return this.#queue(this.#connects, request);
  }

  /** A client has come. */
  join(client: PipeEnd): void {
    this.#other = client;
    client.#other = this;
    this.#state = 'connected';
    client.#state = 'connected';
    endAll(this.#connects, STATUS.SUCCESS);
  }

  /** Gives the client up, or stops waiting for one; what was not read is lost. @returns a status */
  disconnect(): number {
    if (!this.isServer) return STATUS.ILLEGAL_FUNCTION;
    if (this.#state === 'disconnected') return STATUS.PIPE_DISCONNECTED;
    this.#breakOff('disconnected', STATUS.PIPE_DISCONNECTED);
    return STATUS.SUCCESS;
  }

  /** Starts a read, or has it at once (FILE-3). What is left of a message that is too long stays (FILE-4). */
  read(request: Request): Begun {
    if (!this.canRead) return ended(STATUS.ACCESS_DENIED);
    if (this.#state === 'listening') return ended(STATUS.PIPE_LISTENING);
    if (this.#state === 'disconnected') return ended(STATUS.PIPE_DISCONNECTED);
    if (this.#waiting.length === 0 && this.#state === 'closing') return ended(STATUS.PIPE_BROKEN);
    if (this.#waiting.length === 0 || this.#reads.length > 0) {
      return this.#queue(this.#reads, request);
    }
    const { status, information } = this.#take(request);
    this.#makeRoom();
    if (status !== STATUS.BUFFER_OVERFLOW || !this.#pendsOnWarning) {
      return ended(status, information);
    }
    request.complete(status, information);
    return 'pending';
  }

  /** Writes a message, or bytes. It pends while there is no room for all of it. */
  write(request: Request): Begun {
    if (!this.canWrite) return ended(STATUS.ACCESS_DENIED);
    const other = this.#other;
    if (this.#state === 'listening') return ended(STATUS.PIPE_LISTENING);
    if (this.#state === 'disconnected') return ended(STATUS.PIPE_DISCONNECTED);
    if (this.#state === 'closing' || other === null) return ended(STATUS.PIPE_CLOSING);
    const bytes = request.gather();
    if (bytes.length === 0 && !this.pipe.messages) return ended(STATUS.SUCCESS);
    const message: Message = { bytes, read: 0, write: request };
    other.#waiting.push(message);
    other.#serve();
    if (message.write === null) return ended(STATUS.SUCCESS, bytes.length);
    request.onCancel = () => {
      // Also what was read of it already counts for nothing then.
      other.#waiting.splice(other.#waiting.indexOf(message), 1);
      request.complete(STATUS.CANCELLED, 0);
      other.#serve();
    };
    return 'pending';
  }

  /** Waits until the other end has read everything. */
  flush(request: Request): Begun {
    if (this.#state === 'disconnected' && !this.isServer) return ended(STATUS.PIPE_DISCONNECTED);
    if (this.#other === null || this.#other.#waiting.length === 0) return ended(STATUS.SUCCESS);
    return this.#queue(this.#flushes, request);
  }

  /** SKIP-6: since Windows 8 a warning pends on a handle that has a port. A seed says which Windows it is. */
  get #pendsOnWarning(): boolean {
    return this.association !== null && this.machine.habit('SKIP-6', 2) === 1;
  }

  #queue(requests: Request[], request: Request): Begun {
    requests.push(request);
    request.onCancel = () => {
      requests.splice(requests.indexOf(request), 1);
      request.complete(STATUS.CANCELLED, 0);
    };
    return 'pending';
  }

  /** Gives what is there to those that wait for it. */
  #serve(): void {
    while (this.#reads[0] && this.#waiting.length > 0) {
      const reader = this.#reads.shift() as Request;
      const { status, information } = this.#take(reader);
      reader.complete(status, information);
    }
    this.#makeRoom();
  }

  /** Ends those writes for whose bytes there is room, the ones before them included. */
  #makeRoom(): void {
    let used = 0;
    for (const message of [...this.#waiting]) {
      used += message.bytes.length - message.read;
      if (used <= this.#quota || message.bytes.length === 0) endWrite(message);
    }
    if (this.#waiting.length === 0 && this.#other) endAll(this.#other.#flushes, STATUS.SUCCESS);
  }

  #take(request: Request): Ended {
    let information = 0;
    for (let message = this.#waiting[0]; message; message = this.#waiting[0]) {
      const rest = message.bytes.subarray(message.read);
      const part = rest.subarray(0, request.capacity - information);
      information += request.fillFrom(information, part);
      message.read += part.length;
      if (part.length < rest.length) {
        return ended(this.readsMessages ? STATUS.BUFFER_OVERFLOW : STATUS.SUCCESS, information);
      }
      this.#waiting.shift();
      endWrite(message);
      if (this.readsMessages || information === request.capacity) break;
    }
    return ended(STATUS.SUCCESS, information);
  }

  /** Both ends are no longer connected: what waits at either is told so. */
  #breakOff(state: 'closing' | 'disconnected', status: number): void {
    const other = this.#other;
    this.#other = null;
    this.#state = state;
    const losesAll = state === 'disconnected';
    for (const message of this.#waiting.splice(0)) {
      if (!losesAll && message.write === null) this.#waiting.push(message);
      else message.write?.complete(status, 0);
    }
    for (const requests of [this.#connects, this.#reads, this.#flushes]) endAll(requests, status);
    if (other === null) return;
    other.#other = null;
    other.#breakOff(state, status);
  }

  protected override lastHandleClosed(): void {
    // Unlike other devices, this one does not call it cancelled.
    this.#breakOff('closing', STATUS.PIPE_BROKEN);
    this.#waiting.length = 0;
    if (this.isServer) this.pipe.remove(this);
  }
}

function endAll(requests: Request[], status: number): void {
  for (const request of requests.splice(0)) request.complete(status, 0);
}

/** There is room for the message: its write is over. */
function endWrite(message: Message): void {
  const { write, bytes } = message;
  message.write = null;
  // One that has not pended is over when its call returns.
  if (write && write.state === 'pending') write.complete(STATUS.SUCCESS, bytes.length);
}
