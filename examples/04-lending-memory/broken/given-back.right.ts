import {
  type Address,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  GetQueuedCompletionStatus,
  INFINITE,
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

const server = await startDelayServer({ step: 100 });
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

// Two buffers of 64 bytes in a slab of our own, kept to the end: what Windows writes
// late to a buffer that was given back meets nothing else.
const slab: Address<'uint8_t'> = koffi.alloc('uint8_t', 2 * 64);
const bytesOf = Buffer.from(koffi.view(slab, 2 * 64));
const free = [0, 64];
const overlappeds: Address<'OVERLAPPED'> = koffi.alloc(OVERLAPPED, 2);

function receive(socket: Socket, nth: number): number {
  const start = free.shift();
  if (start === undefined) throw new Error('The slab is used up.');
  const buffer = { len: 64, buf: (slab + BigInt(start)) as typeof slab };
  const overlapped = overlappeds + BigInt(nth * OVERLAPPED.size);
  WSARecv(socket, [buffer], 1, null, [0], overlapped as typeof overlappeds, null);
  return start;
}

const starts = [receive(first, 0), receive(second, 1)];
const lengths = [first, second].map((socket, steps) => {
  const words = Buffer.from(`wait ${steps}\n`);
  ensure('send', () => send(socket, words, words.length, 0), SOCKET_ERROR);
  const bytes: [number] = [0];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, bytes, [0], [null], INFINITE),
  );
  return bytes[0];
});
for (const [nth, start] of starts.entries()) {
  const text = bytesOf.toString('latin1', start, start + (lengths[nth] ?? 0));
  console.log(`Answer ${nth + 1}: ${text.trim()}`);
}

for (const socket of [first, second]) closesocket(socket);
koffi.free(slab);
koffi.free(overlappeds);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
