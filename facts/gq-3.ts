// GQ-3: success leaves the last error alone.
import {
  createPort,
  GetLastError,
  GetQueuedCompletionStatus,
  memory,
  PostQueuedCompletionStatus,
  print,
  SetLastError,
} from './win32/index.ts';

//#region program
const port = createPort();
const [bytes, key, overlapped] = [memory(4), memory(8), memory(8)];
PostQueuedCompletionStatus(port, 3, 9, null);

SetLastError(1234);
const returned = GetQueuedCompletionStatus(port, bytes.address, key.address, overlapped.address, 0);

print({ returned, 'the last error': GetLastError() });
//#endregion
