// SCLOSE-8: closing under a pending receive may reset the connection.
import {
  associate,
  attempt,
  CancelIoEx,
  closesocket,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  recv,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();

/** Closes our end while, or after, a receive is pending on it; what the peer's recv says. */
function close(cancelFirst: boolean): string {
  const { ours, peer } = connectedPair();
  associate(ours, port, 7);
  const read = new Overlapped('read');
  WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);
  if (cancelFirst) {
    CancelIoEx(ours, read.address);
    dequeue(port, 2000);
  }
  closesocket(ours);
  const { returned, error } = attempt(() => recv(peer, Buffer.alloc(16), 16, 0));
  return returned < 0 ? `error ${error}` : `${returned} bytes`;
}

print({ 'with a receive pending': close(false), 'cancelled and dequeued first': close(true) });
//#endregion
