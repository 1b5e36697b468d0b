// PORT-11: a socket remembers a port that is gone.
import {
  associate,
  attempt,
  CloseHandle,
  CreateIoCompletionPort,
  createPort,
  print,
  tcpSocket,
} from './win32/index.ts';

//#region program
const port = createPort();
const socket = tcpSocket();
associate(socket, port, 1);
const closed = CloseHandle(port);

const other = createPort();
print({
  'the port was closed': closed,
  'the socket and another port': attempt(() => CreateIoCompletionPort(socket, other, 1, 0)),
});
//#endregion
