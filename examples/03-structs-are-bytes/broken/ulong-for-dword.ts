// You see: a declaration that is right on Windows has other offsets on Linux and on a Mac.
// Behind it: M14.
// Refuted by: FFI-11.
import koffi from 'koffi';

//#region defect
// The header has it: typedef unsigned long DWORD;
const DWORD = 'unsigned long';
//#endregion
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
