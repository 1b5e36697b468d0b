// You see: a socket that Node has opened cannot be added to a port.
// Behind it: M23.
// Refuted by: FFI-16.
import {
  attempt,
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  INVALID_HANDLE_VALUE,
  WINSOCK_2_2,
  WSAStartup,
} from '@iocp/ffi';
import { openedByNode } from '../node-socket.ts';

WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#region defect
// A socket is a socket.
const { socket, close } = await openedByNode();
//#endregion
const { value, error } = attempt(() => CreateIoCompletionPort(socket, port, 1, 0));
console.log(value === null ? `Not added: error ${error}.` : 'Added to the port.');

close();
ensure('CloseHandle', () => CloseHandle(port));
