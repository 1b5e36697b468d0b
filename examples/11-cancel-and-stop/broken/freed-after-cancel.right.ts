import {
  type Address,
  CancelIoEx,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  INVALID_HANDLE_VALUE,
  OVERLAPPED,
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

// The peer says nothing until it is asked.
const server = await startDelayServer({ step: 0 });
WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);

// A slab of our own for all operations, kept to the end: whatever Windows writes late
// meets nothing else.
const slab = koffi.alloc(OVERLAPPED, 4);
koffi.encode(slab, koffi.array(OVERLAPPED, 4), [{}, {}, {}, {}]);
const free = [0, 1, 2, 3];
// Each socket has a buffer that nobody else gets.
const data = koffi.alloc('uint8_t', 2 * 64);

function receive(socket: Socket, number: 0 | 1): number {
  const slot = free.shift();
  if (slot === undefined) throw new Error('The slab is used up.');
  const overlapped = (slab + BigInt(slot * OVERLAPPED.size)) as typeof slab;
  const buffers = [{ len: 64, buf: (data + BigInt(number * 64)) as typeof data }];
  //#region submit
  WSARecv(socket, buffers, 1, null, [0], overlapped, null);
  //#endregion
  return slot;
}

/** One packet, in words; null when none comes for a while. */
function dequeue(): string | null {
  const bytes: [number] = [0];
  const key: [number | bigint] = [0];
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  const returned = GetQueuedCompletionStatus(port, bytes, key, overlapped, 1000);
  if (overlapped[0] === null) return null;
  const slot = Number(overlapped[0] - slab) / OVERLAPPED.size;
  return `slot ${slot}: ${returned === FALSE ? 'cancelled' : `${bytes[0]} bytes`}`;
}

const sockets = [1, 2].map((number) => {
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, number, 0),
  );
  return socket;
});
const [first, second] = sockets as [Socket, Socket];

const slot = receive(first, 0);
ensure('CancelIoEx', () => CancelIoEx(first, null));
// Its packet gives the memory back, and nothing before (CANC-7).
console.log(dequeue());
free.unshift(slot);
console.log(`The second receive has slot ${receive(second, 1)}.`);
ensure('send', () => send(second, Buffer.from('wait 0\n'), 7, 0), SOCKET_ERROR);
for (let line = dequeue(); line !== null; line = dequeue()) console.log(line);

for (const socket of sockets) {
  ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
}
koffi.free(slab);
koffi.free(data);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
