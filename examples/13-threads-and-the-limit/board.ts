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
 * What the handlers do, one phase after the other. Each phase lasts until the main
 * thread ends it.
 */
export const PHASES = {
  compute: 1,
  block: 2,
  blockFirst: 3,
  thenCompute: 4,
};

/** A few numbers that all threads see, each at its place. */
export type Board = Int32Array<SharedArrayBuffer>;
/** The last phase that is over, 0 before that. The main thread writes it. */
export const OVER = 0;
/** How many threads compute now. They count themselves. */
export const COMPUTING = 1;
/** How many threads block now. */
export const BLOCKED = 2;
export const BOARD_SIZE = 3 * Int32Array.BYTES_PER_ELEMENT;

/** What a thread is given when it starts. */
export interface Given {
  port: Handle;
  /** Its number, from 1. */
  thread: number;
  board: Board;
}
