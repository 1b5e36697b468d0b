// PORT-4: a handle is associated once.
import {
  associate,
  attempt,
  CreateIoCompletionPort,
  createPort,
  print,
  tcpSocket,
} from './win32/index.ts';

//#region program
const port = createPort();
const other = createPort();
const socket = tcpSocket();
associate(socket, port, 1);

print({
  'the same port': attempt(() => CreateIoCompletionPort(socket, port, 1, 0)),
  'the same port, another key': attempt(() => CreateIoCompletionPort(socket, port, 2, 0)),
  'another port': attempt(() => CreateIoCompletionPort(socket, other, 1, 0)),
});
//#endregion
