// The echo server of bench/echo.c on the runtime of chapter 12. Argument: how many bytes it sends back before it ends.
import { setTimeout } from 'node:timers/promises';
import { WINSOCK_2_2, WSAStartup } from '@iocp/ffi';
import { EchoServer } from '../examples/12-from-completions-to-promises/echo-server.ts';
import { Pool } from '../examples/12-from-completions-to-promises/pool.ts';
import { Runtime } from '../examples/12-from-completions-to-promises/runtime.ts';

const wanted = Number(process.argv[2]);
WSAStartup(WINSOCK_2_2, {});
const runtime = new Runtime(64);
const pool = new Pool(64, 4096);
const server = new EchoServer(runtime, pool, 60_000);
const stopping = new AbortController();
const serving = server.run(stopping.signal);
console.log(JSON.stringify({ port: server.port }));

while (server.echoed < wanted || server.open > 0) await setTimeout(50);
stopping.abort();
await serving;
await runtime.close();
pool.close();
console.log(JSON.stringify({ echoed: server.echoed }));
