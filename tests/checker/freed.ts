// The OVERLAPPED is given back while the receive is under way. Whoever frees has to wait for the packet (OV-9).
import {
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  INVALID_HANDLE_VALUE,
  OVERLAPPED,
  openTcpSocket,
  send,
  WINSOCK_2_2,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import koffi from 'koffi';

const server = await startDelayServer({ step: 10 });
WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
CreateIoCompletionPort(socket, port, 0, 0);
const question = Buffer.from('wait 1\n');
send(socket, question, question.length, 0);

const overlapped = koffi.alloc(OVERLAPPED, 1);
const data = koffi.alloc('uint8_t', 64);
const list = [{ len: 64, buf: data }];
WSARecv(socket, list, 1, null, [0], overlapped, null); // since
koffi.free(overlapped); // at
closesocket(socket);
await server.close();
