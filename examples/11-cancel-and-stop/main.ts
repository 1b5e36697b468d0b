import {
  type Address,
  attempt,
  CancelIoEx,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  ERROR_NAMES,
  ERROR_NOT_FOUND,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  INFINITE,
  INVALID_HANDLE_VALUE,
  Operation,
  SOCKET_ERROR,
  send,
  WAIT_TIMEOUT,
  Win32Error,
  WSARecv,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import { connected } from './connection.ts';

/** Milliseconds that a receive may take. */
const SHORT = 100;
const PLENTY = 5000;

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

// The peer says nothing until it is asked.
const server = await startDelayServer({ step: 0 });
const socket = connected(server.port, port, 1);
const operation = new Operation(1, 64);
const named = (error: number) => `${error} ${ERROR_NAMES[error] ?? '(no name)'}`;

//#region receive
/** Receives for so long and no longer. */
function receive(milliseconds: number): void {
  console.log(`A receive that may take ${milliseconds} ms:`);
  //#region submit
  const all = [operation.buffer()];
  operation.submit(
    'WSARecv',
    () => WSARecv(socket, all, 1, null, [0], operation.address, null) === 0,
  );
  //#endregion

  if (dequeued(milliseconds)) return;
  cancel();
  // However it ends, its packet comes, and until then the memory is lent (CANC-7).
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
