import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** Milliseconds from an answer to the next message. */
const PAUSE = 100;

const { path, messages } = workerData as { path: string; messages: string[] };
const answers: string[] = [];
let problem: string | null = null;

const socket = connect(path);
const sendNext = () => {
  const message = messages[answers.length];
  if (message === undefined) socket.destroy();
  else socket.write(message);
};
socket.on('connect', sendNext);
socket.on('data', (bytes) => {
  answers.push(bytes.toString('latin1'));
  setTimeout(sendNext, PAUSE);
});
socket.on('error', (error) => {
  problem = error.message;
});
socket.on('close', () => parentPort?.postMessage({ answers, problem }));

parentPort?.once('message', () => socket.destroy());
