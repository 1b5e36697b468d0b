// FFI-1: a BOOL is four bytes, and koffi's bool is one bit.
import koffi from 'koffi';
import { print, SetLastError } from './win32/index.ts';

//#region program
const kernel32 = koffi.load('kernel32.dll');
const asInt = kernel32.func('int32_t __stdcall GetLastError()');
const asBool = kernel32.func('bool __stdcall GetLastError()');

// Any function that returns 32 bits will do; this one returns what we tell it to.
function ask(value: number) {
  SetLastError(value);
  return { 'as int32_t': asInt(), 'as bool': asBool() };
}

print({
  bytes: { BOOL: koffi.sizeof('BOOL'), bool: koffi.sizeof('bool') },
  'a 1': ask(1),
  'a 2': ask(2),
  'a 256': ask(256),
});
//#endregion
