// NUM-2: Winsock has numbers of its own for the same statuses.
import {
  attempt,
  GetOverlappedResult,
  hex,
  Overlapped,
  print,
  tcpSocket,
  WSAGetOverlappedResult,
} from './win32/index.ts';

//#region program
const statuses = [
  0x0000_0103, // STATUS_PENDING
  0x8000_0005, // STATUS_BUFFER_OVERFLOW
  0xc000_0005, // STATUS_ACCESS_VIOLATION
  0xc000_0008, // STATUS_INVALID_HANDLE
  0xc000_0023, // STATUS_BUFFER_TOO_SMALL
  0xc000_0024, // STATUS_OBJECT_TYPE_MISMATCH
  0xc000_00a3, // STATUS_DEVICE_NOT_READY
  0xc000_00b0, // STATUS_PIPE_DISCONNECTED
  0xc000_0120, // STATUS_CANCELLED
  0xc000_013b, // STATUS_LOCAL_DISCONNECT
  0xc000_013c, // STATUS_REMOTE_DISCONNECT
  0xc000_0140, // STATUS_INVALID_CONNECTION
  0xc000_020d, // STATUS_CONNECTION_RESET
  0xc000_0236, // STATUS_CONNECTION_REFUSED
  0xc000_023f, // STATUS_PORT_UNREACHABLE
  0xc000_0241, // STATUS_CONNECTION_ABORTED
];

const socket = tcpSocket();
const operation = new Overlapped('filled by hand');
const bytes = Buffer.alloc(4);
const flags = Buffer.alloc(4);

/** What each family says of an operation that never was: both only read the status in Internal. */
function asked(status: number) {
  operation.bytes.writeBigUInt64LE(BigInt(status), 0);
  const { address } = operation;
  return {
    win32: attempt(() => GetOverlappedResult(socket, address, bytes, 0)).error,
    winsock: attempt(() => WSAGetOverlappedResult(socket, address, bytes, 0, flags)).error,
  };
}

print(Object.fromEntries(statuses.map((status) => [hex(status), asked(status)])));
//#endregion
