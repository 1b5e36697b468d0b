import {
  type Address,
  AF_INET,
  bind,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  connect,
  ensure,
  GetQueuedCompletionStatus,
  getsockname,
  INFINITE,
  INVALID_HANDLE_VALUE,
  INVALID_SOCKET,
  loopback,
  Operation,
  SOCKADDR_IN_SIZE,
  SOCKET_ERROR,
  type SockaddrIn,
  type Socket,
  send,
  WINSOCK_2_2,
  WSA_FLAG_OVERLAPPED,
  WSASocketW,
  WSAStartup,
} from '@iocp/ffi';
import koffi from 'koffi';

const [SOCK_DGRAM, IPPROTO_UDP] = [2, 17];
const WSARecvFrom = koffi.load('ws2_32.dll').func(`
  int __stdcall WSARecvFrom(
    SOCKET s,
    WSABUF *lpBuffers,
    DWORD dwBufferCount,
    DWORD *lpNumberOfBytesRecvd,
    _Inout_ DWORD *lpFlags,
    void *lpFrom,
    void *lpFromlen,
    WSAOVERLAPPED *lpOverlapped,
    void *lpCompletionRoutine
  )
`);

/** Makes a UDP socket, and says which port number it has on this machine. */
function udpSocket(): { socket: Socket; number: number } {
  const socket = ensure(
    'WSASocketW',
    () =>
      WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, null, 0, WSA_FLAG_OVERLAPPED),
    INVALID_SOCKET as bigint,
  );
  ensure('bind', () => bind(socket, loopback(0), SOCKADDR_IN_SIZE), SOCKET_ERROR);
  const own: Partial<SockaddrIn> = {};
  ensure('getsockname', () => getsockname(socket, own, [16]), SOCKET_ERROR);
  return { socket, number: own.sin_port ?? 0 };
}

if (WSAStartup(WINSOCK_2_2, {}) !== 0) throw new Error('There is no Winsock.');
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const ours = udpSocket();
ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(ours.socket, port, 0, 0),
);

// Room for two addresses, each with its length behind it. It stays allocated to the
// end: whatever is given back and taken again here is the program’s own.
const SLOT = SOCKADDR_IN_SIZE + 4;
const slots: bigint = koffi.alloc('uint8_t', 2 * SLOT);
const bytesOf = Buffer.from(koffi.view(slots, 2 * SLOT));
const receives = [1, 2].map((nth) => {
  // Windows fills it when the letter comes (OV-9).
  const slot = (nth - 1) * SLOT;
  bytesOf.writeInt32LE(SOCKADDR_IN_SIZE, slot + SOCKADDR_IN_SIZE);
  const operation = new Operation(nth, 16);
  const from = slots + BigInt(slot);
  const length = from + BigInt(SOCKADDR_IN_SIZE);
  const room = [operation.buffer()];
  const { address } = operation;
  operation.submit('WSARecvFrom', () => {
    return (
      WSARecvFrom(ours.socket, room, 1, null, [0], from, length, address, null) ===
      0
    );
  });
  return { operation, slot };
});

const senders = [1, 2].map((nth) => {
  const sender = udpSocket();
  const letter = Buffer.from(`letter ${nth}`);
  const to = loopback(ours.number);
  ensure(
    'connect',
    () => connect(sender.socket, to, SOCKADDR_IN_SIZE),
    SOCKET_ERROR,
  );
  ensure('send', () => send(sender.socket, letter, letter.length, 0), SOCKET_ERROR);
  return sender;
});

for (const _ of receives) {
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, [0], [0], overlapped, INFINITE),
  );
  Operation.completed(overlapped[0]);
}
for (const { operation, slot } of receives) {
  const number = bytesOf.readUInt16BE(slot + 2);
  const sender = senders.findIndex((one) => one.number === number) + 1;
  const letter = operation.data.toString('utf8', 0, 'letter 1'.length);
  console.log(`${letter} is from sender ${sender}`);
  operation.free();
}

for (const { socket } of [ours, ...senders]) closesocket(socket);
koffi.free(slots);
ensure('CloseHandle', () => CloseHandle(port));
