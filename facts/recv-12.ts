// RECV-12: an overlapped receive does not ask whether the socket is non-blocking.
import {
  attempt,
  connectedPair,
  FIONBIO,
  ioctlsocket,
  memory,
  Overlapped,
  print,
  recv,
  startReceive,
} from './win32/index.ts';

//#region program
const { ours } = connectedPair();
const on = Buffer.from([1, 0, 0, 0]);
ioctlsocket(ours, FIONBIO, on);

print({
  recv: attempt(() => recv(ours, Buffer.alloc(16), 16, 0)),
  'overlapped WSARecv': startReceive(ours, memory(512), new Overlapped('read')),
});
//#endregion
