import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { EchoClientsOptions, EchoReport } from './index.ts';
import type { Manners } from './manners.ts';

const { port, clients, rounds, bytes, manners } =
  workerData as Required<EchoClientsOptions>;

/** How long a client waits for the server, in milliseconds. */
const PATIENCE = 10_000;

/** What a client says in a round: nobody else says it. */
const message = (client: number, round: number) =>
  Buffer.alloc(bytes, `client ${client} in round ${round}; `);

class Client {
  readonly #number: number;
  readonly #manners: Manners;
  readonly #socket: Socket;
  readonly #incoming: AsyncIterator<Buffer>;

  constructor(number: number, manner: Manners) {
    this.#number = number;
    this.#manners = manner;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#incoming = this.#socket[Symbol.asyncIterator]();
    this.#socket.setTimeout(PATIENCE, () => {
      if (this.#manners === 'vanish') return;
      this.#socket.destroy(
        new Error(`the server was silent for ${PATIENCE / 1000} seconds`),
      );
    });
    // Whoever waits for the socket hears of it as well; a client that has left does not care.
    this.#socket.on('error', () => {});
  }

  async connected(): Promise<void> {
    await once(this.#socket, 'connect');
    if (this.#manners === 'hang-up') this.#socket.resetAndDestroy();
  }

  /** @returns whether it was served; false for one too rude to wait for it */
  async talk(): Promise<boolean> {
    const messages = Array.from({ length: rounds }, (_, round) =>
      message(this.#number, round + 1),
    );
    switch (this.#manners) {
      case 'polite':
      case 'byte-by-byte':
        for (const each of messages) {
          await this.#send(each);
          await this.#hear(each);
        }
        return true;
      case 'half-close':
        this.#socket.end(Buffer.concat(messages));
        await this.#hear(Buffer.concat(messages));
        return true;
      case 'reset':
        await this.#send(message(this.#number, 1));
        this.#socket.resetAndDestroy();
        return false;
      case 'vanish':
        await this.#send(message(this.#number, 1));
        return false;
      case 'hang-up':
        return false;
    }
  }

  /** Says that it will send no more, and waits until the server has closed. */
  async leave(): Promise<void> {
    this.#socket.end();
    const { done } = await this.#incoming.next();
    if (!done) throw new Error('the server sent more than it was sent');
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #send(data: Buffer): Promise<void> {
    if (this.#manners !== 'byte-by-byte') {
      this.#socket.write(data);
      return;
    }
    for (const byte of data) {
      this.#socket.write(Uint8Array.of(byte));
      await turn();
    }
  }

  async #hear(expected: Buffer): Promise<void> {
    let heard = Buffer.alloc(0);
    while (heard.length < expected.length) {
      const { value, done } = await this.#incoming.next();
      if (done) {
        throw new Error(
          `the server closed after ${heard.length} of ${expected.length} bytes`,
        );
      }
      heard = Buffer.concat([heard, value]);
    }
    if (!heard.equals(expected))
      throw new Error('the server sent other bytes than it was sent');
  }
}

const all: Client[] = [];
parentPort?.once('message', () => {
  for (const client of all) client.destroy();
});

const report: EchoReport = { served: 0, rude: 0, problems: [] };

/** Does something for a client; what goes wrong becomes a line of the report. */
async function attempt<T>(number: number, what: () => Promise<T>) {
  try {
    return await what();
  } catch (error) {
    report.problems.push(`client ${number}: ${(error as Error).message}`);
    return undefined;
  }
}

const talking: { number: number; client: Client }[] = [];
for (let number = 1; number <= clients; number++) {
  const client = new Client(
    number,
    manners[(number - 1) % manners.length] ?? 'polite',
  );
  all.push(client);
  const connected = await attempt(number, async () => {
    await client.connected();
    return true;
  });
  if (connected) talking.push({ number, client });
}

const served = await Promise.all(
  talking.map(async ({ number, client }) => ({
    number,
    client,
    well: await attempt(number, () => client.talk()),
  })),
);

for (const { number, client, well } of served) {
  if (well === false) report.rude++;
  if (!well) continue;
  const left = await attempt(number, async () => {
    await client.leave();
    return true;
  });
  if (left) report.served++;
}
parentPort?.postMessage(report);
