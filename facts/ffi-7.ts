// FFI-7: the garbage collector takes a buffer that the kernel still holds.
import koffi from 'koffi';
import {
  associate,
  attempt,
  CancelIoEx,
  connectedPair,
  createPort,
  dequeue,
  Overlapped,
  print,
  WSARecv,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);
const read = new Overlapped('read');

let collected = false;
const registry = new FinalizationRegistry(() => {
  collected = true;
});

function receiveIntoBuffer() {
  const buffer = new Uint8Array(65_536);
  const array = Buffer.alloc(16);
  array.writeUInt32LE(buffer.length, 0);
  array.writeBigUInt64LE(koffi.address(buffer), 8);
  const flags = Buffer.alloc(4);
  const call = attempt(() => WSARecv(ours, array, 1, null, flags, read.address, null));
  registry.register(buffer, 'the buffer');
  return call;
}

// Nobody sends: the kernel keeps the address and never writes. Meanwhile we use up memory.
const call = receiveIntoBuffer();
for (let round = 0; !collected && round < 1000; round++) {
  new ArrayBuffer(16_777_216);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
const status = read.status;
CancelIoEx(ours, read.address);

print({ call, status, 'the buffer was collected': collected, cancelled: dequeue(port, 5000) });
//#endregion
