// FILE-1: a file's read and write bring packets too.
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
  WriteFile,
} from './win32/index.ts';

//#region program
const port = createPort();
const file = temporaryFile();
associate(file, port, 7);

const text = memory(5);
text.bytes.write('hello');
const write = new Overlapped('write');
const written = {
  call: attempt(() => WriteFile(file, text.address, 5, null, write.address)),
  packet: dequeue(port, 5000),
};

const data = memory(64);
const read = new Overlapped('read');
const found = {
  call: attempt(() => ReadFile(file, data.address, 64, null, read.address)),
  packet: dequeue(port, 5000),
};

print({ write: written, read: found, text: data.bytes.toString('latin1', 0, 5) });
//#endregion
