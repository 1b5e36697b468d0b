import type { DatagramSocket } from './datagram.ts';
import type { StreamSocket } from './stream-socket.ts';

/** The loopback address 127.0.0.1, and the one that stands for every address of this machine. Host byte order. */
export const LOOPBACK = 0x7f00_0001;
export const ANY = 0;

/** An IPv4 address and a port, both in host byte order. */
export interface Address {
  readonly ip: number;
  readonly port: number;
}

/** Whether an address is one of this machine's: the network has no other machine. */
export const isLoopback = (ip: number): boolean => ip >>> 24 === LOOPBACK >>> 24;

/** Whether what is sent to one address reaches a socket that has another one. */
export const reaches = (to: Address, local: Address | null): boolean =>
  local !== null && local.port === to.port && (local.ip === ANY || local.ip === to.ip);

/** The ports that are given out when nobody names one. */
const EPHEMERAL = { first: 49_152, last: 65_535 };

/** Who has which port of a protocol. */
class Ports<Socket> {
  readonly #holders = new Map<number, Set<Socket>>();
  #next = EPHEMERAL.first;

  /** Takes a port; port 0 asks for a free one. @returns the port, or null when somebody has it, or all */
  take(port: number, socket: Socket): number | null {
    const chosen = port || this.#free();
    if (chosen === null || this.#holders.has(chosen)) return null;
    this.#holders.set(chosen, new Set([socket]));
    return chosen;
  }

  /** Lets another socket have the same port, as one that was accepted has its listener's. */
  share(port: number, socket: Socket): void {
    const holders = this.#holders.get(port);
    if (holders) holders.add(socket);
    else this.#holders.set(port, new Set([socket]));
  }

  release(port: number, socket: Socket): void {
    const holders = this.#holders.get(port);
    holders?.delete(socket);
    if (holders?.size === 0) this.#holders.delete(port);
  }

  of(port: number): Iterable<Socket> {
    return this.#holders.get(port) ?? [];
  }

  #free(): number | null {
    for (let tried = EPHEMERAL.first; tried <= EPHEMERAL.last; tried++) {
      const port = this.#next;
      this.#next = port === EPHEMERAL.last ? EPHEMERAL.first : port + 1;
      if (!this.#holders.has(port)) return port;
    }
    return null;
  }
}

/** The loopback network of a machine. */
export class Network {
  readonly tcp = new Ports<StreamSocket>();
  readonly udp = new Ports<DatagramSocket>();
}
