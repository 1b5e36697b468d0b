// You see: five answers, the quickest first, and the end. All is well, as long as they come one at a time.
// Behind it: M02.
// Refuted by: EX-2.
import {
  closesocket,
  connectToLoopback,
  ensure,
  openTcpSocket,
  SOCKET_ERROR,
  type Socket,
  send,
  WINSOCK_2_2,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import koffi from 'koffi';

/*
 * After “IOCP – the express version” by Carl Fredrik Samson, from his book about
 * epoll, kqueue and IOCP. Its program, in TypeScript: names, structs and the order of
 * the calls are his, as he had them. With many thanks: this workbook grew from that
 * chapter.
 *
 * Two things had to change. His server, which answered late on request, has gone; ours
 * takes its place. And sockets, which Rust’s standard library opens and closes, are
 * Winsock’s own here.
 */

// HANDLE is isize, BOOL is bool, ULONG_PTR is *mut usize, as in the original.
const WSABUF = koffi.struct({ len: 'uint32_t', buf: 'uint8_t *' });
const WSAOVERLAPPED = koffi.struct({
  internal: 'uintptr_t *',
  internal_high: 'uintptr_t *',
  offset: 'uint32_t',
  offset_high: 'uint32_t',
  h_event: 'intptr_t',
});
const OVERLAPPED_ENTRY = koffi.struct({
  lp_completion_key: 'uintptr_t *',
  lp_overlapped: koffi.pointer(WSAOVERLAPPED),
  internal: 'uintptr_t',
  bytes_transferred: 'uint32_t',
});
const Operation = koffi.struct({
  wsaoverlapped: WSAOVERLAPPED,
  context: 'uintptr_t',
});

const kernel32 = koffi.load('kernel32.dll');
const ws2_32 = koffi.load('ws2_32.dll');
const pointer = koffi.pointer;
const CreateIoCompletionPort = kernel32.func(
  '__stdcall',
  'CreateIoCompletionPort',
  'intptr_t',
  ['intptr_t', 'intptr_t', 'uintptr_t *', 'uint32_t'],
);
const GetQueuedCompletionStatusEx = kernel32.func(
  '__stdcall',
  'GetQueuedCompletionStatusEx',
  'int32_t',
  [
    'intptr_t',
    pointer(OVERLAPPED_ENTRY),
    'uint32_t',
    koffi.out('uint32_t *'),
    'uint32_t',
    'bool',
  ],
);
const CloseHandle = kernel32.func('__stdcall', 'CloseHandle', 'int32_t', [
  'intptr_t',
]);
const WSARecv = ws2_32.func('__stdcall', 'WSARecv', 'int32_t', [
  'uintptr_t',
  pointer(WSABUF),
  'uint32_t',
  'uint32_t *',
  koffi.inout('uint32_t *'),
  pointer(WSAOVERLAPPED),
  'void *',
]);
const ioctlsocket = ws2_32.func('__stdcall', 'ioctlsocket', 'int32_t', [
  'uintptr_t',
  'int32_t',
  koffi.inout('uint32_t *'),
]);
const WSAGetLastError = ws2_32.func('__stdcall', 'WSAGetLastError', 'int32_t', []);

const INVALID_HANDLE_VALUE = -1;
const WSA_IO_PENDING = 997;
const INFINITE = 0xffff_ffff;
const FIONBIO = 0x8004667e | 0;

function lastOsError(): Error {
  return new Error(`The last error is ${WSAGetLastError()}.`);
}

const server = await startDelayServer({ step: 1000 });
if (WSAStartup(WINSOCK_2_2, {}) !== 0) throw new Error('There is no Winsock.');

let event_counter = 0;
const queue = CreateIoCompletionPort(INVALID_HANDLE_VALUE, 0, null, 0);
if (queue === 0) throw lastOsError();

// They would be closed if nobody held them.
const streams: Socket[] = [];
// Room for five operations: they never move.
const ops: bigint = koffi.alloc(Operation, 5);
const buffers: bigint[] = [];

// Five requests, the slowest first.
for (let i = 1; i < 6; i++) {
  const stream = openTcpSocket();
  connectToLoopback(stream, server.port);

  const delay = 5 - i;
  const request = Buffer.from(`wait ${delay}\n`);
  ensure('send', () => send(stream, request, request.length, 0), SOCKET_ERROR);
  ioctlsocket(stream, FIONBIO, [1]);

  const registered = CreateIoCompletionPort(stream, queue, null, 0);
  if (registered === 0) throw lastOsError();

  // An operation begins with its WSAOVERLAPPED, so the address of one is the other’s.
  const op = ops + BigInt((i - 1) * koffi.sizeof(Operation));
  koffi.encode(op, Operation, { wsaoverlapped: {}, context: i });

  const buffer: bigint = koffi.alloc('uint8_t', 1024);
  buffers.push(buffer);
  const wsabuf = [{ len: 1024, buf: buffer }];

  const flags = [0];
  const res = WSARecv(stream, wsabuf, 1, null, flags, op, null);
  if (res !== 0) {
    const err = WSAGetLastError();
    // That is no error, that is what we expect.
    if (err !== WSA_IO_PENDING) throw lastOsError();
  } else {
    // It is ready already; that case is not dealt with here.
  }

  streams.push(stream);
  event_counter += 1;
}

// Now for the events.
while (event_counter > 0) {
  const events: bigint = koffi.alloc(OVERLAPPED_ENTRY, 10);
  const entries_removed: [number] = [0];
  //#region wait
  const res = GetQueuedCompletionStatusEx(
    queue,
    events,
    10,
    entries_removed,
    INFINITE,
    false,
  );
  //#endregion
  if (res === 0) throw lastOsError();

  //#region defect
  // That is how many there are.
  const events_len = res;
  //#endregion
  for (const event of koffi.decode(events, OVERLAPPED_ENTRY, events_len)) {
    const operation = koffi.decode(event.lp_overlapped, Operation);
    console.log(`RECEIVED: ${operation.context}`);
    event_counter -= 1;
  }
  koffi.free(events);
}

const res = CloseHandle(queue);
if (res === 0) throw lastOsError();
console.log('FINISHED');

// What Rust drops here by itself.
for (const stream of streams) closesocket(stream);
for (const buffer of buffers) koffi.free(buffer);
koffi.free(ops);
await server.close();
