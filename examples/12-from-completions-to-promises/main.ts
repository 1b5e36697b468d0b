import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Operation, WINSOCK_2_2, WSAStartup } from '@iocp/ffi';
import { EchoServer } from './echo-server.ts';
import { File } from './file.ts';
import { Pool } from './pool.ts';
import { Runtime } from './runtime.ts';

const { values } = parseArgs({
  options: {
    serve: { type: 'string', default: '0' },
    operations: { type: 'string', default: '8' },
  },
});
WSAStartup(WINSOCK_2_2, {});
const runtime = new Runtime(64);
const pool = new Pool(Number(values.operations), 4096);
const server = new EchoServer(runtime, pool, 30_000);
console.log(`Echoing on port ${server.port} for ${values.serve} s.`);
await server.run(AbortSignal.timeout(1000 * Number(values.serve)));
await runtime.close();
console.log(
  `broken ${server.broken} outstanding ${Operation.outstanding} pool ${pool.free}`,
);
pool.close();
