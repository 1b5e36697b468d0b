// GQ-1: a time-out writes one of three out-parameters.
import { createPort, dequeue, print } from './win32/index.ts';

//#region program
const port = createPort();

print({
  'a time-out of 0': dequeue(port, 0),
  'a time-out of 50 ms': dequeue(port, 50),
});
//#endregion
