// FILE-7: the records of what changed begin at multiples of 4, whatever the names’ length.
import {
  associate,
  createPort,
  dequeue,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  memory,
  Overlapped,
  print,
  ReadDirectoryChangesW,
  temporaryFolder,
} from './win32/index.ts';

//#region program
const port = createPort();
const folder = temporaryFolder();
associate(folder.handle, port, 7);

const changes = memory(512);
const read = (name: string) => {
  const { address } = new Overlapped(name);
  const filter = FILE_NOTIFY_CHANGE_FILE_NAME;
  ReadDirectoryChangesW(folder.handle, changes.address, 512, 0, filter, null, address, null);
};
read('first');
folder.add('first');
dequeue(port, 5000);

folder.add('odd');
folder.add('even');
const between = dequeue(port, 0).error; // What changes while nobody reads is kept.
changes.bytes.fill(0xcc);
read('second');
const { bytes } = dequeue(port, 5000);

const records = [];
for (let at = 0, next = -1; next !== 0; at += next) {
  next = changes.bytes.readUInt32LE(at);
  const length = changes.bytes.readUInt32LE(at + 8);
  const name = changes.bytes.toString('utf16le', at + 12, at + 12 + length);
  records.push({ at, NextEntryOffset: next, FileNameLength: length, name });
}

print({ 'between the reads': between, bytes, records });
//#endregion
folder.remove();
