import type { Handle } from '@iocp/ffi';

/** What a packet asks of the thread that takes it, told by its key. */
export const KEYS = {
  nothing: 1,
  compute: 2,
  block: 3,
  blockThenCompute: 4,
  quit: 5,
};

/** What a thread is given when it starts. */
export interface Given {
  port: Handle;
  /** Its number, from 1. */
  thread: number;
  /** One number for all threads: how many of them work at this moment. */
  working: Int32Array<SharedArrayBuffer>;
}

/** What a thread says after each packet, and once before the first. */
export interface Report {
  thread: number;
  /** How many threads worked when this one began to, itself included. */
  together: number;
}
