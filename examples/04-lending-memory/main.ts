import {
  type Address,
  attempt,
  CloseHandle,
  CompletionEntries,
  type CompletionEntry,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  FALSE,
  failureOf,
  GetQueuedCompletionStatusEx,
  INVALID_HANDLE_VALUE,
  OVERLAPPED,
  type Overlapped,
  openTcpSocket,
  SOCKET_ERROR,
  type Socket,
  send,
  statusOf,
  WINSOCK_2_2,
  Win32Error,
  WSA_IO_PENDING,
  WSAStartup,
  type Wsabuf,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import koffi from 'koffi';

const ANSWER_SIZE = 64;
/** Milliseconds that we wait for an answer before we give up. */
const PATIENCE = 10_000;

//#region binding
/**
 * WSARecv once more, for this chapter alone. That of `@iocp/ffi` takes the address
 * of native memory; an object or a Buffer in its place is a compile error there.
 * Here anything goes that koffi can pass.
 */
const WSARecv = koffi.load('ws2_32.dll').func(`
  int __stdcall WSARecv(
    SOCKET s,
    WSABUF *lpBuffers,
    DWORD dwBufferCount,
    DWORD *lpNumberOfBytesRecvd,
    _Inout_ DWORD *lpFlags,
    _Inout_ WSAOVERLAPPED *lpOverlapped,
    void *lpCompletionRoutine
  )
`) as (...call: [Socket, Wsabuf[], number, null, [number], Lent, null]) => number;
type Lent = Overlapped | Address<'OVERLAPPED'> | Buffer;
//#endregion

//#region ways
/** A way to pass an OVERLAPPED: what WSARecv is given, and what we find in it. */
interface Way {
  overlapped: Lent;
  read(): Overlapped;
  free?(): void;
}
//#endregion

//#region object
/**
 * koffi copies an object to scratch memory of its own, and back when the call
 * returns. The address that the kernel keeps is the copy's, and the next call's copy
 * lies at the same one (FFI-8).
 */
function object(): Way {
  const overlapped = { Internal: 0, InternalHigh: 0, Offset: 0, OffsetHigh: 0 };
  return { overlapped, read: () => overlapped };
}
//#endregion

//#region native
/** Native memory: zeroed, and at its address until we free it (FFI-15). */
function native(): Way {
  const overlapped: Address<'OVERLAPPED'> = koffi.alloc(OVERLAPPED, 1);
  return {
    overlapped,
    read: () => koffi.decode(overlapped, OVERLAPPED),
    free: () => koffi.free(overlapped),
  };
}
//#endregion

//#region buffer
/**
 * A Buffer's bytes are passed where they are, not copied. They stay as long as
 * somebody holds the Buffer, and the kernel does not count (FFI-7): here `read` does.
 */
function buffer(): Way {
  const overlapped = Buffer.alloc(OVERLAPPED.size);
  return { overlapped, read: () => koffi.decode(overlapped, OVERLAPPED) };
}
//#endregion

//#region start
const server = await startDelayServer({ step: 100 });
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
//#endregion

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const entries = new CompletionEntries(1);
//#endregion

/** A connection to the server, whose packets carry this key. */
function connectedSocket(key: number): Socket {
  //#region open-overlapped
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  //#endregion

  //#region associate
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, key, 0),
  );
  //#endregion
  return socket;
}

//#region submit
/** Starts a receive. Its packet comes whether it is over at once or not (RECV-3). */
function receive(socket: Socket, data: Address<'uint8_t'>, { overlapped }: Way) {
  const buffers = [{ len: ANSWER_SIZE, buf: data }];
  const { value, error } = attempt(() =>
    WSARecv(socket, buffers, 1, null, [0], overlapped, null),
  );
  if (value === SOCKET_ERROR && error !== WSA_IO_PENDING) {
    throw new Win32Error('WSARecv', error);
  }
}
//#endregion

//#region wait
function nextPacket(): CompletionEntry {
  const removed: [number] = [0];
  ensure('GetQueuedCompletionStatusEx', () =>
    GetQueuedCompletionStatusEx(port, entries.address, 1, removed, PATIENCE, FALSE),
  );
  const [packet] = entries.first(removed[0]);
  if (!packet) throw new Error('The dequeue brought no packet (EX-2).');
  return packet;
}
//#endregion

/** What an OVERLAPPED says: the two members of it that Windows writes (OV-2). */
const said = (overlapped: Overlapped) =>
  `status 0x${statusOf(overlapped).toString(16)}, ${overlapped.InternalHigh} bytes`;

for (const [name, way] of [
  ['a JavaScript object', object],
  ['koffi.alloc', native],
  ['a Buffer', buffer],
] as const) {
  const sockets = [connectedSocket(0), connectedSocket(1)];

  //#region lend-memory
  const receives = sockets.map((socket) => ({
    socket,
    data: koffi.alloc('uint8_t', ANSWER_SIZE) as Address<'uint8_t'>,
    lent: way(),
  }));
  for (const { socket, data, lent } of receives) receive(socket, data, lent);
  //#endregion

  //#region ask
  // Only now, so that both receives are under way: what is written will come late.
  const packets = receives.map(({ socket }, steps) => {
    const question = Buffer.from(`wait ${steps}\n`);
    ensure('send', () => send(socket, question, question.length, 0), SOCKET_ERROR);
    return nextPacket();
  });
  //#endregion

  //#region compare
  const addresses = new Set(packets.map(({ lpOverlapped }) => lpOverlapped)).size;
  console.log(
    `${name}: 2 receives, ${addresses} ${addresses === 1 ? 'address' : 'addresses'}`,
  );
  for (const packet of packets) {
    //#region identify
    // By the key: the address says nothing where two receives have the same (PORT-9).
    const key = Number(packet.lpCompletionKey);
    const ours = receives[key]?.lent.read();
    if (!ours) throw new Error(`No receive has the key ${key}.`);
    //#endregion

    // Both packets have come by now, each with a write: where two receives share an
    // address, the second write covers the first. koffi keeps its scratch memory, so
    // nobody was harmed, and we can look. In a larger program such a late write may
    // hit the arguments of some other call (OV-9).
    const written: Overlapped = koffi.decode(packet.lpOverlapped, OVERLAPPED);
    console.log(
      `  ${packet.dwNumberOfBytesTransferred} bytes came. At the address: ${said(written)}. We see: ${said(ours)}.`,
    );

    //#region reap-status
    const failure = failureOf(packet);
    if (failure) {
      console.error(`Receive ${key} failed: ${failure}`);
      process.exitCode = 1;
    }
    //#endregion
  }
  //#endregion

  //#region take-memory-back
  for (const { socket, data, lent } of receives) {
    ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
    koffi.free(data);
    lent.free?.();
  }
  //#endregion
}

//#region shut-down
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
//#endregion
