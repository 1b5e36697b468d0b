import type { Machine } from './machine.ts';
import { keyOf } from './path.ts';
import { type EndOptions, PipeEnd } from './pipe.ts';
import { STATUS } from './status.ts';

/** What an instance of a pipe is made with. */
export interface ServerOptions extends EndOptions {
  /** Whether each write is a message; the first instance says so for all. */
  readonly messages: boolean;
  /** How many instances there may be; the first instance says so for all. */
  readonly most: number;
  /** It has to be the first one. */
  readonly isFirst?: boolean;
  /** Bytes that may wait for the server and for the client. */
  readonly quota: { readonly in: number; readonly out: number };
}

/** All instances of a named pipe. */
export class NamedPipe {
  readonly messages: boolean;
  readonly #machine: Machine;
  readonly #most: number;
  /** What a client may do with it. */
  readonly #access: { readonly read: boolean; readonly write: boolean };
  readonly #instances = new Map<PipeEnd, { readonly out: number }>();
  readonly #onEmpty: () => void;

  constructor(
    machine: Machine,
    { messages, most, canRead, canWrite }: ServerOptions,
    onEmpty: () => void,
  ) {
    this.#machine = machine;
    this.messages = messages;
    this.#most = most;
    this.#access = { read: canWrite, write: canRead };
    this.#onEmpty = onEmpty;
  }

  /** One more instance; the reason why not, as a status. */
  serve(options: ServerOptions): PipeEnd | number {
    if (options.isFirst && this.#instances.size > 0) return STATUS.ACCESS_DENIED;
    if (this.#instances.size >= this.#most) return STATUS.INSTANCE_NOT_AVAILABLE;
    const isAlike =
      options.canWrite === this.#access.read && options.canRead === this.#access.write;
    if (!isAlike) return STATUS.ACCESS_DENIED;
    const readsMessages = options.readsMessages && this.messages;
    const { in: quota } = options.quota;
    const end = new PipeEnd(this.#machine, this, {
      ...options,
      readsMessages,
      isServer: true,
      quota,
    });
    this.#instances.set(end, options.quota);
    return end;
  }

  /** A client's end, of the first instance that waits for one; the reason why not, as a status. */
  open(options: EndOptions): PipeEnd | number {
    const { read, write } = this.#access;
    if ((options.canRead && !read) || (options.canWrite && !write)) return STATUS.ACCESS_DENIED;
    const free = [...this.#instances].find(([{ state }]) => state === 'listening');
    if (!free) return STATUS.PIPE_NOT_AVAILABLE;
    const [server, { out: quota }] = free;
    const client = new PipeEnd(this.#machine, this, { ...options, isServer: false, quota });
    server.join(client);
    return client;
  }

  remove(server: PipeEnd): void {
    this.#instances.delete(server);
    if (this.#instances.size === 0) this.#onEmpty();
  }
}

/** The named pipes of a machine. A name is what comes behind `\\.\pipe\`, in whatever case. */
export class NamedPipes {
  readonly #machine: Machine;
  readonly #pipes = new Map<string, NamedPipe>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** An instance of a pipe, which is made if there is none of that name; the reason why not, as a status. */
  serve(name: string, options: ServerOptions): PipeEnd | number {
    const key = keyOf(name);
    const made = this.#pipes.get(key);
    if (made) return made.serve(options);
    const pipe = new NamedPipe(this.#machine, options, () => {
      if (this.#pipes.get(key) === pipe) this.#pipes.delete(key);
    });
    this.#pipes.set(key, pipe);
    return pipe.serve(options);
  }

  /** A client's end of a pipe; the reason why there is none, as a status (2 and 231 in Win32). */
  open(name: string, options: EndOptions): PipeEnd | number {
    return this.#pipes.get(keyOf(name))?.open(options) ?? STATUS.OBJECT_NAME_NOT_FOUND;
  }
}
