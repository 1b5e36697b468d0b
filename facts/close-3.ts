// CLOSE-3: the port is gone, and the receive goes on.
import {
  associate,
  CloseHandle,
  CreateEventW,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  PostQueuedCompletionStatus,
  print,
  send,
  WaitForSingleObject,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const data = memory(5);
const read = new Overlapped('read');
const event = CreateEventW(null, 1, 0, null);
read.event = event as bigint;
WSARecv(ours, wsabuf(data), 1, null, Buffer.alloc(4), read.address, null);

PostQueuedCompletionStatus(port, 0, 1, null);
CloseHandle(port);
const lost = dequeue(port);

send(peer, Buffer.from('hello'), 5, 0);
const waited = WaitForSingleObject(event, 5000);

print({
  'the port that had a packet': { returned: lost.returned, error: lost.error },
  'the wait for the receive': waited,
  'the data': data.bytes.toString(),
});
//#endregion
