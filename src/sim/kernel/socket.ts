import { FileObject } from './file-object.ts';
import type { Machine } from './machine.ts';
import type { Address, Network, Sharing } from './network.ts';
import { STATUS } from './status.ts';
import { SEND_BUFFER } from './stream.ts';

/** What sockets of both kinds have in common. */
export abstract class SocketObject extends FileObject {
  readonly type: 'stream' | 'datagram';
  /** Its own address; null until it is bound. */
  local: Address | null = null;
  /** Non-blocking mode: what would wait fails instead, if it has no OVERLAPPED (RECV-12). */
  nonBlocking = false;

  /** Whether others may have its address too; what counts is what it says when the socket is bound. */
  sharing: Sharing = 'default';

  /** SO_SNDBUF, in bytes. */
  sendBuffer = SEND_BUFFER;

  /** SO_ERROR: the Winsock error of a connect that nobody waited for. */
  error = 0;

  constructor(machine: Machine, type: 'stream' | 'datagram', overlapped: boolean) {
    super(machine, overlapped);
    this.type = type;
  }

  get network(): Network {
    return this.machine.network;
  }

  /** Takes an address. @returns a status, which says why not where another socket has it or no port is free */
  bind({ ip, port }: Address): number {
    const taken = this.take({ ip, port });
    if ('status' in taken) return taken.status;
    this.local = { ip, port: taken.port };
    return STATUS.SUCCESS;
  }

  /** Takes an address among those of the sockets of its kind. */
  protected abstract take(address: Address): { port: number } | { status: number };

  /** Whether a receive without OVERLAPPED would not wait. */
  abstract get isReadable(): boolean;

  /** How many bytes a receive would find. */
  abstract get available(): number;

  /** What was pending on it ends, and what it had is free; the last handle was closed. */
  abstract close(): void;

  protected override lastHandleClosed(): void {
    this.close();
  }
}
