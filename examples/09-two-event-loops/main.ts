import {
  attempt,
  attemptOnThread,
  CloseHandle,
  CompletionEntries,
  type CompletionEntry,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  FALSE,
  failureOf,
  GetQueuedCompletionStatusEx,
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

/** Milliseconds until Node's timer is due. */
const SOON = 20;
/** Milliseconds of each wait on JavaScript's own thread. */
const SHORT_WAIT = 100;
/** Milliseconds of the wait on another thread: more than the answer takes. */
const LONG_WAIT = 5000;

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const entries = new CompletionEntries(4);
//#endregion

//#region wait
//#region here
/** Waits on JavaScript's own thread: until it returns, nothing else here runs. */
function waitHere(milliseconds: number): CompletionEntry[] {
  const removed: [number] = [0];
  const dequeue = attempt(() =>
    GetQueuedCompletionStatusEx(
      port,
      entries.address,
      entries.capacity,
      removed,
      milliseconds,
      FALSE,
    ),
  );
  return packetsOf(dequeue, removed[0]);
}
//#endregion

//#region elsewhere
/** The same wait on a thread of Node's pool: JavaScript goes on (FFI-12). */
async function waitElsewhere(milliseconds: number): Promise<CompletionEntry[]> {
  const removed: [number] = [0];
  const dequeue = await attemptOnThread(
    GetQueuedCompletionStatusEx,
    port,
    entries.address,
    entries.capacity,
    removed,
    milliseconds,
    FALSE,
  );
  return packetsOf(dequeue, removed[0]);
}
//#endregion

//#region tick
/**
 * What a wait has brought. A time-out is no failure: nothing came, and time has
 * passed. The count says nothing then; it may be 1, and there is no packet (EX-3).
 */
function packetsOf(
  { value, error }: { value: number; error: number },
  count: number,
): CompletionEntry[] {
  if (value !== FALSE) return entries.first(count);
  if (error !== WAIT_TIMEOUT) {
    throw new Win32Error('GetQueuedCompletionStatusEx', error);
  }
  return [];
}
//#endregion
//#endregion

//#region start
const server = await startDelayServer({ step: 0 });
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
//#endregion

//#region open-overlapped
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
//#endregion

//#region associate
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(socket, port, 1, 0));
//#endregion

//#region submit
const operation = new Operation(1, 64);
const buffers = [operation.buffer()];
operation.submit(
  'WSARecv',
  () => WSARecv(socket, buffers, 1, null, [0], operation.address, null) === 0,
);
//#endregion

//#region timer
// The peer is silent until this timer has asked it, and the timer runs when Node's
// own loop does.
const timer = setTimeout(() => {
  console.log('  timer: asks the question');
  const question = Buffer.from('wait 0\n');
  ensure('send', () => send(socket, question, question.length, 0), SOCKET_ERROR);
}, SOON);
//#endregion

//#region reap-status
function handle(packets: CompletionEntry[]): void {
  if (packets.length === 0) console.log('  time-out');
  for (const entry of packets) {
    Operation.completed(entry.lpOverlapped);
    const failure = failureOf(entry);
    if (failure) throw new Error(failure);
    console.log(`  packet: ${entry.dwNumberOfBytesTransferred} bytes`);
  }
}
//#endregion

//#region two-loops
console.log(`A timer is due in ${SOON} ms.`);
console.log(`Three waits of ${SHORT_WAIT} ms on JavaScript’s own thread:`);
for (let round = 1; round <= 3; round++) handle(waitHere(SHORT_WAIT));

console.log('A wait on a thread of Node’s pool:');
while (Operation.outstanding > 0) {
  const packets = await waitElsewhere(LONG_WAIT);
  if (packets.length === 0) throw new Error('The peer has not answered in time.');
  handle(packets);
}
//#endregion

//#region shut-down
clearTimeout(timer);
operation.free();
entries.free();
ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
//#endregion
