// PORT-6: a file that was opened without FILE_FLAG_OVERLAPPED is refused.
import {
  attempt,
  CreateIoCompletionPort,
  createPort,
  FILE_FLAG_OVERLAPPED,
  print,
  temporaryFile,
} from './win32/index.ts';

//#region program
const port = createPort();
const ordinary = temporaryFile(0);
const overlapped = temporaryFile(FILE_FLAG_OVERLAPPED);

const refused = attempt(() => CreateIoCompletionPort(ordinary, port, 1, 0));
const taken = CreateIoCompletionPort(overlapped, port, 2, 0);

print({ 'without the flag': refused, 'with it': taken === port });
//#endregion
