// Ends with 0 when no network can be reached from here but loopback, and otherwise says what can. `isolated` of machine.ts asks it
// inside the network that it makes, before anything is proved there.

import dgram from 'node:dgram';
import { once } from 'node:events';
import os from 'node:os';

import { Trouble, tell } from './boot/trouble.mjs';

/**
 * Whether the system knows a way to an address. Choosing one sends nothing.
 * @param {'udp4' | 'udp6'} family
 * @param {string} address
 */
async function hasRoute(family, address) {
  const socket = dgram.createSocket(family);
  try {
    socket.connect(9, address);
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

async function demandCutOff() {
  const interfaces = Object.entries(os.networkInterfaces());
  const outward = interfaces.find(([, addresses]) => addresses?.some(({ internal }) => !internal));
  if (outward !== undefined) {
    throw new Trouble(`The network is not cut off: there is the interface ${outward[0]}.`);
  }
  if (interfaces.length === 0) {
    throw new Trouble('Loopback is not up, and the programs talk to their peers over it.');
  }
  // Addresses that are kept for documentation, so nobody has them (RFC 5737, RFC 3849).
  for (const [family, address] of /** @type {const} */ ([
    ['udp4', '192.0.2.1'],
    ['udp6', '2001:db8::1'],
  ])) {
    if (await hasRoute(family, address)) {
      throw new Trouble(`The network is not cut off: there is a way to ${address}.`);
    }
  }
}

try {
  await demandCutOff();
} catch (error) {
  process.exitCode = tell(error);
}
