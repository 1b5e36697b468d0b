import koffi from 'koffi';

/*
 * Every scalar below has a width in its name. `unsigned long` has not: it is 4 bytes for Windows' compilers
 * and 8 for most others, so it never appears here.
 */

//#region scalars
/** DWORD, a 32-bit unsigned integer on every Windows. winnt.h. */
koffi.alias('DWORD', 'uint32_t');
/** ULONG, the same width as DWORD. winnt.h. */
koffi.alias('ULONG', 'uint32_t');
/**
 * BOOL, a 32-bit int: 0 is FALSE, anything else is TRUE. Not one byte (FFI-1).
 * windef.h.
 */
koffi.alias('BOOL', 'int32_t');
/**
 * ULONG_PTR, an unsigned integer as wide as a pointer. It is not a pointer (FFI-2).
 * basetsd.h.
 */
koffi.alias('ULONG_PTR', 'uintptr_t');
/**
 * HANDLE, pointer-sized and opaque; koffi gives and takes it as a bigint, NULL as
 * null (FFI-2). winnt.h.
 */
koffi.alias('HANDLE', 'void *');
/**
 * SOCKET, pointer-sized (FFI-2); koffi gives small ones as a number. winsock2.h.
 */
koffi.alias('SOCKET', 'uintptr_t');
//#endregion

//#region brands
declare const kind: unique symbol;
type Branded<Base, Kind extends string> = Base & { readonly [kind]: Kind };

/** A kernel handle, here that of a completion port. Zero is never valid (PORT-1). */
export type Handle = Branded<bigint, 'HANDLE'>;

/** A socket's handle. Windows takes it wherever it takes the handle of a file. */
export type Socket = Branded<number | bigint, 'SOCKET'>;

/** The address of native memory that holds a `T`: what C calls `T *`. */
export type Address<T extends string> = Branded<bigint, `${T} *`>;
//#endregion

//#region overlapped
/**
 * OVERLAPPED, 32 bytes on 64-bit Windows: the record of one operation that is on
 * its way (OV-1, OV-2). Windows writes `Internal` (an NTSTATUS in its low 4 bytes)
 * and `InternalHigh` (a byte count). `Offset` and `OffsetHigh` say where in a file
 * to begin; sockets ignore them. minwinbase.h.
 */
export const OVERLAPPED = koffi.struct('OVERLAPPED', {
  Internal: 'uintptr_t',
  InternalHigh: 'uintptr_t',
  Offset: 'uint32_t',
  OffsetHigh: 'uint32_t',
  hEvent: 'void *',
});
//#endregion

/** The members of an OVERLAPPED as koffi decodes them (OV-1, OV-2). */
export interface Overlapped {
  /** An NTSTATUS in the low 4 bytes (OV-3). */
  Internal: number | bigint;
  /** A byte count. */
  InternalHigh: number | bigint;
  Offset: number;
  OffsetHigh: number;
}

/** WSAOVERLAPPED is OVERLAPPED: winsock2.h defines the one as the other (FFI-3). */
koffi.alias('WSAOVERLAPPED', OVERLAPPED);

//#region entry
/**
 * OVERLAPPED_ENTRY, 32 bytes on 64-bit Windows: one completion packet as it leaves
 * the port (EX-11). Of `Internal` only the low 4 bytes are written (EX-6); after
 * the last member come 4 bytes of padding. minwinbase.h.
 */
export const OVERLAPPED_ENTRY = koffi.struct('OVERLAPPED_ENTRY', {
  lpCompletionKey: 'uintptr_t',
  lpOverlapped: 'void *',
  Internal: 'uintptr_t',
  dwNumberOfBytesTransferred: 'uint32_t',
});
//#endregion

/** One completion packet, its members as koffi decodes them (EX-11). */
export interface CompletionEntry {
  lpCompletionKey: number | bigint;
  /** Null where the packet was posted without one (POST-2). */
  lpOverlapped: Address<'OVERLAPPED'> | null;
  Internal: number | bigint;
  dwNumberOfBytesTransferred: number;
}

//#region wsabuf
/**
 * WSABUF, 16 bytes on 64-bit Windows: a length, 4 bytes of padding, an address
 * (FFI-4). ws2def.h.
 */
export const WSABUF = koffi.struct('WSABUF', {
  len: 'uint32_t',
  buf: 'void *',
});
//#endregion

/**
 * A stretch of lent memory. The WSABUF itself is read during the call and may go at
 * once (OV-10).
 */
export interface Wsabuf {
  len: number;
  buf: Address<'uint8_t'>;
}

/**
 * SOCKADDR_IN, 16 bytes: an IPv4 address and a port, both big-endian in memory.
 * ws2def.h.
 */
export const SOCKADDR_IN = koffi.struct('SOCKADDR_IN', {
  sin_family: 'uint16_t',
  sin_port: 'uint16_be_t',
  sin_addr: 'uint32_be_t',
  sin_zero: koffi.array('uint8_t', 8),
});

/** An IPv4 address and a port, as ordinary numbers: koffi turns them round. */
export interface SockaddrIn {
  sin_family: number;
  sin_port: number;
  sin_addr: number;
}

/**
 * GUID, 16 bytes: a number that names one thing in the world, such as a function
 * (CONN-1). Written out, its first three groups are numbers and the others single
 * bytes; in memory the numbers are turned round. guiddef.h.
 */
export const GUID = koffi.struct('GUID', {
  Data1: 'uint32_t',
  Data2: 'uint16_t',
  Data3: 'uint16_t',
  Data4: koffi.array('uint8_t', 8),
});

/** The members of a GUID. */
export interface Guid {
  Data1: number;
  Data2: number;
  Data3: number;
  Data4: number[];
}

/**
 * WSADATA, 408 bytes: what WSAStartup says of the installed Winsock. The order of
 * the members below is that of 64-bit Windows; 32-bit Windows has another (FFI-4).
 * winsock2.h.
 */
export const WSADATA = koffi.struct('WSADATA', {
  wVersion: 'uint16_t',
  wHighVersion: 'uint16_t',
  iMaxSockets: 'uint16_t',
  iMaxUdpDg: 'uint16_t',
  lpVendorInfo: 'void *',
  szDescription: koffi.array('char', 257, 'String'),
  szSystemStatus: koffi.array('char', 129, 'String'),
});
