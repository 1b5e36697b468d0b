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
  MSG_PEEK,
  OVERLAPPED,
  openTcpSocket,
  recv,
  SOCKET_ERROR,
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
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(socket, port, 0, 0));

const overlapped: Address<'OVERLAPPED'> = koffi.alloc(OVERLAPPED, 1);
const data: Address<'uint8_t'> = koffi.alloc('uint8_t', 64);
const bytesOf = Buffer.from(koffi.view(data, 64));

function ask(): void {
  ensure('send', () => send(socket, Buffer.from('wait 0\n'), 7, 0), SOCKET_ERROR);
}

/** Waits until the answer is there, and leaves it there. */
function untilReadable(): void {
  ensure('recv', () => recv(socket, Buffer.alloc(1), 1, MSG_PEEK), SOCKET_ERROR);
}

ask();
untilReadable();
const buffers = [{ len: 64, buf: data }];
// Before the start: the receive may be over when the call returns (RECV-3).
bytesOf.fill('.');
WSARecv(socket, buffers, 1, null, [0], overlapped, null);
const bytes: [number] = [0];
ensure('GetQueuedCompletionStatus', () =>
  GetQueuedCompletionStatus(port, bytes, [0], [null], INFINITE),
);
console.log(`${bytes[0]} bytes: ${bytesOf.toString('latin1', 0, bytes[0]).trim()}`);

ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
koffi.free(overlapped);
koffi.free(data);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
