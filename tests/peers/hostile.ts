/** Stands in for `@iocp/peers`: the same promise, with a server that behaves as HOSTILE says. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export async function startDelayServer() {
  const worker = new Worker(new URL('./hostile-server.ts', import.meta.url));
  const [port] = await once(worker, 'message');
  return {
    port,
    async close() {
      const gone = once(worker, 'exit');
      worker.postMessage('close');
      await gone;
    },
  };
}

export const startEchoServer = startDelayServer;
