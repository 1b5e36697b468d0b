// FILE-2: the end of a file is an error, not 0 bytes.
import {
  associate,
  attempt,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  ReadFile,
  temporaryFile,
} from './win32/index.ts';

//#region program
const port = createPort();
const emptyFile = temporaryFile();
associate(emptyFile, port, 7);
const data = memory(64);

function readAt(offset: number) {
  const read = new Overlapped('read');
  read.offset = offset;
  const call = attempt(() => ReadFile(emptyFile, data.address, 64, null, read.address));
  const packet = dequeue(port, 5000);
  return { call, packet, status: read.status };
}

print({ 'at the end': readAt(0), 'past the end': readAt(100) });
//#endregion
