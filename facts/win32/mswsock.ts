import koffi, { type KoffiFunc, type TypeObject } from 'koffi';
import type { Pointer, Socket } from './types.ts';
import { WSAIoctl } from './ws2_32.ts';

export const SIO_GET_EXTENSION_FUNCTION_POINTER = 0xc8000006;

/** The GUIDs by which Winsock knows its extension functions. mswsock.h. */
export const WSAID_ACCEPTEX = 'b5367df1-cbac-11cf-95ca-00805f48a192';
export const WSAID_GETACCEPTEXSOCKADDRS = 'b5367df2-cbac-11cf-95ca-00805f48a192';
export const WSAID_CONNECTEX = '25a207b9-ddf3-4660-8ee9-76e58c74063e';
export const WSAID_DISCONNECTEX = '7fda2e11-8630-436f-a031-f536a6eec157';

const AcceptEx = koffi.proto(
  'BOOL __stdcall AcceptEx(SOCKET sListenSocket, SOCKET sAcceptSocket, void *lpOutputBuffer, DWORD dwReceiveDataLength, DWORD dwLocalAddressLength, DWORD dwRemoteAddressLength, void *lpdwBytesReceived, void *lpOverlapped)',
);
const ConnectEx = koffi.proto(
  'BOOL __stdcall ConnectEx(SOCKET s, const SOCKADDR_IN *name, int namelen, void *lpSendBuffer, DWORD dwSendDataLength, void *lpdwBytesSent, void *lpOverlapped)',
);
const DisconnectEx = koffi.proto(
  'BOOL __stdcall DisconnectEx(SOCKET s, void *lpOverlapped, DWORD dwFlags, DWORD dwReserved)',
);

/** The 16 bytes of a GUID: three little-endian numbers, then eight bytes as they are written. */
export function guidBytes(guid: string): Buffer {
  const hex = guid.replaceAll('-', '');
  const bytes = Buffer.from(hex, 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** Asks the provider of a socket for one of its functions (CONN-1), and makes it callable. */
function extension(socket: Socket, guid: string, prototype: TypeObject): unknown {
  const address = Buffer.alloc(8);
  const returned = Buffer.alloc(4);
  const code = WSAIoctl(
    socket,
    SIO_GET_EXTENSION_FUNCTION_POINTER,
    guidBytes(guid),
    16,
    address,
    8,
    returned,
    null,
    null,
  );
  if (code !== 0) throw new Error(`WSAIoctl gave no function for ${guid}.`);
  return koffi.decode(address.readBigUInt64LE(), prototype);
}

export const acceptExOf = (socket: Socket) =>
  extension(socket, WSAID_ACCEPTEX, AcceptEx) as KoffiFunc<
    (
      listener: Socket,
      accepted: Socket,
      output: Pointer,
      receiveLength: number,
      localLength: number,
      remoteLength: number,
      received: Pointer,
      overlapped: Pointer,
    ) => number
  >;

export const connectExOf = (socket: Socket) =>
  extension(socket, WSAID_CONNECTEX, ConnectEx) as KoffiFunc<
    (
      socket: Socket,
      name: { sin_family: number; sin_port: number; sin_addr: number },
      length: number,
      data: Pointer,
      dataLength: number,
      sent: Pointer,
      overlapped: Pointer,
    ) => number
  >;

export const disconnectExOf = (socket: Socket) =>
  extension(socket, WSAID_DISCONNECTEX, DisconnectEx) as KoffiFunc<
    (socket: Socket, overlapped: Pointer, flags: number, reserved: number) => number
  >;
