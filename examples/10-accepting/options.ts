import { parseArgs } from 'node:util';
import { MANNERS, type Manners } from '@iocp/peers';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '4' },
    manners: { type: 'string', default: 'polite' },
    quiet: { type: 'boolean', default: false },
  },
});

/** How many clients will come. */
export const clientCount = Number(values.clients);
if (!/^\d+$/.test(values.clients) || clientCount > 500) {
  console.error(`--clients ${values.clients} is not a number from 0 to 500.`);
  process.exit(2);
}

/** How they behave, in turn. */
export const manners = values.manners.split(',') as Manners[];
const unknown = manners.find((name) => !MANNERS.includes(name));
if (unknown !== undefined) {
  console.error(`--manners ${unknown} is none of these: ${MANNERS.join(', ')}.`);
  process.exit(2);
}

/** Prints what happens to each client, unless it is to be quiet. */
export const tell = values.quiet ? () => {} : console.log;
