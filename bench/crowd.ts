// Chapter 12's echo server, and so many clients that are all connected at once. Arguments: how many clients, how many
// messages each of them sends, and how long a message is.
import { WINSOCK_2_2, WSAStartup } from '@iocp/ffi';
import { startEchoClients } from '@iocp/peers';
import { EchoServer } from '../examples/12-from-completions-to-promises/echo-server.ts';
import { Pool } from '../examples/12-from-completions-to-promises/pool.ts';
import { Runtime } from '../examples/12-from-completions-to-promises/runtime.ts';

const [clients = 0, rounds = 0, bytes = 0] = process.argv.slice(2).map(Number);
/** Accepts that are under way besides the connections. */
const DOORS = 4;

const begun = performance.now();
WSAStartup(WINSOCK_2_2, {});
const runtime = new Runtime(64);
const pool = new Pool(clients + DOORS, 4096);
const server = new EchoServer(runtime, pool, 60_000);
const stopping = new AbortController();
const serving = server.run(stopping.signal);
const crowd = startEchoClients({ port: server.port, clients, rounds, bytes });
const { served, problems } = await crowd.report;
await crowd.close();
stopping.abort();
await serving;
await runtime.close();
pool.close();
const seconds = (performance.now() - begun) / 1000;
if (problems.length > 0) throw new Error(problems[0]);
console.log(JSON.stringify({ served, echoed: server.echoed, seconds }));
