import { EventEmitter, on, once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  GetQueuedCompletionStatus,
  type Handle,
  INFINITE,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';

const QUIT = 9;
/** Its handler needs something that is there only when the other job is done. */
const SLOW = 1;

interface Given {
  port: Handle;
  ready: Int32Array<SharedArrayBuffer>;
}

/** What a thread says when it is there, with job 0, and of each job that it has done. */
interface Said {
  job: number;
  result: string;
}

if (isMainThread) await lead();
else serve(workerData as Given);

async function lead(): Promise<void> {
  const port = ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 2),
  );
  const post = (key: number) =>
    ensure('PostQueuedCompletionStatus', () =>
      PostQueuedCompletionStatus(port, 0, key, null),
    );
  const ready = new Int32Array(new SharedArrayBuffer(4));
  const given: Given = { port, ready };
  const said = new EventEmitter();
  const words = on(said, 'said');
  const next = async (): Promise<Said> => (await words.next()).value[0];
  const ends: Promise<unknown>[] = [];
  for (let thread = 1; thread <= 2; thread++) {
    const worker = new Worker(new URL(import.meta.url), { workerData: given });
    worker.on('message', (word: Said) => said.emit('said', word));
    ends.push(once(worker, 'exit'));
    await next();
  }

  post(SLOW);
  post(2);
  const results: string[] = [];
  for (let done = 1; done <= 2; done++) {
    const { job, result } = await next();
    // So they do, and then two threads take their time: only the packet says whose it is (GQ-10).
    results[job] = result;
    if (job !== SLOW) {
      Atomics.store(ready, 0, 1);
      Atomics.notify(ready, 0);
    }
  }
  for (const job of [1, 2]) console.log(`Job ${job}: ${results[job]}.`);

  post(QUIT);
  post(QUIT);
  await Promise.all(ends);
  ensure('CloseHandle', () => CloseHandle(port));
}

function serve({ port, ready }: Given): void {
  const say = (word: Said) => parentPort?.postMessage(word);
  say({ job: 0, result: '' });
  for (;;) {
    const key: [number] = [0];
    ensure('GetQueuedCompletionStatus', () =>
      GetQueuedCompletionStatus(port, [0], key, [null], INFINITE),
    );
    const [job] = key;
    if (job === QUIT) return;
    if (job === SLOW) Atomics.wait(ready, 0, 0);
    say({ job, result: job === SLOW ? 'slow work' : 'quick work' });
  }
}
