import {
  type Address,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  GetQueuedCompletionStatus,
  INVALID_HANDLE_VALUE,
  MSG_PEEK,
  OVERLAPPED,
  openTcpSocket,
  recv,
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

function ask(socket: Socket): void {
  ensure('send', () => send(socket, Buffer.from('wait 0\n'), 7, 0), SOCKET_ERROR);
}

/** Waits until the answer is there, and leaves it there. */
function untilReadable(socket: Socket): void {
  ensure('recv', () => recv(socket, Buffer.alloc(1), 1, MSG_PEEK), SOCKET_ERROR);
}

let answers = 0;
function over(slot: number): void {
  answers++;
  free.unshift(slot);
}

function receive(socket: Socket, nth: number): void {
  const slot = free.shift();
  if (slot === undefined) throw new Error('The slab is used up.');
  const overlapped = (slab + BigInt(slot * OVERLAPPED.size)) as typeof slab;
  const buffers = [{ len: 64, buf: (data + BigInt(nth * 64)) as typeof data }];
  // At once or not: its packet comes, and handles it (OV-13).
  WSARecv(socket, buffers, 1, null, [0], overlapped, null);
}

/** Takes the packets that come; when none does for a while, that is all. */
function dequeueAll(): void {
  for (;;) {
    const overlapped: [Address<'OVERLAPPED'> | null] = [null];
    GetQueuedCompletionStatus(port, [0], [0], overlapped, 1000);
    if (overlapped[0] === null) return;
    over(Number(overlapped[0] - slab) / OVERLAPPED.size);
  }
}

ask(first);
untilReadable(first);
receive(first, 0);
receive(second, 1);
ask(second);
dequeueAll();
console.log(`Questions: 2. Answers: ${answers}.`);
console.log(`Free slots: ${free.sort().join(', ')}.`);

for (const socket of [first, second]) closesocket(socket);
koffi.free(slab);
koffi.free(data);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
