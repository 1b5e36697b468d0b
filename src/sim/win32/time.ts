import { FOR_EVER } from '../kernel/thread.ts';

const INFINITE = 0xffff_ffff;

/** A dwMilliseconds as microseconds of the machine; INFINITE never comes. */
export const microseconds = (milliseconds: number): number =>
  milliseconds === INFINITE ? FOR_EVER : 1000 * milliseconds;
