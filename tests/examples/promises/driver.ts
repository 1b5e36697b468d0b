/** Runs chapter 12's runtime in the way that its argument names, and prints what was seen as one line of JSON. */
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Operation, WINSOCK_2_2, WSAStartup } from '@iocp/ffi';
import { MANNERS, startEchoClients } from '@iocp/peers';
import { EchoServer } from '../../../examples/12-from-completions-to-promises/echo-server.ts';
import { File } from '../../../examples/12-from-completions-to-promises/file.ts';
import { Pool } from '../../../examples/12-from-completions-to-promises/pool.ts';
import { Runtime } from '../../../examples/12-from-completions-to-promises/runtime.ts';
import { Listener } from '../../../examples/12-from-completions-to-promises/tcp.ts';

WSAStartup(WINSOCK_2_2, {});
const runtime = new Runtime(16);
const never = new AbortController().signal;

/** Where a promise stands when all that is ready has run. */
function stateOf(promise: Promise<unknown>): Promise<string> {
  return Promise.race([
    promise.then(
      () => 'fulfilled',
      (reason: Error) => `rejected: ${reason.message}`,
    ),
    setTimeout(0, 'pending'),
  ]);
}

/** What a call throws, as its class and its message. */
async function thrown(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'nothing';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** Serves clients, stops when `enough` says so, and says what is left of them. */
async function serve(
  clients: Omit<Parameters<typeof startEchoClients>[0], 'port'>,
  enough: (server: EchoServer) => boolean,
  { operations = clients.clients + 4, patience = 20_000 } = {},
) {
  const pool = new Pool(operations, 128);
  const server = new EchoServer(runtime, pool, patience);
  const stop = new AbortController();
  const serving = server.run(stop.signal);
  const peers = startEchoClients({ port: server.port, ...clients });
  const report = await peers.report;
  while (!enough(server)) await setTimeout(5);
  const { open, broken } = server;
  const outstanding = Operation.outstanding;
  stop.abort();
  await serving;
  const left = { outstanding: Operation.outstanding, free: pool.free, open: server.open };
  pool.close();
  await peers.close();
  return { report, open, broken, outstanding, left };
}

const ways: Record<string, () => Promise<unknown>> = {
  manners: () =>
    serve(
      { clients: 4 * MANNERS.length, rounds: 3, bytes: 300, manners: MANNERS },
      // All that are left have vanished.
      (server) => server.open <= 4,
    ),

  'stop-100': () =>
    serve(
      { clients: 100, rounds: 1, bytes: 10, manners: ['vanish'] },
      (server) => server.open === 100,
    ),

  patience() {
    let came = 0;
    return serve(
      { clients: 3, rounds: 1, bytes: 10, manners: ['vanish'] },
      ({ open }) => {
        came = Math.max(came, open);
        return came > 0 && open === 0;
      },
      { patience: 50 },
    );
  },

  async abort() {
    const pool = new Pool(2, 64);
    const listener = new Listener(runtime);
    const operation = await pool.take(never);
    const ending = new AbortController();
    const accept = listener.accept(operation, ending.signal);
    const before = await stateOf(accept);
    ending.abort(new Error('first'));
    ending.abort(new Error('second'));
    // The packet is in the port, and nobody has run that could have dequeued it.
    const submitted = operation.submitted;
    const early = await thrown(() => pool.giveBack(operation));
    const after = await thrown(() => accept);
    const free = !operation.submitted;
    const again = await thrown(() => listener.accept(operation, ending.signal));
    pool.giveBack(operation);
    const twice = await thrown(() => pool.giveBack(operation));
    listener.close();
    pool.close();
    return { before, submitted, early, after, free, again, twice };
  },

  async backpressure() {
    const pool = new Pool(1, 64);
    const only = await pool.take(never);
    const impatient = new AbortController();
    const gaveUp = pool.take(impatient.signal);
    const first = pool.take(never);
    const second = pool.take(never);
    impatient.abort(new Error('too long'));
    const states = [await stateOf(gaveUp), await stateOf(first)];
    pool.giveBack(only);
    states.push(await stateOf(first), await stateOf(second));
    const early = await thrown(() => pool.close());
    pool.giveBack(await first);
    pool.giveBack(await second);
    pool.close();
    return { states, early };
  },

  async file() {
    const pool = new Pool(2, 64);
    const path = fileURLToPath(new URL('./alphabet.txt', import.meta.url));
    const file = new File(runtime, path);
    const read = async (offset: number) => {
      const operation = await pool.take(never);
      const bytes = await file.read(operation, offset, never);
      const text = operation.data.toString('latin1', 0, bytes);
      pool.giveBack(operation);
      return text;
    };
    const texts = await Promise.all([0, 20, 26, 1000, 2 ** 32].map(read));
    const missing = await thrown(() => new File(runtime, `${path}.not`));
    file.close();
    pool.close();
    return { texts, missing };
  },

  async 'close-pending'() {
    const pool = new Pool(2, 64);
    const listener = new Listener(runtime);
    const operation = await pool.take(never);
    const accept = thrown(() => listener.accept(operation, never));
    await setTimeout(20);
    await runtime.close();
    const result = await accept;
    const late = await thrown(() => listener.accept(operation, never));
    return { result, late, outstanding: Operation.outstanding };
  },

  async exit() {
    const listener = new Listener(runtime);
    const pool = new Pool(1, 64);
    void listener.accept(await pool.take(never), never);
    await setTimeout(20);
    process.exit(7);
  },

  async bug() {
    const listener = new Listener(runtime);
    const pool = new Pool(1, 64);
    void listener.accept(await pool.take(never), never);
    await setTimeout(20);
    throw new Error('a mistake of the program’s');
  },
};

const way = process.argv[2] ?? '';
const seen = await ways[way]?.();
console.log(JSON.stringify(seen));
if (way !== 'close-pending') await runtime.close();
