import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

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
  return {
    port,
    async close() {
      const gone = once(worker, 'exit');
      worker.postMessage('close');
      await gone;
    },
  };
}
