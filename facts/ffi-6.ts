// FFI-6: without WSAStartup there are no sockets; in Node somebody has called it already.
import {
  AF_INET,
  attempt,
  INVALID_SOCKET,
  IPPROTO_TCP,
  print,
  SOCK_STREAM,
  WSACleanup,
  WSASocketW,
  WSAStartup,
} from './win32/index.ts';

//#region program
function makeSocket() {
  const { returned, error } = attempt(() =>
    WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, 0),
  );
  return BigInt(returned) === INVALID_SOCKET ? error : 'a socket';
}

const before = makeSocket();
// Every WSAStartup of this process is taken back, Node's own as well.
while (WSACleanup() === 0);
const without = makeSocket();
WSAStartup(0x0202, Buffer.alloc(408));

print({ before, 'after the last WSACleanup': without, 'after WSAStartup': makeSocket() });
//#endregion
