// RECV-13: without WSA_FLAG_OVERLAPPED an OVERLAPPED does not keep WSARecv from blocking.
import {
  AF_INET,
  accept,
  attemptOnThread,
  connectTo,
  IPPROTO_TCP,
  listener,
  memory,
  Overlapped,
  print,
  SOCK_STREAM,
  send,
  WSARecv,
  WSASocketW,
  wsabuf,
} from './win32/index.ts';

//#region program
const noFlags = 0;
const listening = listener();
const ours = connectTo(listening, WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, noFlags));
const peer = accept(listening, null, null);

const array = memory(16);
wsabuf(memory(512)).copy(array.bytes);
const flags = memory(4);
flags.bytes.fill(0);
const read = new Overlapped('read');
const call = attemptOnThread(
  WSARecv,
  ours,
  array.address,
  1,
  null,
  flags.address,
  read.address,
  null,
);

// Nothing tells from outside that a thread is blocked: it is given this long to come back.
const WHILE = 300;
const later = new Promise((resolve) => setTimeout(resolve, WHILE, 'still in the call'));
const withoutData = await Promise.race([call, later]);

send(peer, Buffer.from('hello'), 5, 0);
const { returned } = await call;

print({
  'without data': withoutData,
  'with data': { returned, status: read.status, transferred: read.transferred },
});
//#endregion
