// THR-1: a receive outlives the thread that started it, unless it has an event.
import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import {
  associate,
  CreateEventW,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  send,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
/** Starts a receive on a thread that ends, and dequeues once then and once when data has come. */
async function receiveOnThread(event: bigint) {
  const port = createPort();
  const { ours, peer } = connectedPair();
  associate(ours, port, 7);
  const read = new Overlapped('read');
  read.event = event;
  const receive = { socket: ours, buffers: wsabuf(memory(512)), overlapped: read.address };
  await once(new Worker(new URL(import.meta.url), { workerData: receive }), 'exit');

  const ended = dequeue(port);
  send(peer, Buffer.from('Hello'), 5, 0);
  return { 'when the thread has ended': ended, 'when data has come': dequeue(port, 500) };
}

if (isMainThread) {
  print({
    'without an event': await receiveOnThread(0n),
    'with an event': await receiveOnThread(CreateEventW(null, 1, 0, null) ?? 0n),
  });
} else {
  const { socket, buffers, overlapped } = workerData;
  WSARecv(socket, buffers, 1, null, Buffer.alloc(4), overlapped, null);
}
//#endregion
