// POST-4: to post to something that is no port fails at once.
import {
  attempt,
  CloseHandle,
  CreateEventW,
  createPort,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
const event = CreateEventW(null, 1, 0, null);
const port = createPort();
CloseHandle(port);

print({
  'no handle': attempt(() => PostQueuedCompletionStatus(null, 0, 7, null)),
  'an event': attempt(() => PostQueuedCompletionStatus(event, 0, 7, null)),
  'a port that was closed': attempt(() => PostQueuedCompletionStatus(port, 0, 7, null)),
});
//#endregion
