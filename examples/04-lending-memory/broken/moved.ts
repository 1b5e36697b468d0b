// You see: two receives cannot be cancelled, error 1168, and two packets belong to nobody.
// Behind it: M09.
// Refuted by: OV-9.
import {
  type Address,
  attempt,
  CancelIoEx,
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

// A pool of OVERLAPPEDs that grows. Its room is a slab of our own, kept to the end:
// what Windows writes late to an old place meets nothing else.
const SIZE = OVERLAPPED.size;
const slab: Address<'OVERLAPPED'> = koffi.alloc(OVERLAPPED, 6);
let places = [0, 1];

/** Makes room for four. */
function grow(): void {
  //#region defect
  // A bigger array: copy what there is, and leave the old one.
  Buffer.from(koffi.view(slab, 6 * SIZE)).copyWithin(2 * SIZE, 0, 2 * SIZE);
  places = [2, 3, 4, 5];
  //#endregion
}

const at = (nth: number) =>
  (slab + BigInt((places[nth] ?? 0) * SIZE)) as Address<'OVERLAPPED'>;
// Each receive has a buffer that nobody else gets.
const data: Address<'uint8_t'> = koffi.alloc('uint8_t', 3 * 64);

const sockets = [0, 1, 2].map((nth) => {
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, 0, 0),
  );
  if (nth >= places.length) grow();
  const buf = (data + BigInt(nth * 64)) as typeof data;
  WSARecv(socket, [{ len: 64, buf }], 1, null, [0], at(nth), null);
  return socket;
});

// Nobody will answer: take the receives back.
for (const [nth, socket] of sockets.entries()) {
  //#region cancel
  const { value, error } = attempt(() => CancelIoEx(socket, at(nth)));
  //#endregion
  console.log(`Receive ${nth}: ${value ? 'asked to end' : `error ${error}`}.`);
}
// What could not be cancelled ends with its socket.
for (const socket of sockets) {
  ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
}
const known = new Set<bigint | null>(sockets.map((_, nth) => at(nth)));
let strangers = 0;
for (let packets = 0; packets < 3; packets++) {
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  attempt(() => GetQueuedCompletionStatus(port, [0], [0], overlapped, INFINITE));
  if (!known.has(overlapped[0])) strangers++;
}
console.log(`Packets of nobody: ${strangers}.`);

koffi.free(data);
koffi.free(slab);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
