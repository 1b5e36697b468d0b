import { createServer, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';

const open = new Set<Socket>();

/** What each connection does, by the value of HOSTILE. */
const ways: Record<string, (socket: Socket, number: number) => Promise<void> | void> = {
  /** The third connection is reset, the others are answered. */
  'reset one': (socket, number) => {
    if (number === 3) socket.resetAndDestroy();
    else socket.end('yes\n');
  },
  /** Asked, it breaks the connection. */
  reset: (socket) => {
    socket.resetAndDestroy();
  },
  /** A byte at a time, the receives in between. */
  pieces: async (socket) => {
    for (const byte of 'a slow answer\n') {
      socket.write(byte);
      await after(5);
    }
    socket.end();
  },
  /** Closes in good order in the middle of the line. */
  'half a line': (socket) => {
    socket.end('half a li');
  },
  /** More than anyone lent memory for. */
  'too much': (socket) => {
    socket.end(`${'x'.repeat(2000)}\n`);
  },
  /** As long as the buffer, to the byte. */
  'just fits': (socket) => {
    socket.end(`${'x'.repeat(510)}\n`);
  },
  /** Has said all it will say before it was asked. */
  unasked: () => {},
  /** Says nothing, ever. */
  silent: () => {},
};

const behave = ways[process.env.HOSTILE ?? ''];
let connections = 0;
const server = createServer((socket) => {
  const number = ++connections;
  open.add(socket);
  socket.on('error', () => {});
  if (process.env.HOSTILE === 'unasked') socket.end('nobody asked\n');
  socket.once('data', () => {
    if (!behave) throw new Error(`no way called ${process.env.HOSTILE}`);
    behave(socket, number);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  // A port where nobody listens any more.
  if (process.env.HOSTILE === 'gone') server.close();
  parentPort?.postMessage(address.port);
});
parentPort?.once('message', () => {
  for (const socket of open) socket.destroy();
  server.close();
});
