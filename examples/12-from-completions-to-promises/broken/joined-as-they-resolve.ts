// You see: three questions are awaited together, and who asks for two steps is told that it has waited for none.
// Behind it: M21.
// Refuted by: GQ-10.
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
//#region defect
// They are asked in this order, so they are answered in this order.
const answers: string[] = [];
await Promise.all(
  questions.map(async (question) => answers.push(await ask(question))),
);
//#endregion
for (const [at, question] of questions.entries()) {
  console.log(`${question}: ${answers[at]}`);
}

await runtime.close();
pool.close();
await server.close();
