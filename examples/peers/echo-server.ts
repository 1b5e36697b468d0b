import { createServer, type Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';

const open = new Set<Socket>();

const server = createServer((socket) => {
  open.add(socket);
  socket.on('close', () => open.delete(socket));
  // A program that dies mid-way resets its connections; the others still want their echo.
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('no TCP port');
  parentPort?.postMessage(address.port);
});

parentPort?.once('message', () => {
  for (const socket of open) socket.destroy();
  server.close();
});
