// Posts packets and dequeues them again, as bench/post.c does. Arguments: how many packets before the clock is started
// and how many after, then how many at a time, once or several times.
import {
  CreateIoCompletionPort,
  ensure,
  type Handle,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';
import { Batch } from '../examples/12-from-completions-to-promises/batch.ts';

const [warm = 0, packets = 0, ...sizes] = process.argv.slice(2).map(Number);
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);

function roundTrip(port: Handle, batch: Batch, count: number, size: number): number {
  let sum = 0;
  for (let done = 0; done < count; done += size) {
    for (let i = 0; i < size; i++) PostQueuedCompletionStatus(port, i, 1, null);
    for (let got = 0; got < size; got += batch.count) {
      batch.poll(port);
      for (let i = 0; i < batch.count; i++) sum += batch.bytes(i);
    }
  }
  return sum;
}

for (const size of sizes) {
  const batch = new Batch(size);
  roundTrip(port, batch, warm, size);
  const begun = performance.now();
  const sum = roundTrip(port, batch, packets, size);
  console.log(JSON.stringify({ packets, seconds: (performance.now() - begun) / 1000, sum }));
  batch.free();
}
