import koffi from 'koffi';

/*
 * Windows' types in koffi's words. Addresses are plain: every pointer is `void *`, which is a bigint, a Buffer or
 * null here, and every program says itself what lies behind it.
 */

koffi.alias('DWORD', 'uint32_t');
koffi.alias('ULONG', 'uint32_t');
koffi.alias('LONG', 'int32_t');
koffi.alias('BOOL', 'int32_t');
koffi.alias('ULONG_PTR', 'uintptr_t');
koffi.alias('HANDLE', 'void *');
koffi.alias('SOCKET', 'uintptr_t');
koffi.alias('NTSTATUS', 'uint32_t');

/** An address: native memory, a Buffer for the time of the call, or NULL. */
export type Pointer = bigint | Uint8Array | null;

/** A kernel handle. `null` is NULL. */
export type Handle = bigint | null;

/** A socket, which Windows takes wherever it takes a handle. */
export type Socket = number | bigint;

/** 32 bytes: Internal 0, InternalHigh 8, Offset 16, OffsetHigh 20, hEvent 24. */
koffi.struct('OVERLAPPED', {
  Internal: 'ULONG_PTR',
  InternalHigh: 'ULONG_PTR',
  Offset: 'DWORD',
  OffsetHigh: 'DWORD',
  hEvent: 'HANDLE',
});

/** 32 bytes: key 0, OVERLAPPED's address 8, Internal 16, bytes 24, then 4 of padding. */
export const OVERLAPPED_ENTRY = koffi.struct('OVERLAPPED_ENTRY', {
  lpCompletionKey: 'ULONG_PTR',
  lpOverlapped: 'void *',
  Internal: 'ULONG_PTR',
  dwNumberOfBytesTransferred: 'DWORD',
});

/** 16 bytes: len 0, then 4 of padding, buf 8. */
export const WSABUF = koffi.struct('WSABUF', { len: 'ULONG', buf: 'void *' });

/** 16 bytes; port and address are big-endian in memory. */
export const SOCKADDR_IN = koffi.struct('SOCKADDR_IN', {
  sin_family: 'uint16_t',
  sin_port: 'uint16_be_t',
  sin_addr: 'uint32_be_t',
  sin_zero: koffi.array('uint8_t', 8),
});
