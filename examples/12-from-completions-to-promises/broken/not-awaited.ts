// You see: the pool refuses to take an operation back, although its send was over at once.
// Behind it: M03.
// Refuted by: OV-13.
import {
  connectToLoopback,
  OwnershipError,
  openTcpSocket,
  WINSOCK_2_2,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import { Pool } from '../pool.ts';
import { Runtime } from '../runtime.ts';
import { Connection } from '../tcp.ts';

const server = await startDelayServer({ step: 0 });
if (WSAStartup(WINSOCK_2_2, {}) !== 0) throw new Error('There is no Winsock.');
const runtime = new Runtime(8);
const pool = new Pool(1, 64);
const { signal } = new AbortController();
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
const connection = new Connection(runtime, socket);

const operation = await pool.take(signal);
const length = operation.data.write('wait 0\n', 'latin1');
//#region defect
// So few bytes are sent at once. There is nothing to await.
const sent = connection.send(operation, length, signal);
//#endregion
try {
  pool.giveBack(operation);
  console.log('The pool has its operation back.');
} catch (error) {
  if (!(error instanceof OwnershipError)) throw error;
  console.log(`${error.name}: ${error.message}`);
  // What was refused is done in time, so that the program can end.
  await sent;
  pool.giveBack(operation);
}

connection.close();
await runtime.close();
pool.close();
await server.close();
