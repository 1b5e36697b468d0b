// NUM-5: what begins with WSA_ is a Win32 number.
import {
  attempt,
  CancelIoEx,
  CreateEventW,
  connectedPair,
  GetOverlappedResult,
  memory,
  Overlapped,
  print,
  ReadFile,
  SetEvent,
  WaitForSingleObject,
  WSAGetOverlappedResult,
  WSARecv,
  WSASetEvent,
  wsabuf,
} from './win32/index.ts';

//#region program
const { ours } = connectedPair();
const bytes = Buffer.alloc(4);
const flags = Buffer.alloc(4);
const read = new Overlapped('read');
const other = new Overlapped('other');
const done = CreateEventW(null, 1, 0, null) as bigint;
read.event = done;

const error = (call: () => number) => attempt(call).error;
const asked = () => ({
  Winsock: error(() => WSAGetOverlappedResult(ours, read.address, bytes, 0, flags)),
  Win32: error(() => GetOverlappedResult(ours, read.address, bytes, 0)),
});

const pending = {
  Winsock: error(() => WSARecv(ours, wsabuf(memory(64)), 1, null, flags, read.address, null)),
  Win32: error(() => ReadFile(ours, memory(64).address, 64, null, other.address)),
};
const incomplete = asked();
CancelIoEx(ours, null);
WaitForSingleObject(done, 5000);

print({
  WSA_IO_PENDING: pending,
  WSA_IO_INCOMPLETE: incomplete,
  WSA_OPERATION_ABORTED: asked(),
  WSA_INVALID_HANDLE: {
    Winsock: error(() => WSASetEvent(null)),
    Win32: error(() => SetEvent(null)),
  },
});
//#endregion
