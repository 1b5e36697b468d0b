import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { step } = workerData as { step: number };
const open = new Set<Socket>();

const server = createServer((socket) => {
  open.add(socket);
  socket.on('close', () => open.delete(socket));
  // A program that dies mid-way resets its connections; the others still want their answers.
  socket.on('error', () => socket.destroy());
  let asked = '';
  socket.on('data', (bytes) => {
    asked += bytes.toString('latin1');
    if (!asked.includes('\n')) return;
    const steps = Number(/^wait (\d+)\n/.exec(asked)?.[1]);
    if (Number.isNaN(steps)) {
      socket.end(`I understand "wait" and a number, not this.\n`);
      return;
    }
    setTimeout(() => {
      socket.end(
        `You waited ${steps} ${steps === 1 ? 'step' : 'steps'} for this.\n`,
      );
    }, steps * step);
  });
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
