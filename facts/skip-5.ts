// SKIP-5: on a disk file the flag rarely helps, because the operation pends.
import {
  associate,
  attempt,
  createPort,
  dequeue,
  FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
  memory,
  Overlapped,
  print,
  SetFileCompletionNotificationModes,
  temporaryFile,
  WriteFile,
} from './win32/index.ts';

//#region program
const port = createPort();
const file = temporaryFile();
associate(file, port, 7);
SetFileCompletionNotificationModes(file, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);

const data = memory(8);
data.bytes.write('testdata');
const write = new Overlapped('write');
const call = attempt(() => WriteFile(file, data.address, 8, null, write.address));

print({ call, packet: dequeue(port, 5000) });
//#endregion
