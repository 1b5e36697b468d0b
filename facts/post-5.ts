// POST-5: posted packets and those of operations stand in one queue.
import {
  associate,
  createPort,
  dequeue,
  Overlapped,
  PostQueuedCompletionStatus,
  pipeClient,
  pipeServer,
  print,
  WriteFile,
} from './win32/index.ts';

//#region program
const port = createPort();
const { server, name } = pipeServer();
pipeClient(name);
associate(server, port, 7);

const write = new Overlapped('write');
PostQueuedCompletionStatus(port, 0, 1, new Overlapped('posted before').address);
WriteFile(server, Buffer.from('x'), 1, null, write.address);
PostQueuedCompletionStatus(port, 0, 2, new Overlapped('posted after').address);

print({ packets: [1, 2, 3].map(() => dequeue(port, 2000).overlapped) });
//#endregion
