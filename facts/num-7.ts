// NUM-7: Winsock's extension functions are known by GUID.
import {
  attempt,
  connectedPair,
  getsockopt,
  guidBytes,
  print,
  SIO_GET_EXTENSION_FUNCTION_POINTER,
  SO_CONNECT_TIME,
  SOL_SOCKET,
  type Socket,
  tcpSocket,
  WSAID_ACCEPTEX,
  WSAID_CONNECTEX,
  WSAID_DISCONNECTEX,
  WSAID_GETACCEPTEXSOCKADDRS,
  WSAIoctl,
} from './win32/index.ts';

//#region program
const socket = tcpSocket();

function found(guid: string) {
  const [pointer, bytes] = [Buffer.alloc(8), Buffer.alloc(4)];
  const code = SIO_GET_EXTENSION_FUNCTION_POINTER;
  const { returned, error } = attempt(() =>
    WSAIoctl(socket, code, guidBytes(guid), 16, pointer, 8, bytes, null, null),
  );
  if (returned !== 0) return `error ${error}`;
  return `${bytes.readUInt32LE()} bytes, ${pointer.readBigUInt64LE() === 0n ? 'NULL' : 'a function'}`;
}

/** The seconds for which a socket has been connected. */
function connectTime(of: Socket): number {
  const [seconds, size] = [Buffer.alloc(4), Buffer.from([4, 0, 0, 0])];
  getsockopt(of, SOL_SOCKET, SO_CONNECT_TIME, seconds, size);
  return seconds.readUInt32LE();
}

print({
  AcceptEx: found(WSAID_ACCEPTEX),
  GetAcceptExSockaddrs: found(WSAID_GETACCEPTEXSOCKADDRS),
  ConnectEx: found(WSAID_CONNECTEX),
  DisconnectEx: found(WSAID_DISCONNECTEX),
  'a GUID of nobody’s': found('12345678-1234-1234-1234-123456789abc'),
  'SO_CONNECT_TIME, connected': connectTime(connectedPair().ours),
  'SO_CONNECT_TIME, not connected': connectTime(socket),
});
//#endregion
