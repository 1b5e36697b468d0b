// The echo server of bench/echo.c on node:net. Argument: how many connections it serves before it ends.
import { type AddressInfo, createServer } from 'node:net';

const wanted = Number(process.argv[2]);
let closed = 0;

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (bytes) => socket.write(bytes));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    closed += 1;
    if (closed === wanted) server.close();
  });
});

server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});
