// FFI-15: koffi.alloc gives zeroes that stay where they are.
import koffi from 'koffi';
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  Overlapped,
  print,
  send,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const take = () => {
  const address: bigint = koffi.alloc('uint8_t', 64);
  return { address, bytes: Buffer.from(koffi.view(address, 64)) };
};

let used = 0;
for (let round = 0; round < 1000; round++) {
  const block = take();
  if (block.bytes.some((byte) => byte !== 0)) used++;
  block.bytes.fill(0xcc);
  koffi.free(block.address);
}

const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);
const data = take();
const read = new Overlapped('read');
WSARecv(ours, wsabuf(data), 1, null, Buffer.alloc(4), read.address, null);
// The garbage collector gets plenty to do while the kernel holds the address.
for (let round = 0; round < 200; round++) new ArrayBuffer(16_777_216);
send(peer, Buffer.from('hello'), 5, 0);
const { bytes } = dequeue(port, 5000);

print({
  'blocks that were not zero': used,
  bytes,
  text: data.bytes.toString('latin1', 0, 5),
  'the rest is zero': data.bytes.subarray(5).every((byte) => byte === 0),
});
//#endregion
