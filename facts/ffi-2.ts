// FFI-2: what is pointer-sized, and what a failure looks like.
import koffi from 'koffi';
import {
  CreateFileW,
  CreateIoCompletionPort,
  createPort,
  GENERIC_READ,
  hex,
  INVALID_HANDLE_VALUE,
  OPEN_EXISTING,
  print,
  WSASocketW,
} from './win32/index.ts';

//#region program
const types = ['HANDLE', 'SOCKET', 'ULONG_PTR', 'DWORD', 'BOOL'];
const bytes = Object.fromEntries(types.map((type) => [type, koffi.sizeof(type)]));

// Each of these calls has to fail.
const noPort = CreateIoCompletionPort(INVALID_HANDLE_VALUE, createPort(), 0, 0);
const noFile = CreateFileW('no such folder\\file', GENERIC_READ, 0, null, OPEN_EXISTING, 0, null);
const noSocket = WSASocketW(9999, 0, 0, null, 0, 0);

print({
  bytes,
  'no port': noPort,
  'no file': hex(noFile ?? 0n, 16),
  'no socket': hex(noSocket, 16),
});
//#endregion
