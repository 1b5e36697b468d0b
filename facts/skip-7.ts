// SKIP-7: whether a socket's handle is the kernel's own is asked of its provider.
import {
  attempt,
  getsockopt,
  memory,
  print,
  SO_PROTOCOL_INFOW,
  SOL_SOCKET,
  tcpSocket,
  XP1_IFS_HANDLES,
} from './win32/index.ts';

//#region program
const info = memory(628); // A WSAPROTOCOL_INFOW; it begins with dwServiceFlags1.
const length = memory(4);
length.bytes.writeUInt32LE(628);
const { returned } = attempt(() =>
  getsockopt(tcpSocket(), SOL_SOCKET, SO_PROTOCOL_INFOW, info.address, length.address),
);
const serviceFlags1 = info.bytes.readUInt32LE(0);

print({ returned, XP1_IFS_HANDLES: (serviceFlags1 & XP1_IFS_HANDLES) !== 0 });
//#endregion
