// FFI-5: which library has which function, and one last error for both.
import {
  closesocket,
  GetLastError,
  GetModuleHandleW,
  GetProcAddress,
  INVALID_SOCKET,
  print,
  WSAGetLastError,
} from './win32/index.ts';

//#region program
const exports = (library: string, ...names: string[]) =>
  Object.fromEntries(
    names.map((name) => [name, GetProcAddress(GetModuleHandleW(library), name) !== null]),
  );
const names = ['CreateIoCompletionPort', 'GetLastError', 'WSARecv', 'WSAGetLastError', 'AcceptEx'];

const libraries = {
  'kernel32.dll': exports('kernel32.dll', ...names),
  'ws2_32.dll': exports('ws2_32.dll', ...names),
};

closesocket(INVALID_SOCKET);
print({ ...libraries, GetLastError: GetLastError(), WSAGetLastError: WSAGetLastError() });
//#endregion
