import type { KoffiFunc } from 'koffi';
import { loadSystemLibrary } from './library.ts';
import type { Address, SockaddrIn, Socket, Wsabuf } from './types.ts';
import './types.ts';

const ws2_32 = loadSystemLibrary('ws2_32.dll');

/**
 * WSAStartup must come before any other Winsock call of the process (FFI-6).
 *
 * @param data filled with what Winsock says of itself
 * @returns 0, or the error itself: it does not set the last error
 */
export const WSAStartup = ws2_32.func(`
  int __stdcall WSAStartup(
    uint16_t wVersionRequested,
    _Out_ WSADATA *lpWSAData
  )
`) as KoffiFunc<(version: number, data: Record<string, unknown>) => number>;

/**
 * WSASocketW makes a socket.
 *
 * @returns the socket, or INVALID_SOCKET with the reason in the last error
 */
export const WSASocketW = ws2_32.func(`
  SOCKET __stdcall WSASocketW(
    int af,
    int type,
    int protocol,
    void *lpProtocolInfo,
    uint32_t g,
    DWORD dwFlags
  )
`) as KoffiFunc<
  (
    family: number,
    type: number,
    protocol: number,
    protocolInfo: null,
    group: number,
    flags: number,
  ) => Socket
>;

/**
 * bind gives a socket an address of its own; with TCP port 0 the system chooses one.
 *
 * @param size of the address, 16 for a SOCKADDR_IN
 * @returns 0, or SOCKET_ERROR with the reason in the last error
 */
export const bind = ws2_32.func(
  'int __stdcall bind(SOCKET s, const SOCKADDR_IN *name, int namelen)',
) as KoffiFunc<(socket: Socket, address: SockaddrIn, size: number) => number>;

/**
 * listen opens a bound socket for connections. They are made without the program,
 * and wait in the backlog until they are accepted (CONN-5).
 *
 * @returns 0, or SOCKET_ERROR with the reason in the last error
 */
export const listen = ws2_32.func(
  'int __stdcall listen(SOCKET s, int backlog)',
) as KoffiFunc<(socket: Socket, backlog: number) => number>;

/**
 * getsockname says which address a bound socket has.
 *
 * @param address its members are filled in
 * @param size in and out, 16 for a SOCKADDR_IN
 * @returns 0, or SOCKET_ERROR with the reason in the last error
 */
export const getsockname = ws2_32.func(`
  int __stdcall getsockname(
    SOCKET s,
    _Out_ SOCKADDR_IN *name,
    _Inout_ int *namelen
  )
`) as KoffiFunc<
  (socket: Socket, address: Partial<SockaddrIn>, size: [number]) => number
>;

/**
 * getpeername says which address a connected socket's peer has.
 *
 * @param address its members are filled in
 * @param size in and out, 16 for a SOCKADDR_IN
 * @returns 0, or SOCKET_ERROR with the reason in the last error: 10057 where the
 * socket does not know that it is connected (CONN-6, CONN-9), or is so no more
 */
export const getpeername = ws2_32.func(`
  int __stdcall getpeername(
    SOCKET s,
    _Out_ SOCKADDR_IN *name,
    _Inout_ int *namelen
  )
`) as KoffiFunc<
  (socket: Socket, address: Partial<SockaddrIn>, size: [number]) => number
>;

/**
 * setsockopt sets an option of a socket.
 *
 * @param value as bytes, whatever its type; null for an option without one
 * @param size of the value, in bytes
 * @returns 0, or SOCKET_ERROR with the reason in the last error
 */
export const setsockopt = ws2_32.func(`
  int __stdcall setsockopt(
    SOCKET s,
    int level,
    int optname,
    const void *optval,
    int optlen
  )
`) as KoffiFunc<
  (
    socket: Socket,
    level: number,
    option: number,
    value: Uint8Array | null,
    size: number,
  ) => number
>;

/**
 * WSAIoctl gives a socket an order that has no function of its own. Asked with
 * SIO_GET_EXTENSION_FUNCTION_POINTER and a GUID, it writes the address of a function
 * (CONN-1).
 *
 * @returns 0, or SOCKET_ERROR with the reason in the last error: 10022 where the
 * provider has no such function
 */
export const WSAIoctl = ws2_32.func(`
  int __stdcall WSAIoctl(
    SOCKET s,
    DWORD dwIoControlCode,
    const void *lpvInBuffer,
    DWORD cbInBuffer,
    void *lpvOutBuffer,
    DWORD cbOutBuffer,
    _Out_ DWORD *lpcbBytesReturned,
    WSAOVERLAPPED *lpOverlapped,
    void *lpCompletionRoutine
  )
`) as KoffiFunc<
  (
    socket: Socket,
    code: number,
    input: Uint8Array,
    inputSize: number,
    output: Uint8Array,
    outputSize: number,
    written: [number],
    overlapped: null,
    routine: null,
  ) => number
