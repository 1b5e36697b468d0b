// You see: the receive is under way, and the buffer that it is to fill is gone.
// Behind it: M08.
// Refuted by: FFI-7.
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

let collected = false;
const registry = new FinalizationRegistry(() => {
  collected = true;
});

const server = await startDelayServer({ step: 0 });
WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(socket, port, 0, 0));

const overlapped: Address<'OVERLAPPED'> = koffi.alloc(OVERLAPPED, 1);
const held = new Set<Uint8Array>();
function receive(): void {
  const buffer = new Uint8Array(65_536);
  registry.register(buffer, null);
  const buf = koffi.address(buffer) as Address<'uint8_t'>;
  //#region defect
  // Windows has its address now, and that keeps it.
  WSARecv(socket, [{ len: 65_536, buf }], 1, null, [0], overlapped, null);
  //#endregion
}

// Nobody asks the server anything: Windows keeps the address, and never writes there.
// In a larger program the bytes of an answer would go to whatever lies there by now.
receive();
// Meanwhile we use up memory, so that the garbage collector has to look for some.
for (let round = 0; !collected && round < 500; round++) {
  new ArrayBuffer(16_777_216);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
const pending = koffi.decode(overlapped, OVERLAPPED).Internal === 0x103;
console.log(`The receive is ${pending ? 'under way' : 'over'}.`);
console.log(`Its buffer is ${collected ? 'gone' : 'there'}.`);

ensure('CancelIoEx', () => CancelIoEx(socket, overlapped));
attempt(() => GetQueuedCompletionStatus(port, [0], [0], [null], INFINITE));
held.clear();
ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
koffi.free(overlapped);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
