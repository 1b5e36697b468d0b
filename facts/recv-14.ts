// RECV-14: a call without an OVERLAPPED never queues a packet.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dequeue,
  dword,
  memory,
  print,
  recv,
  send,
  WSARecv,
  WSASend,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const hello = memory(5);
const count = memory(4);
const flags = Buffer.alloc(4);
const counted = ({ returned }: { returned: number }) => ({ returned, bytes: dword(count.bytes) });

const sent = send(ours, hello.bytes, 5, 0);
const wsaSent = counted(
  attempt(() => WSASend(ours, wsabuf(hello), 1, count.address, 0, null, null)),
);

send(peer, hello.bytes, 5, 0);
const received = recv(ours, hello.bytes, 5, 0);
send(peer, hello.bytes, 5, 0);
const wsaReceived = counted(
  attempt(() => WSARecv(ours, wsabuf(hello), 1, count.address, flags, null, null)),
);

print({
  send: sent,
  WSASend: wsaSent,
  recv: received,
  WSARecv: wsaReceived,
  packet: dequeue(port, 100),
});
//#endregion
