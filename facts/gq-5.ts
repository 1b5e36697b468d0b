// GQ-5: what is no port fails with 6.
import { CreateEventW, dequeue, print } from './win32/index.ts';

//#region program
const event = CreateEventW(null, 1, 0, null);

print({ 'a null handle': dequeue(null), 'the handle of an event': dequeue(event) });
//#endregion
