import koffi from 'koffi';
import {
  AF_INET,
  INADDR_LOOPBACK,
  INVALID_SOCKET,
  IPPROTO_TCP,
  SOCK_STREAM,
  SOCKET_ERROR,
  WSA_FLAG_OVERLAPPED,
} from './constants.ts';
import { ensure } from './errors.ts';
import { SOCKADDR_IN, type SockaddrIn, type Socket } from './types.ts';
import { connect, WSASocketW } from './ws2_32.ts';

/** Bytes of a SOCKADDR_IN. ws2def.h. */
export const SOCKADDR_IN_SIZE = koffi.sizeof(SOCKADDR_IN);

/** A TCP port on this machine; with 0 the system chooses one. */
export function loopback(tcpPort: number): SockaddrIn {
  return { sin_family: AF_INET, sin_port: tcpPort, sin_addr: INADDR_LOOPBACK };
}

//#region open-overlapped
/**
 * Makes a TCP socket whose operations can be overlapped (RECV-13).
 *
 * @throws Win32Error when there is none to be had
 */
export function openTcpSocket(): Socket {
  return ensure(
    'WSASocketW',
    () =>
      WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, WSA_FLAG_OVERLAPPED),
    INVALID_SOCKET as bigint,
  );
}
//#endregion

//#region connect
/**
 * Connects a socket to a TCP port on this machine, and returns when it is connected.
 *
 * @throws Win32Error when nobody listens there
 */
export function connectToLoopback(socket: Socket, tcpPort: number): void {
  const address = loopback(tcpPort);
  ensure('connect', () => connect(socket, address, SOCKADDR_IN_SIZE), SOCKET_ERROR);
}
//#endregion
