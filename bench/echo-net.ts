// The echo server of bench/echo.c on node:net. Argument: how many bytes it sends back before it ends.
import { type AddressInfo, createServer } from 'node:net';

const wanted = Number(process.argv[2]);
let echoed = 0;
let open = 0;

const server = createServer({ noDelay: true }, (socket) => {
  open += 1;
  socket.on('data', (bytes) => {
    echoed += bytes.length;
    socket.write(bytes);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    open -= 1;
    if (echoed >= wanted && open === 0) server.close();
  });
});
server.on('close', () => console.log(JSON.stringify({ echoed })));

server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});
