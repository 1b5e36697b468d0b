import {
  AF_INET,
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
  INADDR_LOOPBACK,
  INVALID_SOCKET,
  IPPROTO_TCP,
  type Operation,
  SOCK_STREAM,
  SOCKET_ERROR,
  type SockaddrIn,
  type Socket,
  Win32Error,
  WSA_FLAG_OVERLAPPED,
  WSASocketW,
} from '@iocp/ffi';

/** Bytes of a SOCKADDR_IN. */
export const ADDRESS_SIZE = 16;

/** A TCP port on this machine; with 0 the system chooses one. */
export function loopback(tcpPort: number): SockaddrIn {
  return { sin_family: AF_INET, sin_port: tcpPort, sin_addr: INADDR_LOOPBACK };
}

/** `127.0.0.1`, from the number that it is. */
export function dotted({ sin_addr }: SockaddrIn): string {
  return [24, 16, 8, 0].map((shift) => (sin_addr >>> shift) & 0xff).join('.');
}

//#region open-overlapped
/** A TCP socket whose operations can be overlapped (RECV-13). */
export function openSocket(): Socket {
  return ensure(
    'WSASocketW',
    () =>
      WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, WSA_FLAG_OVERLAPPED),
    INVALID_SOCKET as bigint,
  );
}
//#endregion

//#region bind
/** Gives a socket an address on this machine, with a TCP port that the system chooses. */
export function bindToLoopback(socket: Socket): void {
  ensure('bind', () => bind(socket, loopback(0), ADDRESS_SIZE), SOCKET_ERROR);
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
    () => getpeername(socket, peer, [ADDRESS_SIZE]),
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
