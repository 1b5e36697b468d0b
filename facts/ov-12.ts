// OV-12: nobody advances the offset. The same read reads the same bytes.
import {
  associate,
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

const text = memory(11);
text.bytes.write('hello world');
WriteFile(file, text.address, 11, null, new Overlapped('write').address);
dequeue(port, 5000);

const data = memory(5);
const read = new Overlapped('read');
read.offset = 6;
const next = () => {
  ReadFile(file, data.address, 5, null, read.address);
  dequeue(port, 5000);
  return { read: data.bytes.toString(), 'Offset afterwards': read.offset };
};

print({ first: next(), second: next() });
//#endregion
