// OV-8: a call that fails at once leaves STATUS_PENDING behind, and nothing is pending.
import {
  addressOf,
  associate,
  attempt,
  connectExOf,
  connectedPair,
  createPort,
  dequeue,
  listener,
  Overlapped,
  print,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);

const connecting = new Overlapped('connecting');
const somewhere = addressOf(listener());
const connectEx = connectExOf(ours);
// The socket is connected already.
const call = attempt(() => connectEx(ours, somewhere, 16, null, 0, null, connecting.address));
const nothing = dequeue(port, 200);

print({ call, Internal: connecting.status, 'the dequeue': nothing.error });
//#endregion
