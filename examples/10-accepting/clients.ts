import { parseArgs } from 'node:util';
import {
  type EchoClients,
  MANNERS,
  type Manners,
  startEchoClients,
} from '@iocp/peers';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '4' },
    manners: { type: 'string', default: 'polite' },
    quiet: { type: 'boolean', default: false },
  },
});

/** How many clients will come. */
const clientCount = Number(values.clients);
if (!/^\d+$/.test(values.clients) || clientCount > 500) {
  console.error(`--clients ${values.clients} is not a number from 0 to 500.`);
  process.exit(2);
}

/** How they behave, in turn. */
const manners = values.manners.split(',') as Manners[];
const unknown = manners.find((name) => !MANNERS.includes(name));
if (unknown !== undefined) {
  console.error(`--manners ${unknown} is none of these: ${MANNERS.join(', ')}.`);
  process.exit(2);
}

/** Starts the clients that were asked for. Each sends 64 bytes, three times. */
export function startClients(port: number): EchoClients {
  return startEchoClients({
    port,
    clients: clientCount,
    rounds: 3,
    bytes: 64,
    manners,
  });
}

/** Tells what became of the clients, and ends those that are still there. */
export async function dismiss(clients: EchoClients): Promise<void> {
  const { served, rude, problems } = await clients.report;
  await clients.close();
  console.log(
    `${served} of ${clientCount} clients were served right${rude ? `, ${rude} did not wait for it` : ''}.`,
  );
  for (const problem of problems)
    console.error(`A client was not served right: ${problem}.`);
  if (problems.length > 0) process.exitCode = 1;
}

/** Prints what happens to each client, unless it is to be quiet. */
export const tell = values.quiet ? () => {} : console.log;
