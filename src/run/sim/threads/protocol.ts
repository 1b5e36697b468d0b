import type { Raw } from '../../../sim/koffi/host.ts';
import type { SharedMemory } from '../../../sim/memory/process-heap.ts';
import type { Ending } from '../../../sim/node/ending.ts';

/** Whose turn it is. Of all threads of JavaScript only one runs at a time. */
export const MAIN = 0;
export const WORKER = 1;

/** What a worker's thread of this process is given when it is made. */
export interface Given {
  /** Through it come {@link FromMain} and go {@link FromWorker}, read without waiting when {@link turn} says so. */
  port: import('node:worker_threads').MessagePort;
  /** One number: whose turn it is. */
  turn: Int32Array<SharedArrayBuffer>;
  /** A thread of the program's, or a process of its own. */
  kind: 'worker' | 'process';
  /** Its number among all of both, from 1. */
  number: number;
  /** The repository as a file URL that ends with a slash. */
  root: string;
  seed: number;
  /** The process' simulated id. */
  pid: number;
  /** The module that it runs, as a URL. */
  file: string;
  argv: readonly string[];
  data: unknown;
}

/** What a worker asks of the machine, which lives on the main thread. */
export type Question =
  | { ask: 'has library'; library: string }
  | { ask: 'code'; library: string; name: string }
  | { ask: 'name'; code: bigint }
  | { ask: 'call'; code: bigint; args: readonly Raw[] }
  | { ask: 'register'; id: number; name: string }
  | { ask: 'unregister'; code: bigint }
  /** A registered function has run. */
  | { ask: 'returned'; result: Raw | undefined }
  | { ask: 'allocate'; size: number }
  | { ask: 'free'; address: bigint }
  | { ask: 'memory'; address: bigint }
  | { ask: 'plan'; id: number; microseconds: number }
  | { ask: 'cancel'; id: number }
  /** Nothing but the time that it has spent. */
  | { ask: 'time' }
  /** Its event loop asks for what has happened, or waits until something has. */
  | { ask: 'poll' }
  | { ask: 'idle' }
  | { ask: 'wait'; memory: Waited; value: bigint; timeout: number }
  | { ask: 'notify'; memory: Waited; count: number }
  | { ask: 'post'; message: unknown }
  | { ask: 'print'; stream: 'stdout' | 'stderr'; bytes: Uint8Array }
  | { ask: 'fail'; error: unknown }
  | { ask: 'exit'; code: number }
  /** The whole process ends. */
  | { ask: 'end'; ending: Ending };

/** A place in memory that threads share, at which they can wait. */
export interface Waited {
  buffer: SharedArrayBuffer;
  byteOffset: number;
  wide: boolean;
}

/** A question, and the microseconds that the worker has worked since it was answered last. */
export type FromWorker = { spent: number; question: Question } | { memory: SharedMemory | null };

/** What has happened for a worker's event loop. */
export type Happening = { due: number } | { message: unknown };

export type FromMain =
  /** An answer, at a time of the machine's clock; the worker goes on. */
  | { now: number; happened: readonly Happening[]; answer: unknown; error?: string }
  /** A registered function is called, in the middle of a call of the worker's. */
  | { now: number; happened: readonly Happening[]; callback: number; args: readonly Raw[] }
  /** Which memory is at an address? The worker answers and waits on. */
  | { memoryAt: bigint };
