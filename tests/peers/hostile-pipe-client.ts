import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const way = process.env.HOSTILE;
const answers: string[] = [];

parentPort?.once('message', () => socket.destroy());

const socket = connect(workerData.path);
socket.on('error', () => socket.destroy());
socket.on('close', () => parentPort?.postMessage({ answers, problem: null }));

socket.on('connect', () => {
  switch (way) {
    case 'leaves at once':
      socket.destroy();
      break;
    case 'does not end its message':
      socket.write(Buffer.alloc(10_000, 'x'), () => socket.destroy());
      break;
    case 'takes no answers':
      sayMore();
      break;
  }
});
if (way === 'takes no answers') socket.pause();
else socket.on('data', (bytes) => answers.push(bytes.toString()));

/** Says something else as soon as the last thing was taken. */
function sayMore() {
  socket.write('x', (error) => {
    if (!error) sayMore();
  });
}
