// PORT-2: to associate a handle returns the port that was given.
import { CreateIoCompletionPort, createPort, print, tcpSocket } from './win32/index.ts';

//#region program
const IGNORED = 64;
const port = createPort();
const first = CreateIoCompletionPort(tcpSocket(), port, 1, 0);
const second = CreateIoCompletionPort(tcpSocket(), port, 2, IGNORED);

print({
  'the same handle came back': first === port,
  'for a second socket too': second === port,
});
//#endregion
