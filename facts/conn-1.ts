// CONN-1: AcceptEx has to be asked for.
import {
  attempt,
  dword,
  guidBytes,
  memory,
  print,
  SIO_GET_EXTENSION_FUNCTION_POINTER,
  tcpSocket,
  WSAID_ACCEPTEX,
  WSAIoctl,
} from './win32/index.ts';

//#region program
const socket = tcpSocket();
const address = memory(8);
address.bytes.fill(0);
const length = memory(4);

const { returned } = attempt(() =>
  WSAIoctl(
    socket,
    SIO_GET_EXTENSION_FUNCTION_POINTER,
    guidBytes(WSAID_ACCEPTEX),
    16,
    address.address,
    8,
    length.address,
    null,
    null,
  ),
);

print({
  returned,
  bytes: dword(length.bytes),
  'a function': address.bytes.readBigUInt64LE() !== 0n,
});
//#endregion
