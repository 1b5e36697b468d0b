import type { Handle } from '@iocp/ffi';

/** What a packet asks of the thread that takes it, told by its key. */
export const KEYS = {
  nothing: 1,
  compute: 2,
  block: 3,
  blockThenCompute: 4,
  quit: 5,
};

/**
 * A few numbers that all threads see. The main thread says there how often it has
 * said that it is enough; the others count themselves, while they are at it.
 */
export type Board = Int32Array<SharedArrayBuffer>;
export const ENOUGH = 0;
export const COMPUTING = 1;
export const BLOCKED = 2;
export const BOARD_SIZE = 3 * Int32Array.BYTES_PER_ELEMENT;

/** What a thread is given when it starts. */
export interface Given {
  port: Handle;
  /** Its number, from 1. */
  thread: number;
  board: Board;
}
