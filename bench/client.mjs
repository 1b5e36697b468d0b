// The other end of the echo servers. Arguments: a TCP port of 127.0.0.1, the length of a message, how many messages go
// before the clock is started and how many after, then how many connections carry them, once or several times. Each
// connection sends one message, waits until all of it is back, and compares. Prints a line of JSON for each: messages,
// seconds, and what part of that time this process was busy.
import { once } from 'node:events';
import { connect } from 'node:net';

const [port = 0, bytes = 0, warm = 0, messages = 0, ...crowds] = process.argv.slice(2).map(Number);

/** @returns {Promise<import('node:net').Socket>} a connection */
async function dial() {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/**
 * Sends a message, waits until all of it is back, compares, and again.
 * @param {import('node:net').Socket} socket
 * @param {number} count
 * @returns {Promise<void>}
 */
function exchange(socket, count) {
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
      if (
        back + part.length > bytes ||
        message.compare(part, 0, part.length, back, back + part.length)
      ) {
        return done(new Error('The server sent back something else.'));
      }
      back += part.length;
      if (back < bytes) return;
      if (sent === count) return done();
      send();
    };
    socket.on('data', onData).on('error', done).on('close', early);
    send();
  });
}

for (const connections of crowds) {
  const sockets = await Promise.all(Array.from({ length: connections }, dial));
  /** @param {number} count */
  const all = (count) => Promise.all(sockets.map((socket) => exchange(socket, count)));
  await all(warm / connections);
  const before = process.cpuUsage();
  const begun = performance.now();
  await all(messages / connections);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  const gone = sockets.map((socket) => once(socket, 'close'));
  for (const socket of sockets) socket.end();
  await Promise.all(gone);
  console.log(JSON.stringify({ messages, seconds, busy: (user + system) / 1e6 / seconds }));
}
