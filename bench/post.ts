// Posts packets and dequeues them again, as bench/post.c does. Arguments: how many packets, how many at a time.
import {
  CompletionEntries,
  CreateIoCompletionPort,
  ensure,
  GetQueuedCompletionStatusEx,
  INFINITE,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';

const [packets = 0, batch = 1] = process.argv.slice(2).map(Number);
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const entries = new CompletionEntries(batch);
const removed: [number] = [0];

function roundTrip(count: number): number {
  let sum = 0;
  for (let done = 0; done < count; done += batch) {
    for (let i = 0; i < batch; i++) PostQueuedCompletionStatus(port, i, 1, null);
    for (let got = 0; got < batch; ) {
      if (!GetQueuedCompletionStatusEx(port, entries.address, batch, removed, INFINITE, 0)) {
        throw new Error('The port gave no packet.');
      }
      for (const { dwNumberOfBytesTransferred } of entries.first(removed[0])) {
        sum += dwNumberOfBytesTransferred;
      }
      got += removed[0];
    }
  }
  return sum;
}

roundTrip(packets / 10);
const begun = performance.now();
const sum = roundTrip(packets);
console.log(JSON.stringify({ packets, seconds: (performance.now() - begun) / 1000, sum }));
