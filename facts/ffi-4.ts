// FFI-4: structs have holes, and WSADATA has two orders.
import koffi from 'koffi';
import { hex, memory, print, WSABUF, WSAStartup } from './win32/index.ts';

//#region program
const data = memory(408);
WSAStartup(0x0202, data.address);
const textAt = (offset: number) => {
  const end = data.bytes.indexOf(0, offset);
  return data.bytes.toString('latin1', offset, end);
};

print({
  WSABUF: {
    bytes: koffi.sizeof(WSABUF),
    len: koffi.offsetof(WSABUF, 'len'),
    buf: koffi.offsetof(WSABUF, 'buf'),
  },
  WSADATA: {
    'wVersion, at 0': hex(data.bytes.readUInt16LE(0), 4),
    'wHighVersion, at 2': hex(data.bytes.readUInt16LE(2), 4),
    'szDescription, at 16': textAt(16),
    'szSystemStatus, at 273': textAt(273),
  },
});
//#endregion
