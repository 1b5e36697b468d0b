import {
  type Address,
  attempt,
  CancelIoEx,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ERROR_NAMES,
  ERROR_NOT_FOUND,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  INFINITE,
  INVALID_HANDLE_VALUE,
  Operation,
  openTcpSocket,
  SOCKET_ERROR,
  send,
  WAIT_TIMEOUT,
  WINSOCK_2_2,
  Win32Error,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';

/** Milliseconds that a receive may take: too few for an answer nobody asked for … */
const SHORT = 100;
/** … and more than enough for one that was. */
const PLENTY = 5000;

//#region start
// The peer says nothing until it is asked.
const server = await startDelayServer({ step: 0 });
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
//#endregion

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

//#region open-overlapped
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
//#endregion

//#region associate
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(socket, port, 1, 0));
//#endregion

//#region lend-memory
const operation = new Operation(1, 64);
//#endregion

/** An error with its name, such as `258 WAIT_TIMEOUT`. */
const named = (error: number) => `${error} ${ERROR_NAMES[error] ?? '(no name)'}`;

//#region receive
/** Receives for so long and no longer. */
function receive(milliseconds: number): void {
  console.log(`A receive that may take ${milliseconds} ms:`);
  //#region submit
  const buffers = [operation.buffer()];
  operation.submit(
    'WSARecv',
    () => WSARecv(socket, buffers, 1, null, [0], operation.address, null) === 0,
  );
  //#endregion

  if (dequeued(milliseconds)) return;
  cancel();
  // However it ends, its packet comes, and until then the memory is lent (CANC-7):
  // so this wait has no time-out.
  dequeued(INFINITE);
}
//#endregion

//#region dequeue
/** Waits for the packet; false when it has not come in time. */
function dequeued(milliseconds: number): boolean {
  //#region wait
  const bytes: [number] = [0];
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  const { value, error } = attempt(() =>
    GetQueuedCompletionStatus(port, bytes, [0], overlapped, milliseconds),
  );
  //#endregion
  const [pointer] = overlapped;
  if (pointer === null) {
    if (error !== WAIT_TIMEOUT) {
      throw new Win32Error('GetQueuedCompletionStatus', error);
    }
    console.log(`  no packet in time: ${named(error)}`);
    return false;
  }

  //#region reap-status
  Operation.completed(pointer);
  console.log(`  packet: ${value === FALSE ? named(error) : `${bytes[0]} bytes`}`);
  return true;
  //#endregion
}
//#endregion

//#region cancel
/** Asks Windows to end the receive, which is all that a cancel is (CANC-1). */
function cancel(): void {
  const { value, error } = attempt(() => CancelIoEx(socket, operation.address));
  const asked = value !== FALSE;
  // Not found is no failure: the receive has ended by itself (CANC-2, CANC-4).
  if (!asked && error !== ERROR_NOT_FOUND)
    throw new Win32Error('CancelIoEx', error);
  console.log(`  CancelIoEx: ${asked ? 'TRUE' : `FALSE, ${named(error)}`}`);
  console.log(
    `  the memory is ${operation.submitted ? 'lent to Windows' : 'ours'}`,
  );
}
//#endregion

receive(SHORT);

//#region ask
// The cancel has ended the receive, not the connection (CANC-5).
const question = Buffer.from('wait 0\n');
ensure('send', () => send(socket, question, question.length, 0), SOCKET_ERROR);
//#endregion
receive(PLENTY);

console.log('Nothing to cancel:');
cancel();

//#region shut-down
operation.free();
ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
//#endregion
