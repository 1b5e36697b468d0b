import {
  AF_INET,
  CreateIoCompletionPort,
  connect,
  ensure,
  type Handle,
  INADDR_LOOPBACK,
  INVALID_SOCKET,
  IPPROTO_TCP,
  SOCK_STREAM,
  SOCKET_ERROR,
  type Socket,
  WINSOCK_2_2,
  WSA_FLAG_OVERLAPPED,
  WSASocketW,
  WSAStartup,
} from '@iocp/ffi';

const SOCKADDR_IN_SIZE = 16;

const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);

/** A socket that is connected with a peer, and whose packets come to a port. */
export function connected(tcpPort: number, port: Handle, key: number): Socket {
  //#region open-overlapped
  const socket = ensure(
    'WSASocketW',
    () =>
      WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, WSA_FLAG_OVERLAPPED),
    INVALID_SOCKET as bigint,
  );
  const address = {
    sin_family: AF_INET,
    sin_port: tcpPort,
    sin_addr: INADDR_LOOPBACK,
  };
  ensure('connect', () => connect(socket, address, SOCKADDR_IN_SIZE), SOCKET_ERROR);
  //#endregion

  //#region associate
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, key, 0),
  );
  //#endregion
  return socket;
}
