import koffi from 'koffi';

// 32 bits, wherever it runs (FFI-11).
const DWORD = 'uint32_t';
const OVERLAPPED = koffi.struct({
  Internal: 'uintptr_t',
  InternalHigh: 'uintptr_t',
  Offset: DWORD,
  OffsetHigh: DWORD,
  hEvent: 'void *',
});

const size = koffi.sizeof(OVERLAPPED);
const event = koffi.offsetof(OVERLAPPED, 'hEvent');
console.log(`OVERLAPPED has ${size} bytes, its hEvent is at ${event}.`);
