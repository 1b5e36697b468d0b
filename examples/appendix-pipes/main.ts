import {
  attempt,
  CancelIoEx,
  CloseHandle,
  CompletionEntries,
  ConnectNamedPipe,
  CreateIoCompletionPort,
  CreateNamedPipeW,
  ERROR_BROKEN_PIPE,
  ERROR_NO_DATA,
  ERROR_NOT_FOUND,
  ERROR_PIPE_CONNECTED,
  ensure,
  FALSE,
  FILE_FLAG_FIRST_PIPE_INSTANCE,
  FILE_FLAG_OVERLAPPED,
  failureOf,
  GetQueuedCompletionStatusEx,
  INVALID_HANDLE_VALUE,
  Operation,
  PIPE_ACCESS_DUPLEX,
  PIPE_READMODE_MESSAGE,
  PIPE_REJECT_REMOTE_CLIENTS,
  PIPE_TYPE_MESSAGE,
  ReadFile,
  STATUS_BUFFER_OVERFLOW,
  STATUS_PIPE_BROKEN,
  statusOf,
  WAIT_TIMEOUT,
  Win32Error,
  WriteFile,
} from '@iocp/ffi';
import { startPipeClient } from '@iocp/peers';
import { Conversation } from './conversation.ts';

const PATH = `\\\\.\\pipe\\iocp-workbook-${process.pid}`;
/** Bytes of a message, or of a part of one, that we take at once. */
const ROOM = 32;
/** Bytes that may wait in the pipe. */
const PIPE_SIZE = 4096;
/** Milliseconds that we give a client. */
const PATIENCE = 5000;

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

//#region open-overlapped
const pipe = ensure(
  'CreateNamedPipeW',
  () =>
    CreateNamedPipeW(
      PATH,
      PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
      PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
      1,
      PIPE_SIZE,
      PIPE_SIZE,
      0,
      null,
    ),
  INVALID_HANDLE_VALUE,
);
//#endregion

//#region associate
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(pipe, port, 0, 0));
//#endregion

//#region lend-memory
// ConnectNamedPipe is lent the OVERLAPPED only; an Operation has a byte at least.
const connecting = new Operation(1, 1);
const reading = new Operation(2, ROOM);
const writing = new Operation(3, ROOM);
//#endregion

//#region submit
function connect(): void {
  start(connecting, 'ConnectNamedPipe', () =>
    ConnectNamedPipe(pipe, connecting.address),
  );
}

/** A message that is here already is read at once. Its packet comes (FILE-3). */
function read(): void {
  const { buf, len } = reading.buffer();
  start(reading, 'ReadFile', () => ReadFile(pipe, buf, len, null, reading.address));
}

function write(text: string): void {
  const length = writing.data.write(text, 'latin1');
  const { buf } = writing.buffer();
  start(writing, 'WriteFile', () =>
    WriteFile(pipe, buf, length, null, writing.address),
  );
}

/** Starts an operation. What is found out at once, no packet will tell. */
function start(operation: Operation, name: string, call: () => number): void {
  try {
    operation.submit(name, () => call() !== 0);
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    // The client was faster than we were (FILE-6), or it has left already (FILE-5).
    if (error.code === ERROR_PIPE_CONNECTED) conversation.welcome();
    else if ([ERROR_BROKEN_PIPE, ERROR_NO_DATA].includes(error.code))
      conversation.farewell();
    else throw error;
  }
}
//#endregion

//#region conversation
const conversation = new Conversation();

/**
 * Has the next read wait before the answer goes. While a client does not take its
 * answers, it is not read.
 */
function goOn(): void {
  const { talking, answer } = conversation;
  if (!talking || reading.submitted || (answer && writing.submitted)) return;
  read();
  if (answer) write(answer);
  conversation.answer = '';
}
//#endregion

connect();
goOn();
const client = startPipeClient({
  path: PATH,
  messages: ['hello', 'Is there room for a message like this one?', 'bye'],
});

const entries = new CompletionEntries(1);
while (Operation.outstanding > 0) {
  //#region wait
  const removed: [number] = [0];
  const { value: dequeued, error } = attempt(() =>
    GetQueuedCompletionStatusEx(
      port,
      entries.address,
      entries.capacity,
      removed,
      PATIENCE,
      FALSE,
    ),
  );
  //#endregion

  // After a time-out `removed` may hold 1, for no packet: it is not asked (EX-3).
  if (!dequeued) {
    //#region cancel
    // What is cancelled brings its packet (CANC-1): it fails, and that is the end.
    if (error !== WAIT_TIMEOUT) {
      throw new Win32Error('GetQueuedCompletionStatusEx', error);
    }
    const cancel = attempt(() => CancelIoEx(pipe, null));
    if (!cancel.value && cancel.error !== ERROR_NOT_FOUND) {
      throw new Win32Error('CancelIoEx', cancel.error);
    }
    continue;
    //#endregion
  }

  for (const entry of entries.first(removed[0])) {
    //#region identify
    const operation = Operation.completed(entry.lpOverlapped);
    //#endregion

    //#region reap-status
    const failure = failureOf(entry);
    const more = statusOf(entry) === STATUS_BUFFER_OVERFLOW;
    const gone = statusOf(entry) === STATUS_PIPE_BROKEN;
    //#endregion

    //#region re-arm-or-retire
    if (gone) {
      conversation.farewell();
    } else if (failure && !more) {
      console.error(`The client is given up: ${failure}`);
      process.exitCode = 1;
      conversation.talking = false;
    } else if (operation === connecting) {
      conversation.welcome();
    } else if (operation === reading) {
      const bytes = entry.dwNumberOfBytesTransferred;
      conversation.take(reading.data.subarray(0, bytes), more);
    }
    goOn();
    //#endregion
  }
}

//#region take-memory-back
for (const operation of [connecting, reading, writing]) operation.free();
entries.free();
//#endregion

//#region shut-down
ensure('CloseHandle', () => CloseHandle(pipe));
ensure('CloseHandle', () => CloseHandle(port));
if (!process.exitCode) {
  const { answers, problem } = await client.report;
  console.log(`The client was answered: ${answers.join(', ')}.`);
  if (problem) console.error(`But it had trouble: ${problem}.`);
}
await client.close();
//#endregion
