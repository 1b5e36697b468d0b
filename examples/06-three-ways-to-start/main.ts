import {
  attempt,
  CloseHandle,
  CompletionEntries,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  FALSE,
  FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
  failureOf,
  GetQueuedCompletionStatusEx,
  INFINITE,
  INVALID_HANDLE_VALUE,
  MSG_PEEK,
  Operation,
  openTcpSocket,
  recv,
  SetFileCompletionNotificationModes,
  SOCKET_ERROR,
  type Socket,
  send,
  statusOf,
  WAIT_TIMEOUT,
  WINSOCK_2_2,
  Win32Error,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';

const ANSWER_SIZE = 512;

const server = await startDelayServer({ step: 0 });
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const entries = new CompletionEntries(4);
//#endregion

/** Opens a socket whose packets come to the port: all, or those it does not skip. */
function open(skips: boolean): Socket {
  //#region open-overlapped
  const socket = openTcpSocket();
  //#endregion

  //#region associate
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, 0, 0),
  );
  //#endregion

  //#region skip-on-success
  // From now on, for all its operations: nothing takes it back.
  if (skips) {
    ensure('SetFileCompletionNotificationModes', () =>
      SetFileCompletionNotificationModes(
        socket,
        FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
      ),
    );
  }
  //#endregion
  return socket;
}

//#region three-ways
/** What is done before a receive starts and after, so that it starts in this way. */
const WAYS = [
  { name: 'data is there', before: [connect, ask, untilReadable], after: [] },
  { name: 'no data yet', before: [connect], after: [ask] },
  { name: 'no connection', before: [], after: [] },
];

function connect(socket: Socket): void {
  connectToLoopback(socket, server.port);
}

function ask(socket: Socket): void {
  const request = Buffer.from('wait 0\n');
  ensure('send', () => send(socket, request, request.length, 0), SOCKET_ERROR);
}

/** Waits until the answer is there, and leaves it there. */
function untilReadable(socket: Socket): void {
  const glimpse = Buffer.alloc(1);
  ensure('recv', () => recv(socket, glimpse, 1, MSG_PEEK), SOCKET_ERROR);
}
//#endregion

//#region receive
interface Receive {
  socket: Socket;
  /** Whether the socket was told to skip the packet of an immediate success. */
  skips: boolean;
  operation: Operation;
  /** What the call said. */
  start?: 'immediate' | 'pending' | 'failure';
  /** How many packets have come. */
  packets: number;
  /** What `over` was told. */
  result?: string;
}
//#endregion

//#region submit
/** Starts a receive. Whichever way that goes, `over` is called for it, and once. */
function start(receive: Receive): void {
  const { socket, operation, skips } = receive;
  const buffers = [operation.buffer()];
  try {
    receive.start = operation.submit(
      'WSARecv',
      () => WSARecv(socket, buffers, 1, null, [0], operation.address, null) === 0,
      { skipsOnSuccess: skips },
    );
  } catch (error) {
    // It has not started: no packet comes, and nobody else will say so (RECV-4).
    if (!(error instanceof Win32Error)) throw error;
    receive.start = 'failure';
    over(receive, error.message, 0);
    return;
  }
  // Either Windows owns the memory now, and a packet will come (SKIP-2, SKIP-3), or
  // the packet of an immediate success is skipped, and all is there (SKIP-1, OV-6).
  if (operation.submitted) return;
  const { overlapped } = operation;
  over(receive, failureOf(overlapped), Number(overlapped.InternalHigh));
}
//#endregion

//#region over
/** The one place where a receive ends, however it started. */
function over(receive: Receive, failure: string | null, bytes: number): void {
  receive.result = failure ?? `${bytes} bytes`;
}
//#endregion

/** Waits for a packet as long as Windows owns the memory, then looks for more. */
function dequeue(receive: Receive): void {
  for (;;) {
    //#region wait
    // A time-out of 0 only looks (GQ-7). The packet of an immediate success is there
    // by now: another thread could have had it before the call returned (OV-14).
    const milliseconds = receive.operation.submitted ? INFINITE : 0;
    const removed: [number] = [0];
    const { value: some, error } = attempt(() =>
      GetQueuedCompletionStatusEx(
        port,
        entries.address,
        entries.capacity,
        removed,
        milliseconds,
        FALSE,
      ),
    );
    if (!some && error === WAIT_TIMEOUT) return;
    if (!some) throw new Win32Error('GetQueuedCompletionStatusEx', error);
    //#endregion

    for (const entry of entries.first(removed[0])) {
      //#region identify
      // One receive is under way at a time: a packet of any other throws here.
      Operation.completed(entry.lpOverlapped);
      receive.packets++;
      //#endregion

      //#region reap-status
      over(receive, failureOf(entry), entry.dwNumberOfBytesTransferred);
      //#endregion
    }
  }
}

//#region row
/** Prints a line of the table. */
function row(name: string, start = '', packets = '', internal = '', result = '') {
  console.log(
    `  ${name.padEnd(13)}  ${start.padEnd(9)}  ${packets.padEnd(7)}  ${internal.padEnd(10)}  ${result}`,
  );
}
//#endregion

row('receive', 'start', 'packets', 'Internal', 'result');
for (const skips of [false, true]) {
  console.log(skips ? 'Told to skip the packet of a success:' : 'Told nothing:');
  for (const { name, before, after } of WAYS) {
    const socket = open(skips);
    //#region lend-memory
    const operation = new Operation(0, ANSWER_SIZE);
    const receive: Receive = { socket, skips, operation, packets: 0 };
    //#endregion

    for (const step of before) step(socket);
    start(receive);
    for (const step of after) step(socket);
    dequeue(receive);

    //#region show
    // After a start that failed, 0x103 says "pending", and nothing is (OV-8).
    const status = statusOf(operation.overlapped).toString(16).toUpperCase();
    const internal = `0x${status.padStart(8, '0')}`;
    row(name, receive.start, `${receive.packets}`, internal, receive.result);
    //#endregion

    //#region take-memory-back
    ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
    operation.free();
    //#endregion
  }
}

//#region shut-down
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
//#endregion
