import {
  attempt,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  ensure,
  INVALID_HANDLE_VALUE,
  openTcpSocket,
  WINSOCK_2_2,
  WSAStartup,
} from '@iocp/ffi';

WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
// A socket of our own has no port yet (FFI-16).
const socket = openTcpSocket();
const close = () => closesocket(socket);
const { value, error } = attempt(() => CreateIoCompletionPort(socket, port, 1, 0));
console.log(value === null ? `Not added: error ${error}.` : 'Added to the port.');

close();
ensure('CloseHandle', () => CloseHandle(port));
