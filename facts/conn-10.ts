// CONN-10: disconnecting pends, so its packet comes whatever the handle was told.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dequeue,
  disconnectExOf,
  FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
  Overlapped,
  print,
  SetFileCompletionNotificationModes,
} from './win32/index.ts';

//#region program
function disconnect(modes: number) {
  const port = createPort();
  const { ours } = connectedPair();
  associate(ours, port, 7);
  SetFileCompletionNotificationModes(ours, modes);
  const DisconnectEx = disconnectExOf(ours);
  const leaving = new Overlapped('disconnect');
  const call = attempt(() => DisconnectEx(ours, leaving.address, 0, 0));
  return { call, packet: dequeue(port, 1000) };
}

print({
  'usual handle': disconnect(0),
  'handle told to skip': disconnect(FILE_SKIP_COMPLETION_PORT_ON_SUCCESS),
});
//#endregion
