// FFI-11: a DWORD is four bytes everywhere, an unsigned long only on Windows.
import koffi from 'koffi';
import { print } from './win32/index.ts';

//#region program
const bytesWith = (dword: string) =>
  koffi.sizeof(
    koffi.struct({
      Internal: 'uintptr_t',
      InternalHigh: 'uintptr_t',
      Offset: dword,
      OffsetHigh: dword,
      hEvent: 'void *',
    }),
  );

print({
  'unsigned long': koffi.sizeof('unsigned long'),
  uint32_t: koffi.sizeof('uint32_t'),
  'OVERLAPPED with unsigned long': bytesWith('unsigned long'),
  'OVERLAPPED with uint32_t': bytesWith('uint32_t'),
});
//#endregion
