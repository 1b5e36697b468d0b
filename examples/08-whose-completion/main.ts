import {
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
  OPERATION,
  Operation,
  openTcpSocket,
  SOCKET_ERROR,
  type Socket,
  send,
  WINSOCK_2_2,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import koffi from 'koffi';

/** Milliseconds that we wait for a packet before we give up. */
const PATIENCE = 10_000;

/** Our sockets: their completion key, and how many steps their answer takes. */
const CONNECTIONS = [
  { key: 1, name: 'slow', steps: 1 },
  { key: 2, name: 'quick', steps: 0 },
];

/** The two receives of each socket: the first few bytes of the answer, and the rest. */
const PARTS = [
  { part: 'head', size: 'You waited'.length },
  { part: 'rest', size: 64 },
];

//#region contexts
/** What a completion key leads to: a socket. */
const socketOfKey = new Map<number, { name: string; socket: Socket }>();
/** What the address of an OVERLAPPED leads to: the name of a receive … */
const nameOfAddress = new Map<bigint, string>();
/** … or, better than a name, what is to be done now that it is over. */
const callbackOfAddress = new Map<bigint, (packet: CompletionEntry) => void>();
//#endregion

//#region start
const server = await startDelayServer({ step: 1000 });
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
//#endregion

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

/** The number of the newest receive. */
let receiveNumber = 0;
for (const { key, name, steps } of CONNECTIONS) {
  //#region open-overlapped
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  //#endregion

  //#region associate
  // One key for the handle, so one for both of its receives (PORT-9).
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, key, 0),
  );
  socketOfKey.set(key, { name, socket });
  //#endregion

  for (const { part, size } of PARTS) {
    //#region lend-memory
    // Its number is written behind the OVERLAPPED; its address is known only now.
    receiveNumber++;
    const operation = new Operation(receiveNumber, size);
    nameOfAddress.set(operation.address, `${part} of ${name}`);
    //#endregion

    //#region callback
    // A function remembers where it was made: it needs no look-up for part and name.
    callbackOfAddress.set(operation.address, (packet) => {
      //#region reap-status
      const failure = failureOf(packet);
      if (failure) {
        console.error(`The ${part} of ${name} did not arrive: ${failure}`);
        process.exitCode = 1;
      } else {
        const bytes = packet.dwNumberOfBytesTransferred;
        const text = operation.data.toString('utf8', 0, bytes);
        console.log(`  its callback has ${JSON.stringify(text)}`);
      }
      //#endregion

      //#region take-memory-back
      operation.free();
      //#endregion
    });
    //#endregion

    //#region submit
    operation.submit(
      'WSARecv',
      () =>
        WSARecv(
          socket,
          [operation.buffer()],
          1,
          null,
          [0],
          operation.address,
          null,
        ) === 0,
    );
    //#endregion
  }

  //#region ask
  const question = Buffer.from(`wait ${steps}\n`);
  ensure('send', () => send(socket, question, question.length, 0), SOCKET_ERROR);
  //#endregion
}

const entries = new CompletionEntries(callbackOfAddress.size);
while (callbackOfAddress.size > 0) {
  //#region wait
  const removed: [number] = [0];
  ensure('GetQueuedCompletionStatusEx', () =>
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

  for (const packet of entries.first(removed[0])) {
    //#region identify
    const { address } = Operation.completed(packet.lpOverlapped);

    //#region by-key
    // Which handle. koffi gives a key as a number or as a bigint, as large as it is
    // (FFI-10).
    const connection = socketOfKey.get(Number(packet.lpCompletionKey));
    //#endregion

    //#region by-address
    // Which operation: those that are under way have an address each (OV-11).
    const receive = nameOfAddress.get(address);
    //#endregion

    //#region by-number
    // What we put behind the OVERLAPPED is still there, and the address is that of
    // the whole: true only because the OVERLAPPED comes first (PORT-9).
    const { context } = koffi.decode(address, OPERATION);
    //#endregion
    //#endregion

    console.log(
      `the key says ${connection?.name}, the address ${receive}, the number behind it receive ${context}`,
    );

    //#region dispatch
    const callback = callbackOfAddress.get(address);
    if (!callback) throw new Error(`Nobody waits for the ${receive}.`);
    // From here on the address may be the next operation's.
    nameOfAddress.delete(address);
    callbackOfAddress.delete(address);
    callback(packet);
    //#endregion
  }
}

//#region shut-down
for (const { socket } of socketOfKey.values()) {
  ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
}
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
//#endregion
