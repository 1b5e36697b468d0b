// The other end of the echo servers, told by its standard input what to do. A line there is a TCP port of 127.0.0.1, a
// number of connections, the length of a message, and how many messages go before the clock is started and after, of all
// connections together. Each connection sends one message, waits until all of it is back, and compares. For each line
// one of JSON comes back: messages, seconds, and what part of that time this process was busy. Connections stay open for
// the next line, until the input ends.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** @type {Map<string, import('node:net').Socket[]>} */
const open = new Map();

/**
 * @param {number} port
 * @param {number} count
 */
async function connections(port, count) {
  const name = `${port} ${count}`;
  const known = open.get(name);
  if (known) return known;
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );
  open.set(name, sockets);
  return sockets;
}

/**
 * Sends a message, waits until all of it is back, compares, and again.
 * @param {import('node:net').Socket} socket
 * @param {number} bytes
 * @param {number} count
 * @returns {Promise<void>}
 */
function exchange(socket, bytes, count) {
  const message = Buffer.alloc(bytes, 'x');
  return new Promise((resolve, reject) => {
    let sent = 0;
    let back = 0;
    const send = () => {
      sent += 1;
      back = 0;
      message.writeUInt32LE(sent);
      socket.write(message);
    };
    /** @param {Error} [error] */
    const done = (error) => {
      socket.off('data', onData).off('error', done).off('close', early);
      if (error) reject(error);
      else resolve();
    };
    const early = () => done(new Error('The server closed a connection before its time.'));
    /** @param {Buffer} part */
    const onData = (part) => {
      const end = back + part.length;
      if (end > bytes || message.compare(part, 0, part.length, back, end) !== 0) {
        return done(new Error('The server sent something else back.'));
      }
      back = end;
      if (back < bytes) return;
      if (sent === count) done();
      else send();
    };
    if (count === 0) return resolve();
    socket.on('data', onData).on('error', done).on('close', early);
    send();
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const [port = 0, count = 0, bytes = 0, warm = 0, messages = 0] = line.split(' ').map(Number);
  const sockets = await connections(port, count);
  /** @param {number} each */
  const all = (each) => Promise.all(sockets.map((socket) => exchange(socket, bytes, each)));
  await all(warm / count);
  const before = process.cpuUsage();
  const begun = performance.now();
  await all(messages / count);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ messages, seconds, busy: (user + system) / 1e6 / seconds }));
}
for (const socket of [...open.values()].flat()) socket.end();
