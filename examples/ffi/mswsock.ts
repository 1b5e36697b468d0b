import koffi, { type KoffiFunc, type TypeObject } from 'koffi';
import { SIO_GET_EXTENSION_FUNCTION_POINTER, SOCKET_ERROR } from './constants.ts';
import { ensure } from './errors.ts';
import {
  type Address,
  GUID,
  type Guid,
  type SockaddrIn,
  type Socket,
} from './types.ts';
import { WSAIoctl } from './ws2_32.ts';

/*
 * These functions belong to the provider of a socket, so a program asks a socket for their addresses, whether
 * or not a library has one of that name as well (CONN-1).
 */

//#region guids
/** AcceptEx, by its GUID. mswsock.h. */
const WSAID_ACCEPTEX: Guid = {
  Data1: 0xb5367df1,
  Data2: 0xcbac,
  Data3: 0x11cf,
  Data4: [0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92],
};

/** GetAcceptExSockaddrs: one more than AcceptEx, in the first number. mswsock.h. */
const WSAID_GETACCEPTEXSOCKADDRS: Guid = { ...WSAID_ACCEPTEX, Data1: 0xb5367df2 };

/** ConnectEx. mswsock.h. */
const WSAID_CONNECTEX: Guid = {
  Data1: 0x25a207b9,
  Data2: 0xddf3,
  Data3: 0x4660,
  Data4: [0x8e, 0xe9, 0x76, 0xe5, 0x8c, 0x74, 0x06, 0x3e],
};
//#endregion

//#region ask-provider
/**
 * Asks the provider of a socket for one of its functions, and makes the address it
 * gives callable (CONN-1).
 */
function functionOf(socket: Socket, guid: Guid, prototype: TypeObject): unknown {
  const asked = Buffer.alloc(koffi.sizeof(GUID));
  koffi.encode(asked, GUID, guid);
  const answer = Buffer.alloc(koffi.sizeof('void *'));
  ensure(
    'WSAIoctl',
    () =>
      WSAIoctl(
        socket,
        SIO_GET_EXTENSION_FUNCTION_POINTER,
        asked,
        asked.length,
        answer,
        answer.length,
        [0],
        null,
        null,
      ),
    SOCKET_ERROR,
  );
  return koffi.decode(koffi.decode(answer, 'void *'), prototype);
}
//#endregion

//#region accept-ex
const AcceptEx = koffi.proto(`
  BOOL __stdcall AcceptEx(
    SOCKET sListenSocket,
    SOCKET sAcceptSocket,
    void *lpOutputBuffer,
    DWORD dwReceiveDataLength,
    DWORD dwLocalAddressLength,
    DWORD dwRemoteAddressLength,
    DWORD *lpdwBytesReceived,
    OVERLAPPED *lpOverlapped
  )
`);

/**
 * AcceptEx starts an accept: it puts the next connection of a listener into a socket
 * that is fresh, neither bound nor connected (CONN-4), and lends Windows the
 * OVERLAPPED and the output buffer. The packet has the listener's key (CONN-2); the
 * accepted socket then needs SO_UPDATE_ACCEPT_CONTEXT (CONN-6).
 *
 * The buffer has room for the first data, then for both addresses, 16 bytes more for
 * each than it has: 32 for a SOCKADDR_IN (CONN-3). With room for data, a peer that
 * connects and says nothing keeps the accept pending.
 *
 * @returns nonzero when a connection was waiting, and a packet comes all the same
 * (CONN-5); else 0: with 997 in the last error it has started, with any other number
 * it has not and no packet comes
 */
export const acceptExOf = (listener: Socket) =>
  functionOf(listener, WSAID_ACCEPTEX, AcceptEx) as KoffiFunc<
    (
      listener: Socket,
      accepted: Socket,
      output: Address<'uint8_t'>,
      dataSize: number,
      localAddressSize: number,
      remoteAddressSize: number,
      received: null,
      overlapped: Address<'OVERLAPPED'>,
    ) => number
  >;
//#endregion

//#region accept-ex-addresses
const GetAcceptExSockaddrs = koffi.proto(`
  void __stdcall GetAcceptExSockaddrs(
    void *lpOutputBuffer,
    DWORD dwReceiveDataLength,
    DWORD dwLocalAddressLength,
    DWORD dwRemoteAddressLength,
    _Out_ void **LocalSockaddr,
    _Out_ int *LocalSockaddrLength,
    _Out_ void **RemoteSockaddr,
    _Out_ int *RemoteSockaddrLength
  )
`);

/**
 * GetAcceptExSockaddrs finds the two addresses in what AcceptEx has written; the
 * sizes are those that AcceptEx was given (CONN-3). It starts nothing, and the
 * addresses it gives lie in the output buffer.
 */
export const getAcceptExSockaddrsOf = (listener: Socket) =>
  functionOf(
    listener,
    WSAID_GETACCEPTEXSOCKADDRS,
    GetAcceptExSockaddrs,
  ) as KoffiFunc<
    (
      output: Address<'uint8_t'>,
      dataSize: number,
      localAddressSize: number,
      remoteAddressSize: number,
      local: [Address<'SOCKADDR_IN'> | null],
      localLength: [number],
      remote: [Address<'SOCKADDR_IN'> | null],
      remoteLength: [number],
    ) => void
  >;
//#endregion

//#region connect-ex
const ConnectEx = koffi.proto(`
  BOOL __stdcall ConnectEx(
    SOCKET s,
    const SOCKADDR_IN *name,
    int namelen,
    void *lpSendBuffer,
    DWORD dwSendDataLength,
    DWORD *lpdwBytesSent,
    OVERLAPPED *lpOverlapped
  )
`);

/**
 * ConnectEx starts to connect a socket, which has to be bound (CONN-7), and lends
 * Windows the OVERLAPPED. It may send the first data along; the packet's byte count
 * is that of the data (CONN-8). The socket then needs SO_UPDATE_CONNECT_CONTEXT
 * (CONN-9).
 *
 * @returns nonzero when it is connected already, and a packet comes all the same;
 * else 0: with 997 in the last error it has started, with any other number it has
 * not and no packet comes: 10022 for a socket that is not bound (CONN-7)
 */
export const connectExOf = (socket: Socket) =>
  functionOf(socket, WSAID_CONNECTEX, ConnectEx) as KoffiFunc<
    (
      socket: Socket,
      address: SockaddrIn,
      size: number,
      data: Address<'uint8_t'> | null,
      dataSize: number,
      sent: null,
      overlapped: Address<'OVERLAPPED'>,
    ) => number
  >;
//#endregion
