// You see: the packet of question 7 says it is question 0, and its count stands where its status should be.
// Behind it: M13.
// Refuted by: PORT-9.
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
  send,
  WINSOCK_2_2,
  Win32Error,
  WSA_IO_PENDING,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import koffi from 'koffi';

const server = await startDelayServer({ step: 200 });
if (WSAStartup(WINSOCK_2_2, {}) !== 0) throw new Error('There is no Winsock.');
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);

//#region defect
// What is mine, then what is Windows’.
const Request = koffi.struct({ question: 'uintptr_t', overlapped: OVERLAPPED });
//#endregion
const ROOM = 64;
// Room for two, so that a look beyond the first stays within our own memory.
const request: bigint = koffi.alloc(Request, 2);
koffi.encode(request, Request, { question: 7, overlapped: {} });
const offset = BigInt(koffi.offsetof(Request, 'overlapped'));
const overlapped = (request + offset) as Address<'OVERLAPPED'>;
const buffer: Address<'uint8_t'> = koffi.alloc('uint8_t', ROOM);

const socket = openTcpSocket();
connectToLoopback(socket, server.port);
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(socket, port, 0, 0));
const room = [{ len: ROOM, buf: buffer }];
const { value, error } = attempt(() =>
  WSARecv(socket, room, 1, null, [0], overlapped, null),
);
if (value !== 0 && error !== WSA_IO_PENDING) throw new Win32Error('WSARecv', error);
const words = Buffer.from('wait 0\n');
ensure('send', () => send(socket, words, words.length, 0), SOCKET_ERROR);

const pointer: [Address<'OVERLAPPED'> | null] = [null];
ensure('GetQueuedCompletionStatus', () =>
  GetQueuedCompletionStatus(port, [0], [0], pointer, INFINITE),
);
// The pointer is my request’s: Windows gives back what I gave it.
const { question, overlapped: result } = koffi.decode(pointer[0] ?? 0n, Request);
console.log(`It was question ${question}.`);
console.log(
  `Its status is ${result.Internal}, and ${result.InternalHigh} bytes came.`,
);

ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
koffi.free(request);
koffi.free(buffer);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
