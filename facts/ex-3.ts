// EX-3: after a time-out the number says nothing.
import { createPort, dequeueMany, print } from './win32/index.ts';

//#region program
const port = createPort();
const { returned, error, removed } = dequeueMany(port, 8);

print({ returned, error, removed });
//#endregion
