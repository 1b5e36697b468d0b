// THR-2: a process that ends without closing anything cancels what it started.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  associate,
  CreateEventW,
  createPort,
  DUPLICATE_CLOSE_SOURCE,
  DUPLICATE_SAME_ACCESS,
  DuplicateHandle,
  dequeue,
  GetCurrentProcess,
  GetLastError,
  memory,
  OpenProcess,
  Overlapped,
  PROCESS_DUP_HANDLE,
  pipeClient,
  pipeServer,
  print,
  ReadFile,
} from './win32/index.ts';

//#region program
/** What the second process does: it takes the pipe over from the first one, starts a read, and ends. */
function startReadAndEnd(parent: number, handle: bigint): void {
  const pipe = memory(8);
  DuplicateHandle(
    OpenProcess(PROCESS_DUP_HANDLE, 0, parent),
    handle,
    GetCurrentProcess(),
    pipe.address,
    0,
    0,
    DUPLICATE_CLOSE_SOURCE | DUPLICATE_SAME_ACCESS,
  );
  const read = new Overlapped('read');
  read.event = CreateEventW(null, 1, 0, null) ?? 0n;
  ReadFile(pipe.bytes.readBigUInt64LE(), memory(16).address, 16, null, read.address);
  console.log(GetLastError());
}

const [parent, handle] = process.argv.slice(2);
if (parent !== undefined && handle !== undefined) startReadAndEnd(Number(parent), BigInt(handle));
else {
  const port = createPort();
  const { server, name } = pipeServer();
  pipeClient(name);
  associate(server, port, 123);

  const program = fileURLToPath(import.meta.url);
  const child = [...process.execArgv, program, `${process.pid}`, `${server}`];
  const { stdout } = spawnSync(process.execPath, child, { encoding: 'utf8' });
  const { returned, error, bytes, key } = dequeue(port, 5000);

  print({
    'the last error of the process that ends': Number(stdout),
    'the packet in the other process': { returned, error, bytes, key },
  });
}
//#endregion
