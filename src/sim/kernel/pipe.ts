import type { Bytes } from '../memory/heap.ts';
import { FileObject } from './file-object.ts';
import type { Machine } from './machine.ts';
import type { Begun, Request } from './request.ts';
import { STATUS } from './status.ts';

/** Messages on their way in one direction, or a stream of bytes. */
class Flow {
  readonly messages: Bytes[] = [];
  /** Bytes of the first message that were read. */
  from = 0;
  readonly reads: Request[] = [];
}

/** One instance of a named pipe: the server's end and, for a time, a client's. */
class Instance {
  readonly toServer = new Flow();
  readonly toClient = new Flow();
  state: 'new' | 'listening' | 'connected' | 'disconnected' | 'closing' = 'new';
}

/** One end of a named pipe. */
export class PipeEnd extends FileObject {
  readonly isServer: boolean;
  /** Whether a write is a message. */
  readonly #messages: boolean;
  /** Whether a read ends with a message. */
  readsMessages: boolean;
  readonly #instance: Instance;
  readonly #pipe: NamedPipe;
  #connecting: Request | null = null;

  constructor(
    machine: Machine,
    pipe: NamedPipe,
    instance: Instance,
    end: { isServer: boolean; overlapped: boolean; readsMessages: boolean },
  ) {
    super(machine, end.overlapped);
    this.#pipe = pipe;
    this.#messages = pipe.messages;
    this.#instance = instance;
    this.isServer = end.isServer;
    this.readsMessages = end.readsMessages;
  }

