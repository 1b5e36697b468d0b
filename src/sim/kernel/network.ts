import type { DatagramSocket } from './datagram.ts';
import { STATUS } from './status.ts';
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

/**
 * How a socket holds its address against others: as nothing, SO_REUSEADDR or SO_EXCLUSIVEADDRUSE said when it was bound.
 */
export type Sharing = 'default' | 'reuse' | 'exclusive';

/** The ports that are given out when nobody names one. */
const EPHEMERAL = { first: 49_152, last: 65_535 };

/** Who has a port, at which address. */
interface Holder {
  readonly ip: number;
  readonly sharing: Sharing;
  /** Whether it was never bound, and has the port because an exclusive listener's connection is its. */
  readonly wasAccepted: boolean;
}

/**
 * What becomes of a bind to a port that somebody has, after the table in “Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE” for
 * two sockets of one account, on Windows Server 2003 and later.
 *
 * @returns a status: success, STATUS_SHARING_VIOLATION (10048) or STATUS_ACCESS_DENIED (10013)
 */
function besides(first: Holder, ip: number, sharing: Sharing): number {
  if (first.wasAccepted) {
    return sharing === 'exclusive' ? STATUS.SHARING_VIOLATION : STATUS.SUCCESS;
  }
  if (first.ip === ip) {
    if (sharing !== 'reuse') return STATUS.SHARING_VIOLATION;
    return first.sharing === 'reuse' ? STATUS.SUCCESS : STATUS.ACCESS_DENIED;
  }
  if (first.ip === ANY) {
    return first.sharing === 'exclusive' ? STATUS.ACCESS_DENIED : STATUS.SUCCESS;
  }
  return ip === ANY && sharing === 'exclusive' ? STATUS.SHARING_VIOLATION : STATUS.SUCCESS;
}

/** Who has which port of a protocol. */
class Ports<Socket> {
  readonly #holders = new Map<number, Map<Socket, Holder>>();
  #next = EPHEMERAL.first;

  /**
   * Takes an address; port 0 asks for a port that nobody has.
   *
   * @returns the port, or the status that says why not: STATUS_INSUFFICIENT_RESOURCES where no port is free
   */
  take(
    { ip, port }: Address,
    sharing: Sharing,
    socket: Socket,
  ): { port: number } | { status: number } {
    const chosen = port || this.#free();
    if (chosen === null) return { status: STATUS.INSUFFICIENT_RESOURCES };
    for (const holder of this.#holders.get(chosen)?.values() ?? []) {
      const status = besides(holder, ip, sharing);
      if (status !== STATUS.SUCCESS) return { status };
    }
    this.#hold(chosen, socket, { ip, sharing, wasAccepted: false });
    return { port: chosen };
  }

  /**
   * A socket was accepted at an address. It does not hold the listener's port, which can be bound again as soon as the
   * listener is closed; only after an exclusive listener it cannot be exclusively, until its connections are closed, too.
   */
  inherit(local: Address, socket: Socket): void {
    const listener = this.#at(local, () => true);
    if (listener?.[1].sharing !== 'exclusive') return;
    this.#hold(local.port, socket, { ip: local.ip, sharing: 'exclusive', wasAccepted: true });
  }

  release(port: number, socket: Socket): void {
    const holders = this.#holders.get(port);
    holders?.delete(socket);
    if (holders?.size === 0) this.#holders.delete(port);
  }

  /**
   * Whom it reaches what is sent to an address: a socket with just that address before one with any, and of several the
   * one that was bound first.
   */
  find(to: Address, fits: (socket: Socket) => boolean = () => true): Socket | undefined {
    return this.#at(to, fits)?.[0];
  }

  #at(to: Address, fits: (socket: Socket) => boolean): [Socket, Holder] | undefined {
    let ofAny: [Socket, Holder] | undefined;
    for (const entry of this.#holders.get(to.port) ?? []) {
      const [socket, { ip, wasAccepted }] = entry;
      if (wasAccepted || !fits(socket)) continue;
      if (ip === to.ip) return entry;
      if (ip === ANY) ofAny ??= entry;
    }
    return ofAny;
  }

  #hold(port: number, socket: Socket, holder: Holder): void {
    const holders = this.#holders.get(port) ?? new Map<Socket, Holder>();
    holders.set(socket, holder);
    this.#holders.set(port, holders);
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
