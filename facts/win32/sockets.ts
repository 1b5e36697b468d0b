import koffi from 'koffi';
import {
  AF_INET,
  INADDR_LOOPBACK,
  INVALID_SOCKET,
  IPPROTO_TCP,
  IPPROTO_UDP,
  MSG_PEEK,
  SO_LINGER,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  WSA_FLAG_OVERLAPPED,
} from './constants.ts';
import { type Attempt, attempt, type Memory } from './observe.ts';
import type { Overlapped } from './overlapped.ts';
import { SOCKADDR_IN, type Socket } from './types.ts';
import {
  accept,
  bind,
  closesocket,
  connect,
  getsockname,
  listen,
  recv,
  setsockopt,
  WSARecv,
  WSASend,
  WSASocketW,
  WSAStartup,
} from './ws2_32.ts';

if (WSAStartup(0x0202, Buffer.alloc(408)) !== 0) throw new Error('Winsock did not start.');

/** Complains when a call that only prepares things fails: then nothing was observed. */
function must(name: string, call: () => number): void {
  const { returned, error } = attempt(call);
  if (returned !== 0) throw new Error(`${name} failed with error ${error}.`);
}

const loopback = (port: number) => ({
  sin_family: AF_INET,
  sin_port: port,
  sin_addr: INADDR_LOOPBACK,
});

function open(type: number, protocol: number): Socket {
  const socket = WSASocketW(AF_INET, type, protocol, null, 0, WSA_FLAG_OVERLAPPED);
  if (BigInt.asUintN(64, BigInt(socket)) === INVALID_SOCKET) throw new Error('No socket was made.');
  return socket;
}

/** A TCP socket, overlapped, neither bound nor connected. */
export const tcpSocket = (): Socket => open(SOCK_STREAM, IPPROTO_TCP);

/** Gives a socket an address on loopback, with a port that the system chooses. */
export function bindToLoopback(socket: Socket): void {
  must('bind', () => bind(socket, loopback(0), 16));
}

/** The address of a bound socket, which others connect or send to. */
export function addressOf(socket: Socket): ReturnType<typeof loopback> {
  const name = Buffer.alloc(16);
  const length = Buffer.alloc(4);
  length.writeInt32LE(16);
  must('getsockname', () => getsockname(socket, name, length));
  return loopback(koffi.decode(name, SOCKADDR_IN).sin_port);
}

/** A TCP socket that listens on loopback. */
export function listener(backlog = 8): Socket {
  const socket = tcpSocket();
  bindToLoopback(socket);
  must('listen', () => listen(socket, backlog));
  return socket;
}

/** Connects, and waits until that is done. */
export function connectTo(listening: Socket, socket: Socket = tcpSocket()): Socket {
  const address = addressOf(listening);
  must('connect', () => connect(socket, address, 16));
  return socket;
}

/** Two connected TCP sockets, both overlapped: ours and the peer's. */
export function connectedPair(): { ours: Socket; peer: Socket } {
  const listening = listener();
  const ours = connectTo(listening);
  const peer = accept(listening, null, null);
  must('closesocket', () => closesocket(listening));
  return { ours, peer };
}

/** A UDP socket bound to loopback. */
export function udpSocket(): Socket {
  const socket = open(SOCK_DGRAM, IPPROTO_UDP);
  bindToLoopback(socket);
  return socket;
}

/** Closes a TCP socket so that its peer sees a reset. */
export function reset(socket: Socket): void {
  const linger = Buffer.from([1, 0, 0, 0]);
  must('setsockopt', () => setsockopt(socket, SOL_SOCKET, SO_LINGER, linger, 4));
  must('closesocket', () => closesocket(socket));
}

/** A WSABUF for a stretch of native memory, as the 16 bytes that WSARecv and WSASend read. */
export function wsabuf({ address, bytes }: Memory): Buffer {
  const array = Buffer.alloc(16);
  array.writeUInt32LE(bytes.length, 0);
  array.writeBigUInt64LE(address, 8);
  return array;
}

/** Starts a receive into one buffer; the byte count is the packet's business, and the flags go after the call (OV-10). */
export function startReceive(
  socket: Socket,
  into: Memory,
  overlapped: Overlapped,
  flags = 0,
): Attempt<number> {
  const inAndOut = Buffer.alloc(4);
  inAndOut.writeUInt32LE(flags);
  return attempt(() => WSARecv(socket, wsabuf(into), 1, null, inAndOut, overlapped.address, null));
}

/** Starts a send of one buffer, which stays Windows' until the packet was dequeued. */
export function startSend(socket: Socket, from: Memory, overlapped: Overlapped): Attempt<number> {
  return attempt(() => WSASend(socket, wsabuf(from), 1, null, 0, overlapped.address, null));
}

/** Waits until a receive would find something: bytes, a datagram, or the end. It takes nothing. */
export function untilReadable(socket: Socket): void {
  const glimpse = Buffer.alloc(0x1_0000);
  recv(socket, glimpse, glimpse.length, MSG_PEEK);
}

/** Receives exactly so many bytes of a stream, waiting for them. */
export function takeAll(socket: Socket, length: number): Buffer {
  const all = Buffer.alloc(length);
  for (let taken = 0; taken < length; ) {
    const rest = all.subarray(taken);
    const { returned, error } = attempt(() => recv(socket, rest, rest.length, 0));
    if (returned <= 0) throw new Error(`recv returned ${returned} with error ${error}.`);
    taken += returned;
  }
  return all;
}
