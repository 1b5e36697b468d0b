import type { Kernel } from '../kernel/index.mjs';
import { start } from './programs.ts';

/** How many packets are posted and dequeued, and how many at a time, once or several times. */
export interface PostWork {
  /** Packets before the clock is started. */
  warm: number;
  packets: number;
  batches: readonly number[];
}

/** A line of `bench/post.c`; `bench/post.ts` does not count its calls. */
export interface Posted {
  packets: number;
  seconds: number;
  sum: number;
  calls?: Record<string, number>;
}

/**
 * One run of a program that posts packets.
 *
 * @returns its lines, one for each batch size, and those of its preloads
 */
export async function post(
  kernel: Kernel,
  program: string,
  { warm, packets, batches }: PostWork,
  imports?: readonly string[],
): Promise<{ lines: Posted[]; asides: unknown[] }> {
  const { lines, asides } = await start(kernel, program, [warm, packets, ...batches], imports)
    .ended;
  return { lines: lines as Posted[], asides };
}

/** Packets in a second, for each batch size. */
export async function packetSpeeds(
  kernel: Kernel,
  program: string,
  work: PostWork,
  imports?: readonly string[],
): Promise<number[]> {
  const { lines } = await post(kernel, program, work, imports);
  return lines.map(({ packets, seconds }) => packets / seconds);
}
