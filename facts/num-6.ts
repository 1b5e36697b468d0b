// NUM-6: the two top bits of a status are its severity.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dequeue,
  hex,
  memory,
  Overlapped,
  pipeClient,
  pipeServer,
  print,
  ReadFile,
  tcpSocket,
  WriteFile,
  WSAGetOverlappedResult,
  WSARecv,
  WSASend,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
const unconnected = tcpSocket();
const { server, name } = pipeServer('messages');
const client = pipeClient(name);
for (const handle of [ours, unconnected, server]) associate(handle, port, 0);

const flags = Buffer.alloc(4);
const operation = new Overlapped('filled by hand');
/** What Windows makes of a status: TRUE, or FALSE with an error. */
function judged(status: number) {
  operation.bytes.writeBigUInt64LE(BigInt(status), 0);
  const { returned } = attempt(() =>
    WSAGetOverlappedResult(ours, operation.address, Buffer.alloc(4), 0, flags),
  );
  return { status: hex(status), severity: status >>> 30, returned };
}

const small = memory(2);
const sent = new Overlapped('send');
const read = new Overlapped('read');
const refused = new Overlapped('receive');
WSASend(ours, wsabuf(small), 1, null, 0, sent.address, null);
const success = dequeue(port, 2000).overlapped;
WriteFile(client, Buffer.from('hello'), 5, Buffer.alloc(4), null);
ReadFile(server, small.address, 2, null, read.address);
const warning = dequeue(port, 2000).overlapped;
WSARecv(unconnected, wsabuf(small), 1, null, flags, refused.address, null);
const error = dequeue(port, 100).overlapped;

print({
  success: { ...judged(0x0000_0000), packet: success },
  informational: judged(0x4000_0000),
  warning: { ...judged(0x8000_0005), packet: warning },
  error: { ...judged(0xc000_0140), packet: error },
});
//#endregion
