import {
  connectToLoopback,
  ensure,
  openTcpSocket,
  SOCKET_ERROR,
  send,
  WINSOCK_2_2,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import { Pool } from '../pool.ts';
import { Runtime } from '../runtime.ts';
import { Connection } from '../tcp.ts';

const server = await startDelayServer({ step: 200 });
if (WSAStartup(WINSOCK_2_2, {}) !== 0) throw new Error('There is no Winsock.');
const runtime = new Runtime(8);
const pool = new Pool(3, 64);
const { signal } = new AbortController();

async function ask(question: string): Promise<string> {
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  const connection = new Connection(runtime, socket);
  const bytes = Buffer.from(`${question}\n`);
  ensure('send', () => send(socket, bytes, bytes.length, 0), SOCKET_ERROR);
  const operation = await pool.take(signal);
  const received = await connection.receive(operation, signal);
  const answer = operation.data.toString('latin1', 0, received).trim();
  pool.giveBack(operation);
  connection.close();
  return answer;
}

const questions = ['wait 2', 'wait 1', 'wait 0'];
// Promise.all keeps the order of its promises, whichever resolves first (GQ-10).
const answers = await Promise.all(questions.map(ask));
for (const [at, question] of questions.entries()) {
  console.log(`${question}: ${answers[at]}`);
}

await runtime.close();
pool.close();
await server.close();
