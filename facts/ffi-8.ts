// FFI-8: an object passed for an OVERLAPPED is copied, and the copy's address is used again.
import koffi from 'koffi';
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  hex,
  memory,
  print,
  send,
  wsabuf,
} from './win32/index.ts';

//#region program
const WSARecv = koffi
  .load('ws2_32.dll')
  .func(
    'int __stdcall WSARecv(SOCKET, void *, DWORD, void *, void *, _Inout_ OVERLAPPED *, void *)',
  );

const port = createPort();
function receive(key: number) {
  const { ours, peer } = connectedPair();
  associate(ours, port, key);
  const overlapped = { Internal: 0, InternalHigh: 0, Offset: 0, OffsetHigh: 0, hEvent: null };
  WSARecv(ours, wsabuf(memory(64)), 1, null, Buffer.alloc(4), overlapped, null);
  return { peer, overlapped };
}

const first = receive(1);
const second = receive(2);
send(first.peer, Buffer.from('hello'), 5, 0);
const one = dequeue(port, 5000);
send(second.peer, Buffer.from('bye'), 3, 0);
const two = dequeue(port, 5000);

print({
  keys: [one.key, two.key],
  bytes: [one.bytes, two.bytes],
  'both packets name one address': one.overlapped === two.overlapped,
  'the objects, after both packets': [first, second].map(({ overlapped }) => ({
    Internal: hex(overlapped.Internal),
    InternalHigh: overlapped.InternalHigh,
  })),
});
//#endregion
