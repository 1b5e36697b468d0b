/** Stands in for `@iocp/peers`: the same promise, with a client of the pipe that behaves as HOSTILE says. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export function startPipeClient({ path }: { path: string }) {
  const worker = new Worker(new URL('./hostile-pipe-client.ts', import.meta.url), {
    workerData: { path },
  });
  return {
    report: once(worker, 'message').then(([report]) => report),
    async close() {
      const gone = once(worker, 'exit');
      worker.postMessage('close');
      await gone;
    },
  };
}
