import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { MANNERS, type Manners } from './manners.ts';

export { MANNERS, type Manners };

/**
 * The other end of a wire. A program knows its TCP port and can end it, nothing
 * else.
 */
export interface Peer {
  /** The TCP port on 127.0.0.1 where it listens. */
  port: number;
  /** Ends it and all its connections; resolves when it is gone. */
  close(): Promise<void>;
}

/**
 * Starts a server that answers after a while: to the line `wait 3` it sends one
 * line after three steps, and closes the connection. It lives on a thread of its
 * own, because the program's thread will be waiting for packets.
 *
 * @param options.step milliseconds of one step
 */
export async function startDelayServer(options: { step: number }): Promise<Peer> {
  const worker = new Worker(new URL('./delay-server.ts', import.meta.url), {
    workerData: options,
  });
  const [port] = (await once(worker, 'message')) as [number];
  return { port, close: () => end(worker) };
}

/** Starts a server that sends back whatever it is sent, on a thread of its own. */
export async function startEchoServer(): Promise<Peer> {
  const worker = new Worker(new URL('./echo-server.ts', import.meta.url));
  const [port] = (await once(worker, 'message')) as [number];
  return { port, close: () => end(worker) };
}

/** What clients of an echo server do. */
export interface EchoClientsOptions {
  /** The server's TCP port on 127.0.0.1. */
  port: number;
  /** How many there are. */
  clients: number;
  /** Messages that each of them sends. */
  rounds: number;
  /** Bytes of a message. */
  bytes: number;
  /** How they behave, in turn: the first the first way. All are polite unless told. */
  manners?: readonly Manners[];
}

/** What became of the clients of an echo server. */
export interface EchoReport {
  /** Those that got back all they had sent, and nothing else, and left in peace. */
  served: number;
  /** Those that did not wait for it. */
  rude: number;
  /** What went wrong for the others, a sentence each. */
  problems: string[];
}

/** Clients at the other end of a wire. */
export interface EchoClients {
  /** Resolves when all are done, the vanished ones apart. */
  report: Promise<EchoReport>;
  /** Ends those that are still there; resolves when they are gone. */
  close(): Promise<void>;
}

/**
 * Starts clients of an echo server, on a thread of their own. They connect one after
 * the other, talk all at once, and leave one after the other.
 */
export function startEchoClients({
  manners = ['polite'],
  ...options
}: EchoClientsOptions): EchoClients {
  const worker = new Worker(new URL('./echo-clients.ts', import.meta.url), {
    workerData: { manners, ...options },
  });
  return {
    report: once(worker, 'message').then(([report]) => report),
    close: () => end(worker),
  };
}

/** The client of a named pipe. */
export interface PipeClient {
  /** What it was answered, message by message, and what went wrong, if anything. */
  report: Promise<{ answers: string[]; problem: string | null }>;
  /** Ends it; resolves when it is gone. */
  close(): Promise<void>;
}

/**
 * Starts a client of a named pipe, on a thread of its own. It sends a message, waits
 * for the answer, and sends the next one a tenth of a second later; so it closes its
 * end after the last answer.
 *
 * @param options.path the pipe's name
 */
export function startPipeClient(options: {
  path: string;
  messages: readonly string[];
}): PipeClient {
  const worker = new Worker(new URL('./pipe-client.ts', import.meta.url), {
    workerData: options,
  });
  return {
    report: once(worker, 'message').then(([report]) => report),
    close: () => end(worker),
  };
}

/** One thing that happens to a file in a folder. */
export type FolderStep =
  | { make: string }
  | { rename: string; to: string }
  | { remove: string };

/** Somebody who changes files in a folder of their own. */
export interface FolderWriter {
  /** The folder's path. It is empty at first. */
  folder: string;
  /** Lets them take their next step; after the last one nothing happens. */
  next(): void;
  /** Ends them, and removes the folder; resolves when both are gone. */
  close(): Promise<void>;
}

/**
 * Makes a temporary folder, and starts somebody on a thread of their own who will
 * change files in it.
 *
 * @param steps what they do, one after the other
 */
export async function startFolderWriter(
  steps: readonly FolderStep[],
): Promise<FolderWriter> {
  const worker = new Worker(new URL('./folder-writer.ts', import.meta.url), {
    workerData: steps,
  });
  const [folder] = (await once(worker, 'message')) as [string];
  return {
    folder,
    next: () => worker.postMessage('next'),
    close: () => end(worker),
  };
}

async function end(worker: Worker): Promise<void> {
  const gone = once(worker, 'exit');
  worker.postMessage('close');
  await gone;
}
