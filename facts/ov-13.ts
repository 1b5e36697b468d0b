// OV-13: who gives a request back after an immediate success gives it back twice.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  startSend,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);

/** Requests that are free for the next send. */
const free: Overlapped[] = [];

const request = new Overlapped('request');
const data = memory(5);
data.bytes.write('hello');
const call = startSend(ours, data, request);
if (call.returned === 0) free.push(request); // Wrong: its packet is still to come.
const packet = dequeue(port, 5000);
if (packet.overlapped === 'request') free.push(request);

print({
  'the call returned': call.returned,
  'the packet is of': packet.overlapped,
  'given back': free.length,
  'the next two sends share an OVERLAPPED': free[0] === free[1],
});
//#endregion
