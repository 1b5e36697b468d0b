// NUM-3: what Winsock's table does not know becomes 10022.
import {
  attempt,
  hex,
  Overlapped,
  print,
  RtlNtStatusToDosError,
  tcpSocket,
  WSAGetOverlappedResult,
} from './win32/index.ts';

//#region program
const statuses = [
  0x8000_000a, // STATUS_HANDLES_CLOSED
  0xc000_000d, // STATUS_INVALID_PARAMETER
  0xc000_0011, // STATUS_END_OF_FILE
  0xc000_00b1, // STATUS_PIPE_CLOSING
  0xc000_014b, // STATUS_PIPE_BROKEN
  0xc000_0225, // STATUS_NOT_FOUND
];

const socket = tcpSocket();
const operation = new Overlapped('filled by hand');
const bytes = Buffer.alloc(4);
const flags = Buffer.alloc(4);

function asked(status: number) {
  operation.bytes.writeBigUInt64LE(BigInt(status), 0);
  const { error } = attempt(() =>
    WSAGetOverlappedResult(socket, operation.address, bytes, 0, flags),
  );
  return { win32: RtlNtStatusToDosError(status), winsock: error };
}

print(Object.fromEntries(statuses.map((status) => [hex(status), asked(status)])));
//#endregion
