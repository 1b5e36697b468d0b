// OV-1: starting an operation writes STATUS_PENDING, and nothing else.
import { connectedPair, memory, Overlapped, print, startReceive } from './win32/index.ts';

//#region program
const { ours } = connectedPair();
const data = memory(16);
const read = new Overlapped('read');
const before = { Internal: read.status, InternalHigh: read.transferred };
const call = startReceive(ours, data, read);

print({ before, call, after: { Internal: read.status, InternalHigh: read.transferred } });
//#endregion
