import type { Bytes } from '../memory/heap.ts';
import type { Machine } from './machine.ts';
import { type Address, ANY, LOOPBACK } from './network.ts';
import type { Begun, Request } from './request.ts';
import { SocketObject } from './socket.ts';
import { STATUS } from './status.ts';
import { LATENCY, type ReceiveMode } from './stream.ts';

/** How many bytes of datagrams wait for a receive before more are lost. */
const QUEUE = 65_536;

interface Datagram {
  readonly data: Bytes;
  readonly from: Address;
}

/** Is told where a datagram came from, before its receive is over. */
export type Sender = (from: Address) => void;

/** A UDP socket. */
export class DatagramSocket extends SocketObject {
  /** Whom `connect` named: where a send without an address goes, and the only one to receive from. */
  remote: Address | null = null;
  readonly #queue: Datagram[] = [];
  readonly #receives: { request: Request; mode: ReceiveMode; sender: Sender }[] = [];
  #isClosed = false;

  constructor(machine: Machine, overlapped: boolean) {
    super(machine, 'datagram', overlapped);
  }

  override bind(address: Address): boolean {
    const port = this.network.udp.take(address.port, this);
    if (port === null) return false;
    this.local = { ip: address.ip, port };
    return true;
  }

  override get isReadable(): boolean {
    return this.#queue.length > 0;
  }

  override get available(): number {
    return this.#queue[0]?.data.length ?? 0;
  }

  /** Starts a receive, or has it at once. What does not fit into its memory is lost, with a warning (RECV-15). */
  receive(request: Request, mode: ReceiveMode, sender: Sender = () => {}): Begun {
    const entry = { request, mode, sender };
    const first = this.#queue[0];
    if (first && this.#receives.length === 0) return this.#give(entry, first);
    this.#receives.push(entry);
    request.onCancel = () => {
      this.#receives.splice(this.#receives.indexOf(entry), 1);
      request.complete(STATUS.CANCELLED, 0);
    };
    return 'pending';
  }

  /** Sends a datagram; it is bound first if it is not. One that nobody waits for is lost. */
  send(data: Bytes, to: Address): Begun {
    if (this.local === null) this.bind({ ip: ANY, port: 0 });
    const from = { ip: LOOPBACK, port: this.local?.port ?? 0 };
    this.machine.after(LATENCY, () => {
      for (const socket of this.network.udp.of(to.port)) socket.#arrive({ data, from });
    });
    return { status: STATUS.SUCCESS, information: data.length };
  }

  override close(): void {
    this.#isClosed = true;
    if (this.local) this.network.udp.release(this.local.port, this);
    // SCLOSE-7: here the error is the documented one.
    for (const { request } of this.#receives.splice(0)) request.complete(STATUS.CANCELLED, 0);
  }

  #arrive(datagram: Datagram): void {
    const { remote } = this;
    if (this.#isClosed || (remote && remote.port !== datagram.from.port)) return;
    const receive = this.#receives.shift();
    const waiting = this.#queue.reduce((sum, { data }) => sum + data.length, 0);
    if (!receive && waiting + datagram.data.length > QUEUE) return;
    this.#queue.push(datagram);
    if (!receive) return;
    const { status, information } = this.#give(receive, datagram);
    receive.request.complete(status, information);
  }

  #give(
    { request, mode, sender }: { request: Request; mode: ReceiveMode; sender: Sender },
    datagram: Datagram,
  ): { status: number; information: number } {
    if (!mode.peek) this.#queue.splice(this.#queue.indexOf(datagram), 1);
    sender(datagram.from);
    const information = request.fill(datagram.data);
    const isCut = datagram.data.length > request.capacity;
    return { status: isCut ? STATUS.BUFFER_OVERFLOW : STATUS.SUCCESS, information };
  }
}
