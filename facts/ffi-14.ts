// FFI-14: members that are left out become 0, and so does the padding.
import koffi from 'koffi';
import { memory, print, WSABUF } from './win32/index.ts';

//#region program
const whole = memory(16);
koffi.encode(whole.address, WSABUF, { len: 0x11223344 });

const oneMember = memory(16);
koffi.encode(oneMember.address, koffi.offsetof(WSABUF, 'len'), 'ULONG', 0x11223344);

print({
  before: memory(16).bytes.toString('hex'),
  'the struct, len only': whole.bytes.toString('hex'),
  'the member alone': oneMember.bytes.toString('hex'),
});
//#endregion
