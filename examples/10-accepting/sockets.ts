import {
  attempt,
  bind,
  CancelIoEx,
  CreateIoCompletionPort,
  closesocket,
  ERROR_NOT_FOUND,
  ensure,
  FALSE,
  getpeername,
  type Handle,
  loopback,
  type Operation,
  SOCKADDR_IN_SIZE,
  SOCKET_ERROR,
  type SockaddrIn,
  type Socket,
  Win32Error,
} from '@iocp/ffi';

/** `127.0.0.1`, from the number that it is. */
export function dotted({ sin_addr }: SockaddrIn): string {
  return [24, 16, 8, 0].map((shift) => (sin_addr >>> shift) & 0xff).join('.');
}

/** Whether two addresses are one: the same machine, and the same TCP port of it. */
export function isSame(one: SockaddrIn, other: SockaddrIn): boolean {
  return one.sin_addr === other.sin_addr && one.sin_port === other.sin_port;
}

//#region bind
/** Gives a socket an address on this machine, with a TCP port that the system chooses. */
export function bindToLoopback(socket: Socket): void {
  ensure('bind', () => bind(socket, loopback(0), SOCKADDR_IN_SIZE), SOCKET_ERROR);
}
//#endregion

//#region associate
/** Each socket by itself: one that was accepted has not the listener's port (PORT-7). */
export function associate(socket: Socket, port: Handle, key: number): void {
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, key, 0),
  );
}
//#endregion

//#region peer
/** Who a socket is connected to. */
export function peerOf(socket: Socket): SockaddrIn {
  const peer = {} as SockaddrIn;
  ensure(
    'getpeername',
    () => getpeername(socket, peer, [SOCKADDR_IN_SIZE]),
    SOCKET_ERROR,
  );
  return peer;
}
//#endregion

//#region cancel
/** Asks for the end of an operation. Its packet still comes (CANC-1). */
export function cancel(socket: Socket, { address }: Operation): void {
  const { value, error } = attempt(() => CancelIoEx(socket, address));
  // Not found: it is over, and its packet waits in the port (CANC-2).
  if (value === FALSE && error !== ERROR_NOT_FOUND) {
    throw new Win32Error('CancelIoEx', error);
  }
}
//#endregion

//#region close
export function close(socket: Socket): void {
  ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
}
//#endregion
