// SKIP-4: told so, a handle stays unsignalled; an event of one's own is set as ever.
import {
  CreateEventW,
  connectedPair,
  FILE_SKIP_SET_EVENT_ON_HANDLE,
  memory,
  Overlapped,
  print,
  SetFileCompletionNotificationModes,
  send,
  startReceive,
  WaitForSingleObject,
} from './win32/index.ts';

//#region program
const { ours, peer } = connectedPair();
const receive = (read: Overlapped) => startReceive(ours, memory(5), read);
const feed = () => send(peer, Buffer.from('hello'), 5, 0);

receive(new Overlapped('plain'));
const underWay = WaitForSingleObject(ours, 0);
feed();
const plain = WaitForSingleObject(ours, 5000);

const silent = new Overlapped('silent');
receive(silent);
SetFileCompletionNotificationModes(ours, FILE_SKIP_SET_EVENT_ON_HANDLE);
feed();
const told = WaitForSingleObject(ours, 200);

const event = CreateEventW(null, 1, 0, null) as bigint;
const loud = new Overlapped('loud');
loud.event = event;
receive(loud);
feed();

print({
  'waits for the socket': { 'under way': underWay, over: plain, 'over, and told to skip': told },
  'the wait for the event': WaitForSingleObject(event, 5000),
  'the status of the one told to skip': silent.status,
});
//#endregion
