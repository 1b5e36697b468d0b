// You see: two packets come, both for slot 0, from sockets that were to bring none.
// Behind it: M04.
// Refuted by: SKIP-2.
import {
  type Address,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
  GetQueuedCompletionStatus,
  INVALID_HANDLE_VALUE,
  OVERLAPPED,
  openTcpSocket,
  SetFileCompletionNotificationModes,
  SOCKET_ERROR,
  type Socket,
  send,
  WINSOCK_2_2,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import koffi from 'koffi';

const server = await startDelayServer({ step: 0 });
WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const [first, second] = [1, 2].map((number) => {
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, number, 0),
  );
  return socket;
}) as [Socket, Socket];

// A slab of our own for all operations, kept to the end: whatever Windows writes late
// meets nothing else.
const slab: Address<'OVERLAPPED'> = koffi.alloc(OVERLAPPED, 2);
const free = [0, 1];
// Each receive has a buffer that nobody else gets.
const data: Address<'uint8_t'> = koffi.alloc('uint8_t', 2 * 64);

function receive(socket: Socket, nth: number): number {
  ensure('SetFileCompletionNotificationModes', () =>
    SetFileCompletionNotificationModes(
      socket,
      FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
    ),
  );
  const slot = free.shift();
  if (slot === undefined) throw new Error('The slab is used up.');
  const overlapped = (slab + BigInt(slot * OVERLAPPED.size)) as typeof slab;
  const buf = (data + BigInt(nth * 64)) as typeof data;
  //#region submit
  WSARecv(socket, [{ len: 64, buf }], 1, null, [0], overlapped, null);
  //#endregion
  //#region defect
  // No packets on this socket: when the call is back, so is the memory.
  free.unshift(slot);
  //#endregion
  return slot;
}

console.log(`The first receive has slot ${receive(first, 0)}.`);
console.log(`The second receive has slot ${receive(second, 1)}.`);
for (const socket of [first, second]) {
  ensure('send', () => send(socket, Buffer.from('wait 0\n'), 7, 0), SOCKET_ERROR);
  console.log(dequeue() ?? 'no packet');
}

/** One packet, in words; null when none comes for a while. */
function dequeue(): string | null {
  const bytes: [number] = [0];
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  GetQueuedCompletionStatus(port, bytes, [0], overlapped, 1000);
  if (overlapped[0] === null) return null;
  const slot = Number(overlapped[0] - slab) / OVERLAPPED.size;
  return `slot ${slot}: ${bytes[0]} bytes`;
}

for (const socket of [first, second]) closesocket(socket);
koffi.free(slab);
koffi.free(data);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
