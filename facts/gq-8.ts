// GQ-8: a thread belongs to the port that it asked last.
import {
  Apc,
  createPort,
  dequeue,
  dequeueMany,
  PostQueuedCompletionStatus,
  print,
  SleepEx,
} from './win32/index.ts';

//#region program
const port = createPort();
const other = createPort();

/** A packet and an APC are both there. Only a thread that belongs to the port is given the packet first. */
function dequeueBesideAnApc() {
  PostQueuedCompletionStatus(port, 0, 1, null);
  const apc = new Apc();
  const { returned, error } = dequeueMany(port, 1, 0, 1);
  return { returned, error, 'the APC ran': apc.ran };
}

PostQueuedCompletionStatus(port, 0, 1, null);
dequeue(port);
const belongs = dequeueBesideAnApc();
SleepEx(0, 1);

PostQueuedCompletionStatus(other, 0, 1, null);
dequeue(other);
const left = dequeueBesideAnApc();

print({
  'after a packet of this port': belongs,
  'after a packet of another port': left,
});
//#endregion
