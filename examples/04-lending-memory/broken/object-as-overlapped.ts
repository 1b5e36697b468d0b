// You see: both packets carry one address, and both objects say “pending” for ever.
// Behind it: M07.
// Refuted by: FFI-8.
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
  openTcpSocket,
  SOCKET_ERROR,
  type Socket,
  send,
  WINSOCK_2_2,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import koffi from 'koffi';

// The type of `@iocp/ffi` forbids an object here; this one takes what koffi takes.
const WSARecv = koffi.load('ws2_32.dll').func(`
  int __stdcall WSARecv(SOCKET s, WSABUF *lpBuffers, DWORD dwBufferCount,
    DWORD *lpNumberOfBytesRecvd, _Inout_ DWORD *lpFlags,
    _Inout_ WSAOVERLAPPED *lpOverlapped, void *lpCompletionRoutine)
`);

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

const data: Address<'uint8_t'> = koffi.alloc('uint8_t', 2 * 64);
const operations = [first, second].map((socket, nth) => {
  const buffer = { len: 64, buf: data + BigInt(nth * 64) };
  //#region defect
  // A struct is an object, as anywhere in JavaScript.
  const overlapped = { Internal: 0, InternalHigh: 0, Offset: 0, OffsetHigh: 0 };
  WSARecv(socket, [buffer], 1, null, [0], overlapped, null);
  return () => overlapped;
  //#endregion
});

const addresses = new Set<bigint | null>();
for (const socket of [first, second]) {
  ensure('send', () => send(socket, Buffer.from('wait 0\n'), 7, 0), SOCKET_ERROR);
  // koffi keeps its scratch memory, and Windows writes there before the dequeue does:
  // here the late write harms nobody.
  const bytes: [number] = [0];
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, bytes, [0], overlapped, INFINITE),
  );
  addresses.add(overlapped[0]);
  console.log(`A packet: ${bytes[0]} bytes.`);
}
console.log(`Different addresses: ${addresses.size}.`);
for (const read of operations) {
  const { Internal, InternalHigh } = read();
  console.log(`Status 0x${Internal.toString(16)}, ${InternalHigh} bytes.`);
}

for (const socket of [first, second]) closesocket(socket);
koffi.free(data);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
