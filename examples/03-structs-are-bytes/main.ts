import {
  OPERATION,
  OVERLAPPED,
  OVERLAPPED_ENTRY,
  SOCKADDR_IN,
  WSABUF,
  WSADATA,
} from '@iocp/ffi';
import koffi, { type TypeObject } from 'koffi';

/** What the memory holds before anything is written: no member will be this. */
const UNTOUCHED = 0xcc;

//#region write
/** Writes a value into each member of a struct, and gives back the bytes of all. */
function written(type: TypeObject): Uint8Array {
  const address = koffi.alloc(type, 1);
  const bytes = new Uint8Array(koffi.view(address, type.size));
  bytes.fill(UNTOUCHED);
  for (const { offset, type: member } of Object.values(type.members ?? {})) {
    koffi.encode(address, offset, member, sampleOf(member));
  }
  const copy = bytes.slice();
  koffi.free(address);
  return copy;
}
//#endregion

//#region values
/** A value for a type: 1 for a number, null for a pointer, and so on inwards. */
function sampleOf(type: TypeObject): unknown {
  if (type.members) {
    return Object.fromEntries(
      Object.values(type.members).map(({ name, type: member }) => [
        name,
        sampleOf(member),
      ]),
    );
  }
  if (type.primitive === 'Pointer') return null;
  if (type.primitive === 'Array') {
    return type.hint === 'String' ? '' : Array(type.length).fill(1);
  }
  return 1;
}
//#endregion

//#region padding
/** Stretches of bytes that nobody wrote: the padding. */
function untouched(bytes: Uint8Array): { offset: number; size: number }[] {
  const stretches: { offset: number; size: number }[] = [];
  for (const [offset, byte] of bytes.entries()) {
    if (byte !== UNTOUCHED) continue;
    const last = stretches.at(-1);
    if (last && last.offset + last.size === offset) last.size++;
    else stretches.push({ offset, size: 1 });
  }
  return stretches;
}
//#endregion

//#region table
for (const type of [
  OVERLAPPED,
  OVERLAPPED_ENTRY,
  WSABUF,
  SOCKADDR_IN,
  WSADATA,
  OPERATION,
]) {
  const members = Object.values(type.members ?? {}).map((member) => ({
    offset: member.offset,
    size: member.type.size,
    name: member.name,
  }));
  const padding = untouched(written(type)).map((gap) => ({
    ...gap,
    name: '(padding)',
  }));
  const rows = [...members, ...padding].sort((a, b) => a.offset - b.offset);

  console.log(`${type.name}: ${type.size} bytes, a multiple of ${type.alignment}`);
  for (const { offset, size, name } of rows) {
    console.log(`${String(offset).padStart(5)}  ${name.padEnd(27)}${size}`);
  }
}
//#endregion
