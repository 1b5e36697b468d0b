import koffi, { type KoffiFunc } from 'koffi';
import type { Handle, Pointer, Socket } from './types.ts';
import './types.ts';

const ws2_32 = koffi.load('ws2_32.dll');

/** An IPv4 address and a TCP or UDP port as ordinary numbers. */
export interface SockaddrIn {
  sin_family: number;
  sin_port: number;
  sin_addr: number;
}

export const WSAStartup = ws2_32.func(
  'int __stdcall WSAStartup(uint16_t wVersionRequested, void *lpWSAData)',
) as KoffiFunc<(wVersionRequested: number, lpWSAData: Pointer) => number>;

export const WSACleanup = ws2_32.func('int __stdcall WSACleanup()') as KoffiFunc<() => number>;

export const WSASocketW = ws2_32.func(
  'SOCKET __stdcall WSASocketW(int af, int type, int protocol, void *lpProtocolInfo, DWORD g, DWORD dwFlags)',
) as KoffiFunc<
  (
    af: number,
    type: number,
    protocol: number,
    lpProtocolInfo: Pointer,
    g: number,
    dwFlags: number,
  ) => Socket
>;

/** Fills a WSAPROTOCOL_INFOW of 628 bytes, from which WSASocketW makes one more descriptor of the socket. */
export const WSADuplicateSocketW = ws2_32.func(
  'int __stdcall WSADuplicateSocketW(SOCKET s, DWORD dwProcessId, void *lpProtocolInfo)',
) as KoffiFunc<(s: Socket, dwProcessId: number, lpProtocolInfo: Pointer) => number>;

export const bind = ws2_32.func(
  'int __stdcall bind(SOCKET s, const SOCKADDR_IN *name, int namelen)',
) as KoffiFunc<(s: Socket, name: SockaddrIn, namelen: number) => number>;

export const listen = ws2_32.func('int __stdcall listen(SOCKET s, int backlog)') as KoffiFunc<
  (s: Socket, backlog: number) => number
>;

export const accept = ws2_32.func(
  'SOCKET __stdcall accept(SOCKET s, void *addr, void *addrlen)',
) as KoffiFunc<(s: Socket, addr: Pointer, addrlen: Pointer) => Socket>;

export const connect = ws2_32.func(
  'int __stdcall connect(SOCKET s, const SOCKADDR_IN *name, int namelen)',
) as KoffiFunc<(s: Socket, name: SockaddrIn, namelen: number) => number>;

export const send = ws2_32.func(
  'int __stdcall send(SOCKET s, const void *buf, int len, int flags)',
) as KoffiFunc<(s: Socket, buf: Pointer, len: number, flags: number) => number>;

export const recv = ws2_32.func(
  'int __stdcall recv(SOCKET s, void *buf, int len, int flags)',
) as KoffiFunc<(s: Socket, buf: Pointer, len: number, flags: number) => number>;

export const sendto = ws2_32.func(
  'int __stdcall sendto(SOCKET s, const void *buf, int len, int flags, const SOCKADDR_IN *to, int tolen)',
) as KoffiFunc<
  (s: Socket, buf: Pointer, len: number, flags: number, to: SockaddrIn, tolen: number) => number
>;

export const WSASend = ws2_32.func(
  'int __stdcall WSASend(SOCKET s, const void *lpBuffers, DWORD dwBufferCount, void *lpNumberOfBytesSent, DWORD dwFlags, void *lpOverlapped, void *lpCompletionRoutine)',
) as KoffiFunc<
  (
    s: Socket,
    lpBuffers: Pointer,
    dwBufferCount: number,
    lpNumberOfBytesSent: Pointer,
    dwFlags: number,
    lpOverlapped: Pointer,
    lpCompletionRoutine: Pointer,
  ) => number
>;

export const WSARecv = ws2_32.func(
  'int __stdcall WSARecv(SOCKET s, const void *lpBuffers, DWORD dwBufferCount, void *lpNumberOfBytesRecvd, void *lpFlags, void *lpOverlapped, void *lpCompletionRoutine)',
) as KoffiFunc<
  (
    s: Socket,
    lpBuffers: Pointer,
    dwBufferCount: number,
    lpNumberOfBytesRecvd: Pointer,
    lpFlags: Pointer,
    lpOverlapped: Pointer,
    lpCompletionRoutine: Pointer,
  ) => number
>;

export const WSAIoctl = ws2_32.func(
  'int __stdcall WSAIoctl(SOCKET s, DWORD dwIoControlCode, const void *lpvInBuffer, DWORD cbInBuffer, void *lpvOutBuffer, DWORD cbOutBuffer, void *lpcbBytesReturned, void *lpOverlapped, void *lpCompletionRoutine)',
) as KoffiFunc<
  (
    s: Socket,
    dwIoControlCode: number,
    lpvInBuffer: Pointer,
    cbInBuffer: number,
    lpvOutBuffer: Pointer,
    cbOutBuffer: number,
    lpcbBytesReturned: Pointer,
    lpOverlapped: Pointer,
    lpCompletionRoutine: Pointer,
  ) => number
>;

export const setsockopt = ws2_32.func(
  'int __stdcall setsockopt(SOCKET s, int level, int optname, const void *optval, int optlen)',
) as KoffiFunc<
  (s: Socket, level: number, optname: number, optval: Pointer, optlen: number) => number
>;

export const getsockopt = ws2_32.func(
  'int __stdcall getsockopt(SOCKET s, int level, int optname, void *optval, void *optlen)',
) as KoffiFunc<
  (s: Socket, level: number, optname: number, optval: Pointer, optlen: Pointer) => number
>;

export const getsockname = ws2_32.func(
  'int __stdcall getsockname(SOCKET s, void *name, void *namelen)',
) as KoffiFunc<(s: Socket, name: Pointer, namelen: Pointer) => number>;

export const getpeername = ws2_32.func(
  'int __stdcall getpeername(SOCKET s, void *name, void *namelen)',
) as KoffiFunc<(s: Socket, name: Pointer, namelen: Pointer) => number>;

export const shutdown = ws2_32.func('int __stdcall shutdown(SOCKET s, int how)') as KoffiFunc<
  (s: Socket, how: number) => number
>;

export const ioctlsocket = ws2_32.func(
  'int __stdcall ioctlsocket(SOCKET s, LONG cmd, void *argp)',
) as KoffiFunc<(s: Socket, cmd: number, argp: Pointer) => number>;

export const closesocket = ws2_32.func('int __stdcall closesocket(SOCKET s)') as KoffiFunc<
  (s: Socket) => number
>;

export const WSAGetLastError = ws2_32.func('int __stdcall WSAGetLastError()') as KoffiFunc<
  () => number
>;

export const WSASetEvent = ws2_32.func('BOOL __stdcall WSASetEvent(HANDLE hEvent)') as KoffiFunc<
  (hEvent: Handle) => number
>;

export const WSAGetOverlappedResult = ws2_32.func(
  'BOOL __stdcall WSAGetOverlappedResult(SOCKET s, void *lpOverlapped, void *lpcbTransfer, BOOL fWait, void *lpdwFlags)',
) as KoffiFunc<
  (
    s: Socket,
    lpOverlapped: Pointer,
    lpcbTransfer: Pointer,
    fWait: number,
    lpdwFlags: Pointer,
  ) => number
>;
