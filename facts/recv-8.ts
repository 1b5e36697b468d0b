// RECV-8: no WSABUF is not the same as a WSABUF of length 0.
import {
  attempt,
  connectedPair,
  memory,
  Overlapped,
  print,
  startReceive,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const { ours } = connectedPair();
const flags = Buffer.alloc(4);
const { address, bytes } = memory(16);
const nothing = { address, bytes: bytes.subarray(0, 0) };

const none = new Overlapped('no WSABUF');
print({
  'no WSABUF': attempt(() => WSARecv(ours, wsabuf(nothing), 0, null, flags, none.address, null)),
  'one of length 0': startReceive(ours, nothing, new Overlapped('one of length 0')),
});
//#endregion
