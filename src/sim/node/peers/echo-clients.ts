import { type Blocking, FOR_EVER, type Thread } from '../../kernel/thread.ts';
import type { Bytes } from '../../memory/heap.ts';
import { Connection } from './connection.ts';
import { pause } from './peer-process.ts';

export const MANNERS = [
  'polite',
  'half-close',
  'byte-by-byte',
  'reset',
  'hang-up',
  'vanish',
] as const;

type Manners = (typeof MANNERS)[number];

/** What the clients are asked to do; as in `examples/peers`. */
export interface EchoClientsOptions {
  port: number;
  clients: number;
  rounds: number;
  bytes: number;
  manners?: readonly Manners[];
}

export interface EchoReport {
  served: number;
  rude: number;
  problems: string[];
}

/** How long a client waits for the server, in microseconds. */
const PATIENCE = 10_000_000;
/** Between two bytes of one who sends byte by byte, in milliseconds. */
const TURN = 0.05;

function concat(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let done = 0;
  for (const part of parts) {
    all.set(part, done);
    done += part.length;
  }
  return all;
}

class Client {
  readonly number: number;
  readonly #manners: Manners;
  readonly #messages: Bytes[];
  #connection: Connection | null = null;

  constructor(number: number, options: EchoClientsOptions, manners: Manners) {
    this.number = number;
    this.#manners = manners;
    const { rounds, bytes } = options;
    this.#messages = Array.from({ length: rounds }, (_, round) => {
      const words = new TextEncoder().encode(`client ${number} in round ${round + 1}; `);
      return Uint8Array.from({ length: bytes }, (_, at) => words[at % words.length] as number);
    });
  }

  *connect(thread: Thread, port: number): Blocking<void> {
    this.#connection = yield* Connection.to(thread, port, PATIENCE);
    if (this.#manners === 'hang-up') this.#connection.reset();
  }

  /** Goes on on another thread. */
  moveTo(thread: Thread): void {
    if (this.#connection) this.#connection.thread = thread;
  }

  /** @returns whether it was served; false for one too rude to wait for it */
  *talk(): Blocking<boolean> {
    const all = concat(this.#messages);
    const [first] = this.#messages;
    switch (this.#manners) {
      case 'polite':
      case 'byte-by-byte':
        for (const message of this.#messages) {
          yield* this.#send(message);
          yield* this.#hear(message);
        }
        return true;
      case 'half-close':
        yield* this.#send(all);
        this.#connection?.end();
        yield* this.#hear(all);
        return true;
      case 'reset':
        if (first) yield* this.#send(first);
        this.#connection?.reset();
        return false;
      case 'vanish':
        if (first) yield* this.#send(first);
        return false;
      case 'hang-up':
        return false;
    }
  }

  /** Says that it will send no more, and waits until the server has closed. */
  *leave(): Blocking<void> {
    this.#connection?.end();
    if ((yield* this.#receive()) !== null) throw new Error('the server sent more than it was sent');
    this.#connection?.close();
  }

  *#receive(): Blocking<Bytes | null> {
    return this.#connection ? yield* this.#connection.receive() : null;
  }

  *#send(bytes: Bytes): Blocking<void> {
    if (this.#manners !== 'byte-by-byte') {
      this.#connection?.send(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at++) {
      const connection = this.#connection;
      if (!connection) return;
      connection.send(bytes.subarray(at, at + 1));
      yield* pause(connection.thread, TURN);
    }
  }

  *#hear(expected: Bytes): Blocking<void> {
    const heard: Bytes[] = [];
    let length = 0;
    while (length < expected.length) {
      const bytes = yield* this.#receive();
      if (bytes === null) {
        throw new Error(`the server closed after ${length} of ${expected.length} bytes`);
      }
      heard.push(bytes);
      length += bytes.length;
    }
    const all = concat(heard);
    if (all.length !== expected.length || all.some((byte, at) => byte !== expected[at])) {
      throw new Error('the server sent other bytes than it was sent');
    }
  }
}

/** Clients of an echo server: they connect one after the other, talk all at once, and leave one after the other. */
export function* echoClients(
  thread: Thread,
  options: EchoClientsOptions,
  done: (report: EchoReport) => void,
): Blocking<void> {
  const { manners = ['polite'] } = options;
  const report: EchoReport = { served: 0, rude: 0, problems: [] };

  /** Does something for a client; what goes wrong becomes a line of the report. */
  function* attempt<T>(client: Client, what: () => Blocking<T>): Blocking<T | undefined> {
    try {
      return yield* what();
    } catch (error) {
      report.problems.push(`client ${client.number}: ${(error as Error).message}`);
      return undefined;
    }
  }

  const talking: Client[] = [];
  for (let number = 1; number <= options.clients; number++) {
    const manner = manners[(number - 1) % manners.length] ?? 'polite';
    const client = new Client(number, options, manner);
    const connected = yield* attempt(client, function* () {
      yield* client.connect(thread, options.port);
      return true;
    });
    if (connected) talking.push(client);
  }

  const wells = new Map<Client, boolean | undefined>();
  const talks = talking.map((client) =>
    thread.process.start(function* (own) {
      client.moveTo(own);
      wells.set(client, yield* attempt(client, () => client.talk()));
    }),
  );
  for (const talk of talks) yield* talk.waitFor(thread, FOR_EVER, false);

  for (const client of talking) {
    const well = wells.get(client);
    if (well === false) report.rude++;
    if (!well) continue;
    client.moveTo(thread);
    const left = yield* attempt(client, function* () {
      yield* client.leave();
      return true;
    });
    if (left) report.served++;
  }
  done(report);
}
