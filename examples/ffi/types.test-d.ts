/*
 * Each line under an `@ts-expect-error` has to be a compile error: the type check of `npm test` fails where one is not.
 * Nothing here runs.
 */
import {
  CloseHandle,
  CreateIoCompletionPort,
  PostQueuedCompletionStatus,
} from './kernel32.ts';
import { acceptExOf } from './mswsock.ts';
import { Operation } from './operation.ts';
import type { Address, Handle, Socket } from './types.ts';
import { closesocket, setsockopt, WSARecv, WSASend } from './ws2_32.ts';

declare const port: Handle;
declare const socket: Socket;
declare const overlapped: Address<'OVERLAPPED'>;
declare const data: Address<'uint8_t'>;

export function rightUses() {
  CreateIoCompletionPort(socket, port, 1, 0);
  PostQueuedCompletionStatus(port, 0, 1n, overlapped);
  WSARecv(socket, [{ len: 1, buf: data }], 1, null, [0], overlapped, null);
  Operation.completed(overlapped);
  WSASend(socket, [{ len: 1, buf: data }], 1, null, 0, overlapped, null);
  acceptExOf(socket)(socket, socket, data, 0, 32, 32, null, overlapped);
  setsockopt(socket, 0xffff, 0x7010, null, 0);
}

export function wrongUses() {
  // @ts-expect-error a HANDLE is not the address of an OVERLAPPED
  WSARecv(socket, [{ len: 1, buf: data }], 1, null, [0], port, null);
  // @ts-expect-error the address of bytes is not the address of an OVERLAPPED
  WSARecv(socket, [{ len: 1, buf: data }], 1, null, [0], data, null);
  // @ts-expect-error an OVERLAPPED is not a place for data
  WSARecv(socket, [{ len: 1, buf: overlapped }], 1, null, [0], overlapped, null);
  // @ts-expect-error any bigint is not an address
  WSARecv(socket, [{ len: 1, buf: 4096n }], 1, null, [0], overlapped, null);
  // @ts-expect-error a port is not a socket
  WSARecv(port, [{ len: 1, buf: data }], 1, null, [0], overlapped, null);
  // @ts-expect-error a JavaScript object is not an OVERLAPPED: koffi would lend a copy of it
  WSARecv(socket, [{ len: 1, buf: data }], 1, null, [0], { Internal: 0 }, null);
  // @ts-expect-error a Buffer is not an OVERLAPPED: the kernel's address does not keep it alive
  WSARecv(socket, [{ len: 1, buf: data }], 1, null, [0], Buffer.alloc(32), null);
  // @ts-expect-error the flags are in and out, so a plain number has nowhere to be written
  WSARecv(socket, [{ len: 1, buf: data }], 1, null, 0, overlapped, null);
  // @ts-expect-error a HANDLE where the OVERLAPPED belongs
  PostQueuedCompletionStatus(port, 0, 1n, port);
  // @ts-expect-error the OVERLAPPED where the port belongs
  PostQueuedCompletionStatus(overlapped, 0, 1n, overlapped);
  // @ts-expect-error a socket is closed with closesocket
  CloseHandle(socket);
  // @ts-expect-error a port is closed with CloseHandle
  closesocket(port);
  // @ts-expect-error the result may be null: it has to be looked at before it is used as a port
  CloseHandle(CreateIoCompletionPort(socket, port, 1, 0));
  // @ts-expect-error a packet's OVERLAPPED, not its port
  Operation.completed(port);
  // @ts-expect-error the flags of a send go in only
  WSASend(socket, [{ len: 1, buf: data }], 1, null, [0], overlapped, null);
  // @ts-expect-error a port has no provider that could be asked
  acceptExOf(port);
  // @ts-expect-error the addresses go where bytes go, not where the OVERLAPPED is
  acceptExOf(socket)(socket, socket, overlapped, 0, 32, 32, null, overlapped);
  // @ts-expect-error the value of an option is bytes, a SOCKET too
  setsockopt(socket, 0xffff, 0x700b, socket, 8);
}