  get #in(): Flow {
    return this.isServer ? this.#instance.toServer : this.#instance.toClient;
  }

  get #out(): Flow {
    return this.isServer ? this.#instance.toClient : this.#instance.toServer;
  }

  /** Waits for a client (FILE-6). */
  connect(request: Request): Begun {
    const { state } = this.#instance;
    if (state === 'connected') return { status: STATUS.PIPE_CONNECTED, information: 0 };
    if (state === 'closing') return { status: STATUS.PIPE_CLOSING, information: 0 };
    this.#instance.state = 'listening';
    this.#connecting = request;
    request.onCancel = () => {
      this.#connecting = null;
      request.complete(STATUS.CANCELLED, 0);
    };
    return 'pending';
  }

  /** A client has come. */
  connected(): void {
    this.#instance.state = 'connected';
    const request = this.#connecting;
    this.#connecting = null;
    request?.complete(STATUS.SUCCESS, 0);
  }

  get isFree(): boolean {
    return this.#instance.state === 'new' || this.#instance.state === 'listening';
  }

  /** Gives the client up; what it has not read is lost. */
  disconnect(): number {
    if (this.#instance.state === 'disconnected') return STATUS.PIPE_DISCONNECTED;
    this.#instance.state = 'disconnected';
    this.#breakOff(STATUS.PIPE_DISCONNECTED);
    for (const flow of [this.#in, this.#out]) {
      flow.messages.length = 0;
      flow.from = 0;
    }
    return STATUS.SUCCESS;
  }

  /** Starts a read, or has it at once (FILE-3). What is left of a message that is too long stays (FILE-4). */
  read(request: Request): Begun {
    const state = this.#instance.state;
    const flow = this.#in;
    if (flow.messages.length > 0 && flow.reads.length === 0) return this.#take(request);
    if (state === 'closing') return { status: STATUS.PIPE_BROKEN, information: 0 };
    if (state === 'disconnected') return { status: STATUS.PIPE_DISCONNECTED, information: 0 };
    if (state !== 'connected') return { status: STATUS.PIPE_LISTENING, information: 0 };
    flow.reads.push(request);
    request.onCancel = () => {
      flow.reads.splice(flow.reads.indexOf(request), 1);
      request.complete(STATUS.CANCELLED, 0);
    };
    return 'pending';
  }

  /** Writes a message, or bytes. There is room for all. */
  write(request: Request): Begun {
    const state = this.#instance.state;
    if (state === 'closing') return { status: STATUS.PIPE_CLOSING, information: 0 };
    if (state === 'disconnected') return { status: STATUS.PIPE_DISCONNECTED, information: 0 };
    if (state !== 'connected') return { status: STATUS.PIPE_LISTENING, information: 0 };
    const bytes = request.gather();
    const flow = this.#out;
    if (bytes.length > 0 || this.#messages) flow.messages.push(bytes);
    while (flow.reads[0] && flow.messages.length > 0) {
      const reader = flow.reads.shift() as Request;
      const { status, information } = this.#other().#take(reader);
      reader.complete(status, information);
    }
    return { status: STATUS.SUCCESS, information: bytes.length };
  }

  /** How many bytes a read would find. */
  get available(): number {
    const { messages, from } = this.#in;
    return messages.reduce((sum, { length }) => sum + length, -from);
  }

  #other(): PipeEnd {
    return this.#pipe.otherEnd(this.#instance, this);
  }

  #take(request: Request): { status: number; information: number } {
    const flow = this.#in;
    let information = 0;
    while (flow.messages[0]) {
      const rest = flow.messages[0].subarray(flow.from);
      const part = rest.subarray(0, request.capacity - information);
      information += request.fillFrom(information, part);
      flow.from += part.length;
      if (part.length < rest.length) {
        const status = this.readsMessages ? STATUS.BUFFER_OVERFLOW : STATUS.SUCCESS;
        return { status, information };
      }
      flow.messages.shift();
      flow.from = 0;
      if (this.readsMessages || information === request.capacity) break;
    }
    return { status: STATUS.SUCCESS, information };
  }

  #breakOff(status: number): void {
    for (const flow of [this.#in, this.#out]) {
      for (const request of flow.reads.splice(0)) request.complete(status, 0);
    }
  }

  protected override lastHandleClosed(): void {
    const connecting = this.#connecting;
    this.#connecting = null;
    // What waits here is cancelled, what waits at the other end learns that nobody is there (FILE-5).
    connecting?.complete(STATUS.CANCELLED, 0);
    for (const request of this.#in.reads.splice(0)) request.complete(STATUS.CANCELLED, 0);
    if (this.#instance.state === 'connected') this.#instance.state = 'closing';
    for (const request of this.#out.reads.splice(0)) request.complete(STATUS.PIPE_BROKEN, 0);
    if (this.isServer) this.#pipe.remove(this.#instance);
  }
}

/** All instances of a named pipe. */
export class NamedPipe {
  readonly messages: boolean;
  readonly #most: number;
  readonly #machine: Machine;
  readonly #instances = new Map<Instance, { server: PipeEnd; client: PipeEnd | null }>();

  constructor(machine: Machine, messages: boolean, most: number) {
    this.#machine = machine;
    this.messages = messages;
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#instances.size === 0;
  }

  /** One more server's end; null when there are as many as there may be. */
  serve(overlapped: boolean, readsMessages: boolean): PipeEnd | null {
    if (this.#instances.size >= this.#most) return null;
    const instance = new Instance();
    const server = new PipeEnd(this.#machine, this, instance, {
      isServer: true,
      overlapped,
      readsMessages,
    });
    this.#instances.set(instance, { server, client: null });
    return server;
  }

  /** A client's end, of an instance that is free; null when none is. */
  open(overlapped: boolean): PipeEnd | null {
    const free = [...this.#instances].find(([, { server }]) => server.isFree);
    if (!free) return null;
    const [instance, ends] = free;
    ends.client = new PipeEnd(this.#machine, this, instance, {
      isServer: false,
      overlapped,
      readsMessages: false,
    });
    ends.server.connected();
    return ends.client;
  }

  otherEnd(instance: Instance, end: PipeEnd): PipeEnd {
    const ends = this.#instances.get(instance);
    return (end.isServer ? ends?.client : ends?.server) ?? end;
  }

  remove(instance: Instance): void {
    this.#instances.delete(instance);
  }
}
