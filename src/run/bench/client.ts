import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * Sends messages to an echo server and waits for each, on several connections at once.
 *
 * @returns how many messages came back in a second, all connections together
 * @throws Error when the server closes early
 */
export async function echoesPerSecond(options: {
  port: number;
  connections: number;
  /** Messages on each connection; a tenth more go before, unmeasured. */
  messages: number;
  /** Length of a message. */
  bytes: number;
}): Promise<number> {
  const { port, connections, messages, bytes } = options;
  const sockets = await Promise.all(Array.from({ length: connections }, () => dial(port)));
  const all = (count: number) =>
    Promise.all(sockets.map((socket) => exchange(socket, count, bytes)));
  await all(Math.ceil(messages / 10));
  const begun = performance.now();
  await all(messages);
  const seconds = (performance.now() - begun) / 1000;
  const gone = sockets.map((socket) => once(socket, 'close'));
  for (const socket of sockets) socket.end();
  await Promise.all(gone);
  return (connections * messages) / seconds;
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Sends a message, waits until all of it is back, and again. */
function exchange(socket: Socket, count: number, bytes: number): Promise<void> {
  const message = Buffer.alloc(bytes, 'x');
  return new Promise((resolve, reject) => {
    let left = count;
    let missing = bytes;
    const done = (error?: Error) => {
      socket.off('data', onData).off('error', done).off('close', early);
      if (error) reject(error);
      else resolve();
    };
    const early = () => done(new Error('The server closed a connection before its time.'));
    const onData = (part: Buffer) => {
      missing -= part.length;
      if (missing > 0) return;
      left -= 1;
      if (left === 0) return done();
      missing = bytes;
      socket.write(message);
    };
    socket.on('data', onData).on('error', done).on('close', early);
    socket.write(message);
  });
}
