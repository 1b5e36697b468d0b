import {
  type Address,
  attempt,
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
  Win32Error,
  WSA_IO_PENDING,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import koffi from 'koffi';

const ROOM = 64;
const server = await startDelayServer({ step: 200 });
if (WSAStartup(WINSOCK_2_2, {}) !== 0) throw new Error('There is no Winsock.');
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);

// Enough for three of each. It stays allocated to the end.
const overlappeds: Address<'OVERLAPPED'> = koffi.alloc(OVERLAPPED, 3);
Buffer.from(koffi.view(overlappeds, 3 * koffi.sizeof(OVERLAPPED))).fill(0);
const buffers: Address<'uint8_t'> = koffi.alloc('uint8_t', 3 * ROOM);
const bytesOf = Buffer.from(koffi.view(buffers, 3 * ROOM));

const questionOf = new Map<bigint, number>();
const sockets: Socket[] = [];
for (const question of [1, 2, 3]) {
  const socket = openTcpSocket();
  sockets.push(socket);
  connectToLoopback(socket, server.port);
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, 0, 0),
  );
  const nth = question - 1;
  const buffer = {
    len: ROOM,
    buf: (buffers + BigInt(nth * ROOM)) as Address<'uint8_t'>,
  };
  // One for each receive that is under way (OV-11).
  const size = koffi.sizeof(OVERLAPPED);
  const overlapped = (overlappeds + BigInt(nth * size)) as Address<'OVERLAPPED'>;
  questionOf.set(overlapped, question);
  const { value, error } = attempt(() =>
    WSARecv(socket, [buffer], 1, null, [0], overlapped, null),
  );
  if (value !== 0 && error !== WSA_IO_PENDING)
    throw new Win32Error('WSARecv', error);
  const words = Buffer.from(`wait ${3 - question}\n`);
  ensure('send', () => send(socket, words, words.length, 0), SOCKET_ERROR);
}

for (let answers = 0; answers < 3; answers++) {
  const bytes: [number] = [0];
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, bytes, [0], overlapped, INFINITE),
  );
  const question = questionOf.get(overlapped[0] ?? 0n) ?? 0;
  const start = (question - 1) * ROOM;
  const answer = bytesOf.toString('utf8', start, start + bytes[0]).trim();
  console.log(`Question ${question}: ${answer}`);
}

for (const socket of sockets) closesocket(socket);
koffi.free(overlappeds);
koffi.free(buffers);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