>;

/**
 * connect ties a socket to its peer and waits until that is done.
 *
 * @param size of the address, 16 for a SOCKADDR_IN
 * @returns 0, or SOCKET_ERROR with the reason in the last error: 10061 when nobody
 * listens
 */
export const connect = ws2_32.func(
  'int __stdcall connect(SOCKET s, const SOCKADDR_IN *name, int namelen)',
) as KoffiFunc<(socket: Socket, address: SockaddrIn, size: number) => number>;

/**
 * send hands bytes to Winsock and waits until it has taken them. It has no
 * OVERLAPPED, so no packet comes of it, on a socket with a port neither (RECV-14).
 *
 * @returns how many bytes were taken, or SOCKET_ERROR with the reason in the last
 * error
 */
export const send = ws2_32.func(
  'int __stdcall send(SOCKET s, const void *buf, int len, int flags)',
) as KoffiFunc<
  (socket: Socket, bytes: Uint8Array, length: number, flags: number) => number
>;

/**
 * recv waits until something has arrived, and takes it; with MSG_PEEK it only looks.
 * It has no OVERLAPPED, so no packet comes of it (RECV-14).
 *
 * @returns how many bytes came, 0 when the peer will send no more, or SOCKET_ERROR
 * with the reason in the last error
 */
export const recv = ws2_32.func(
  'int __stdcall recv(SOCKET s, void *buf, int len, int flags)',
) as KoffiFunc<
  (socket: Socket, bytes: Uint8Array, length: number, flags: number) => number
>;

//#region receive
/**
 * WSARecv starts a receive and lends Windows the OVERLAPPED and the buffers. Their
 * packet says that the receive is over: some bytes came (RECV-2), the peer will
 * send no more (0 bytes, RECV-5), or it failed (RECV-6).
 *
 * @param buffers as objects, or native memory that holds them
 * @param received must be null beside an OVERLAPPED (RECV-10): the packet has the
 * count
 * @param flags in and out, must be there (RECV-9); used during the call only (OV-10)
 * @returns 0 when it was over at once, and a packet comes all the same (RECV-3);
 * else SOCKET_ERROR: with 997 in the last error it has started (RECV-1), with any
 * other number it has not and no packet comes (RECV-4)
 */
export const WSARecv = ws2_32.func(`
  int __stdcall WSARecv(
    SOCKET s,
    WSABUF *lpBuffers,
    DWORD dwBufferCount,
    DWORD *lpNumberOfBytesRecvd,
    _Inout_ DWORD *lpFlags,
    WSAOVERLAPPED *lpOverlapped,
    void *lpCompletionRoutine
  )
`) as KoffiFunc<
  (
    socket: Socket,
    buffers: Wsabuf[] | Address<'WSABUF'>,
    count: number,
    received: null,
    flags: [number] | Uint32Array,
    overlapped: Address<'OVERLAPPED'>,
    routine: null,
  ) => number
>;
//#endregion

//#region send
/**
 * WSASend starts a send and lends Windows the OVERLAPPED and the buffers. Their
 * packet says that Windows has taken the bytes, not that the peer has them (SEND-1);
 * until it comes the bytes must not change (SEND-3).
 *
 * @param buffers as objects, or native memory that holds them
 * @param sent must be null beside an OVERLAPPED: the packet has the count
 * @returns 0 when it was over at once, and a packet comes all the same (SEND-1);
 * else SOCKET_ERROR: with 997 in the last error it has started, with any other
 * number it has not and no packet comes
 */
export const WSASend = ws2_32.func(`
  int __stdcall WSASend(
    SOCKET s,
    WSABUF *lpBuffers,
    DWORD dwBufferCount,
    DWORD *lpNumberOfBytesSent,
    DWORD dwFlags,
    WSAOVERLAPPED *lpOverlapped,
    void *lpCompletionRoutine
  )
`) as KoffiFunc<
  (
    socket: Socket,
    buffers: Wsabuf[] | Address<'WSABUF'>,
    count: number,
    sent: null,
    flags: number,
    overlapped: Address<'OVERLAPPED'>,
    routine: null,
  ) => number
>;
//#endregion

/**
 * closesocket gives a socket back. Operations that are still pending on it end with
 * an error in their packets, and only then is their memory free (SCLOSE-1, OV-9).
 *
 * @returns 0, or SOCKET_ERROR with the reason in the last error
 */
export const closesocket = ws2_32.func(
  'int __stdcall closesocket(SOCKET s)',
) as KoffiFunc<(socket: Socket) => number>;

/**
 * WSAGetLastError: the same number as GetLastError, under Winsock's name (FFI-5).
 */
export const WSAGetLastError = ws2_32.func(
  'int __stdcall WSAGetLastError()',
) as KoffiFunc<() => number>;
