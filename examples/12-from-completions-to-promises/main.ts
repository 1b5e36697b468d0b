import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Operation, WINSOCK_2_2, WSAStartup } from '@iocp/ffi';
import { type EchoClients, startEchoClients } from '@iocp/peers';
import { EchoServer } from './echo-server.ts';
import { File } from './file.ts';
import { Pool } from './pool.ts';
import { Runtime } from './runtime.ts';

/** Packets that one dequeue may bring. */
const BATCH = 64;
/** Bytes of each operation's buffer. */
const BUFFER_SIZE = 4096;
/** How long a connection may be silent, in milliseconds. */
const PATIENCE = 30_000;
/** How long the crowd may take to say its first word, in milliseconds. */
const CROWD_PATIENCE = 10_000;

//#region start
const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '8' },
    serve: { type: 'string', default: '0' },
  },
});
const operations = wholeNumber('operations', 8, 10_000);
const seconds = wholeNumber('serve', 0, 3600);

const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
const runtime = new Runtime(BATCH);
const pool = new Pool(operations, BUFFER_SIZE);
const server = new EchoServer(runtime, pool, PATIENCE);
const stopping = new AbortController();
const serving = server.run(stopping.signal);
const peers: EchoClients[] = [];
//#endregion

if (seconds > 0) {
  console.log(`Echoing on port ${server.port} for ${seconds} s.`);
  await setTimeout(seconds * 1000);
} else {
  await readOneFile();
  await serveSome();
  await serveTooMany();
}

//#region stop
console.log(`Stop. Windows owns ${Operation.outstanding} operations.`);
stopping.abort();
await serving;
await runtime.close();
console.log(
  `Stopped. Windows owns ${Operation.outstanding}, and ${pool.free} of ${pool.size} are back in the pool.`,
);
pool.close();
for (const peer of peers) await peer.close();
//#endregion

/** Reads this package's own package.json, a buffer full at a time. */
async function readOneFile(): Promise<void> {
  //#region file
  const path = fileURLToPath(new URL('package.json', import.meta.url));
  const file = new File(runtime, path);
  const operation = await pool.take(stopping.signal);
  let text = '';
  for (let offset = 0; ; ) {
    const bytes = await file.read(operation, offset, stopping.signal);
    if (bytes === 0) break;
    text += operation.data.toString('latin1', 0, bytes);
    offset += bytes;
  }
  pool.giveBack(operation);
  file.close();
  console.log(`Read from a file: “${JSON.parse(text).iocp.title}”.`);
  //#endregion
}

/** Serves a few clients that behave. */
async function serveSome(): Promise<void> {
  //#region serve-some
  const { port } = server;
  const clients = startEchoClients({ port, clients: 5, rounds: 4, bytes: 100 });
  peers.push(clients);
  const { served, problems } = await clients.report;
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  console.log(`Served ${served} clients; ${server.echoed} bytes went back.`);
  //#endregion
}

/** Two clients more than there are operations, and none of them leaves. */
async function serveTooMany(): Promise<void> {
  //#region serve-too-many
  const { port, echoed } = server;
  const crowd = operations + 2;
  const clients = startEchoClients({
    port,
    clients: crowd,
    rounds: 1,
    bytes: 100,
    manners: ['vanish'],
  });
  peers.push(clients);
  // Node's timers go on: the wait at the port is on another thread (FFI-12). A client
  // that is lost on its way would never be served, so this does not last for ever.
  const all = echoed + operations * 100;
  const deadline = performance.now() + CROWD_PATIENCE;
  while (server.echoed < all && performance.now() < deadline) await setTimeout(5);
  if (server.echoed < all) {
    console.error(`${all - server.echoed} bytes were not echoed in time.`);
    process.exitCode = 1;
  }
  console.log(
    `Of ${crowd} clients that came and fell silent, ${server.open} have a connection.`,
  );
  await pool.take(AbortSignal.timeout(100)).then(
    (operation) => {
      console.log('There was one more operation.');
      pool.giveBack(operation);
    },
    ({ name }: Error) => console.log(`No operation is left for more: ${name}.`),
  );
  //#endregion
}

/** The number that an option gives; ends the program where it is none that will do. */
function wholeNumber(
  name: 'operations' | 'serve',
  least: number,
  most: number,
): number {
  const value = Number(values[name]);
  if (/^\d+$/.test(values[name]) && value >= least && value <= most) return value;
  console.error(
    `--${name} ${values[name]} is not a whole number from ${least} to ${most}.`,
  );
  process.exit(2);
}
