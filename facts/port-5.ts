// PORT-5: to close the handle is not enough while there is another one for the same file.
import {
  associate,
  attempt,
  CloseHandle,
  CreateIoCompletionPort,
  createPort,
  DuplicateHandle,
  GetCurrentProcess,
  memory,
  print,
  temporaryFile,
} from './win32/index.ts';

//#region program
const SAME_ACCESS = 2;
const port = createPort();
const other = createPort();
const file = temporaryFile();
const duplicate = memory(8);
const self = GetCurrentProcess();
DuplicateHandle(self, file, self, duplicate.address, 0, 0, SAME_ACCESS);
const sameFile = duplicate.bytes.readBigUInt64LE();

associate(file, port, 1);
const through = attempt(() => CreateIoCompletionPort(sameFile, other, 2, 0));
CloseHandle(file);
const afterwards = attempt(() => CreateIoCompletionPort(sameFile, other, 2, 0));

print({
  'through the duplicate': through,
  'after the first handle was closed': afterwards,
});
//#endregion
