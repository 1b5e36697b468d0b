// PORT-3: no file and a port together are a mistake.
import {
  attempt,
  CreateIoCompletionPort,
  createPort,
  INVALID_HANDLE_VALUE,
  print,
} from './win32/index.ts';

//#region program
const port = createPort();

print({ ...attempt(() => CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 7, 0)) });
//#endregion
