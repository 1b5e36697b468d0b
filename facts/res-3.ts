// RES-3: asking for the result leaves the packet in the port.
import {
  associate,
  attempt,
  CreateEventW,
  connectedPair,
  createPort,
  dequeue,
  dword,
  GetOverlappedResult,
  memory,
  Overlapped,
  print,
  send,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const read = new Overlapped('read');
read.event = CreateEventW(null, 1, 0, null) as bigint;
WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);
send(peer, Buffer.from('hello'), 5, 0);

const bytes = memory(4);
const wait = attempt(() => GetOverlappedResult(ours, read.address, bytes.address, 1));
const packet = dequeue(port, 2000);

print({
  GetOverlappedResult: { returned: wait.returned, bytes: dword(bytes.bytes) },
  'the packet after it': {
    returned: packet.returned,
    bytes: packet.bytes,
    overlapped: packet.overlapped,
  },
});
//#endregion
