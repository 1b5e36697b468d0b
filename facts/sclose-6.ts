// SCLOSE-6: a duplicate keeps the operations going.
import {
  AF_INET,
  acceptExOf,
  associate,
  closesocket,
  createPort,
  dequeue,
  listener,
  memory,
  Overlapped,
  print,
  SOCK_STREAM,
  tcpSocket,
  WSA_FLAG_OVERLAPPED,
  WSADuplicateSocketW,
  WSASocketW,
} from './win32/index.ts';

//#region program
const port = createPort();
const listening = listener();
associate(listening, port, 125);

// A WSAPROTOCOL_INFOW, from which the same process makes its second descriptor.
const info = Buffer.alloc(628);
WSADuplicateSocketW(listening, process.pid, info);
const duplicate = WSASocketW(AF_INET, SOCK_STREAM, 0, info, 0, WSA_FLAG_OVERLAPPED);

const AcceptEx = acceptExOf(listening);
const addresses = memory(64);
const accepting = new Overlapped('accepting');
AcceptEx(listening, tcpSocket(), addresses.address, 0, 32, 32, null, accepting.address);

closesocket(listening);
const one = dequeue(port, 200);
closesocket(duplicate);
const both = dequeue(port, 2000);

print({
  'one of two closed': { error: one.error, overlapped: one.overlapped },
  'both closed': { error: both.error, overlapped: both.overlapped, key: both.key },
});
//#endregion
