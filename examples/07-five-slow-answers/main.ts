import { parseArgs } from 'node:util';
import {
  AF_INET,
  CloseHandle,
  CompletionEntries,
  CreateIoCompletionPort,
  closesocket,
  connect,
  ensure,
  FALSE,
  failureOf,
  GetQueuedCompletionStatusEx,
  INADDR_LOOPBACK,
  INFINITE,
  INVALID_HANDLE_VALUE,
  INVALID_SOCKET,
  IPPROTO_TCP,
  Operation,
  SOCK_STREAM,
  SOCKET_ERROR,
  type Socket,
  send,
  WINSOCK_2_2,
  WSA_FLAG_OVERLAPPED,
  WSARecv,
  WSASocketW,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';

const QUESTIONS = 5;
const ANSWER_SIZE = 512;
const SOCKADDR_IN_SIZE = 16;

//#region start
const { values } = parseArgs({
  options: { step: { type: 'string', default: '1000' } },
});
const step = Number(values.step);
if (!/^\d+$/.test(values.step) || step > 60_000) {
  console.error(
    `--step ${values.step} is not a number of milliseconds from 0 to 60000.`,
  );
  process.exit(2);
}

const server = await startDelayServer({ step });
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
//#endregion

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

//#region questions
interface Question {
  socket: Socket;
  operation: Operation;
  /** Bytes of the answer that have arrived. */
  received: number;
}
const questions = new Map<number, Question>();
//#endregion

for (let number = 1; number <= QUESTIONS; number++) {
  //#region open-overlapped
  const socket = ensure(
    'WSASocketW',
    () =>
      WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, WSA_FLAG_OVERLAPPED),
    INVALID_SOCKET as bigint,
  );
  const address = {
    sin_family: AF_INET,
    sin_port: server.port,
    sin_addr: INADDR_LOOPBACK,
  };
  ensure('connect', () => connect(socket, address, SOCKADDR_IN_SIZE), SOCKET_ERROR);
  //#endregion

  //#region associate
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, number, 0),
  );
  //#endregion

  //#region ask
  const request = Buffer.from(`wait ${QUESTIONS - number}\n`);
  ensure('send', () => send(socket, request, request.length, 0), SOCKET_ERROR);
  //#endregion

  //#region lend-memory
  const operation = new Operation(number, ANSWER_SIZE);
  const question = { socket, operation, received: 0 };
  questions.set(number, question);
  receive(question);
  //#endregion
}

//#region submit
function receive({ socket, operation, received }: Question): void {
  if (received === ANSWER_SIZE) {
    throw new Error(`the answer is longer than the ${ANSWER_SIZE} bytes we lent.`);
  }
  const rest = [operation.buffer(received)];
  operation.submit(
    'WSARecv',
    () => WSARecv(socket, rest, 1, null, [0], operation.address, null) === 0,
  );
}
//#endregion

const entries = new CompletionEntries(QUESTIONS);
while (questions.size > 0) {
  //#region wait
  const removed: [number] = [0];
  ensure('GetQueuedCompletionStatusEx', () =>
    GetQueuedCompletionStatusEx(
      port,
      entries.address,
      entries.capacity,
      removed,
      INFINITE,
      FALSE,
    ),
  );
  //#endregion

  for (const entry of entries.first(removed[0])) {
    //#region identify
    const operation = Operation.completed(entry.lpOverlapped);
    const number = operation.context;
    const question = questions.get(number);
    if (!question) throw new Error(`No question ${number} is open.`);
    //#endregion

    try {
      //#region reap-status
      const failure = failureOf(entry);
      if (failure) throw new Error(failure);
      const bytes = entry.dwNumberOfBytesTransferred;
      question.received += bytes;
      //#endregion

      //#region re-arm-or-retire
      if (bytes > 0) {
        receive(question);
        continue;
      }
      const answer = operation.data.toString('utf8', 0, question.received);
      if (!answer.endsWith('\n')) {
        throw new Error(
          `the peer closed after ${question.received} bytes, in the middle of a line.`,
        );
      }
      console.log(`RECEIVED: ${number}`);
      //#endregion
    } catch (error) {
      //#region failed
      console.error(
        `Question ${number} has no answer: ${(error as Error).message}`,
      );
      process.exitCode = 1;
      //#endregion
    }

    //#region take-memory-back
    ensure('closesocket', () => closesocket(question.socket), SOCKET_ERROR);
    operation.free();
    questions.delete(number);
    //#endregion
  }
}

//#region shut-down
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
if (!process.exitCode) console.log('FINISHED');
//#endregion
