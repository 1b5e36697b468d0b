// OV-10: the WSABUF array is done with when the call returns, the memory it names is not.
import {
  associate,
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
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const data = memory(16);
const array = memory(16);
array.bytes.set(wsabuf(data));
const flags = memory(4);
flags.bytes.fill(0);
const read = new Overlapped('read');
WSARecv(ours, array.address, 1, null, flags.address, read.address, null);

// The receive is under way, and its array and its flags are overwritten.
array.bytes.fill(0x77);
flags.bytes.fill(0x77);
send(peer, Buffer.from('hello'), 5, 0);
const { returned, bytes } = dequeue(port, 5000);

print({
  returned,
  bytes,
  data: data.bytes.toString('latin1', 0, 5),
  array: array.bytes.toString('hex'),
  flags: flags.bytes.toString('hex'),
});
//#endregion
