// SKIP-2: told to skip, and a packet all the same, because the operation pended.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
  memory,
  Overlapped,
  print,
  reset,
  SetFileCompletionNotificationModes,
  send,
  startReceive,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);
SetFileCompletionNotificationModes(ours, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);

const receive = (name: string, then: () => void) => {
  const read = new Overlapped(name);
  const call = startReceive(ours, memory(16), read);
  then();
  const { returned, error, bytes, overlapped } = dequeue(port, 5000);
  return { 'the call’s error': call.error, packet: { returned, error, bytes, overlapped } };
};

print({
  success: receive('fed', () => send(peer, Buffer.from('hello'), 5, 0)),
  failure: receive('cut off', () => reset(peer)),
});
//#endregion
