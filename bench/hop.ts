// What a dequeue costs by .async, on a thread of Node's pool, and what it costs here. The packet is in the port already,
// so neither waits for it. Argument: how many of each.
import {
  CreateIoCompletionPort,
  ensure,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';
import { Batch } from '../examples/12-from-completions-to-promises/batch.ts';

const count = Number(process.argv[2]);
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const batch = new Batch(1);

/** Microseconds of one dequeue, the post not among them. */
async function dequeue(times: number, one: () => Promise<void> | void): Promise<number> {
  let spent = 0;
  for (let done = 0; done < times; done++) {
    PostQueuedCompletionStatus(port, 0, 0, null);
    const begun = performance.now();
    await one();
    spent += performance.now() - begun;
    if (batch.count !== 1) throw new Error('The packet was not there.');
  }
  return (spent * 1000) / times;
}

const here = () => batch.poll(port);
const there = () => batch.wait(port);
await dequeue(count / 10, here);
await dequeue(count / 10, there);
console.log(
  JSON.stringify({ here: await dequeue(count, here), async: await dequeue(count, there) }),
);
