import type { Bytes } from '../memory/heap.ts';
import type { Machine } from './machine.ts';
import { type Address, ANY, isLoopback, LOOPBACK } from './network.ts';
import { Queue } from './queue.ts';
import type { Begun, Request } from './request.ts';
import { SocketObject } from './socket.ts';
import { STATUS } from './status.ts';
import { LATENCY, type ReceiveMode } from './stream.ts';

/** How many bytes of datagrams wait for a receive before more are lost, each with what it costs besides its data. */
const QUEUE = 65_536;
const COST = 16;

/** Bytes of the longest datagram: 65535 without the headers of IP and UDP. */
const LONGEST = 65_507;

/** What a receive finds: bytes, or the news that one of this socket's own found nobody. */
interface Datagram {
  readonly data: Bytes | null;
  readonly from: Address;
}

/** Is told where a datagram came from, before its receive is over. */
export type Sender = (from: Address) => void;

interface Receive {
  readonly request: Request;
  readonly mode: ReceiveMode;
  readonly sender: Sender;
}

const costOf = ({ data }: Datagram): number => COST + (data?.length ?? 0);

/** A UDP socket. */
export class DatagramSocket extends SocketObject {
  /** Whom `connect` named: where a send without an address goes, and the only one to receive from. */
  remote: Address | null = null;
  /** Whether a receive is told that a datagram found nobody; SIO_UDP_CONNRESET says so. */
  tellsUnreachable = true;
  readonly #queue = new Queue<Datagram>();
  #queued = 0;
  readonly #receives = new Queue<Receive>();
  #isClosed = false;
  #sendShut = false;
  #receiveShut = false;

  constructor(machine: Machine, overlapped: boolean) {
    super(machine, 'datagram', overlapped);
  }

  protected override take(address: Address): { port: number } | { status: number } {
    return this.network.udp.take(address, this.sharing, this);
  }

  override get isReadable(): boolean {
    return this.#receiveShut || (this.#queue.length > 0 && this.#receives.length === 0);
  }

  override get available(): number {
    return this.#queue.first?.data?.length ?? 0;
  }

  /** Says that nothing more will be sent, or received. */
  shut(what: { send?: boolean; receive?: boolean }): void {
    this.#sendShut ||= what.send === true;
    this.#receiveShut ||= what.receive === true;
  }

  /**
   * Starts a receive, or has it at once. What does not fit into its memory is lost, with a warning (RECV-15). It fails
   * where a datagram that this socket has sent found nobody.
   */
  receive(request: Request, mode: ReceiveMode, sender: Sender = () => {}): Begun {
    if (this.#receiveShut) return { status: STATUS.PIPE_DISCONNECTED, information: 0 };
    const entry = { request, mode, sender };
    const { first } = this.#queue;
    if (first && this.#receives.length === 0) return this.#give(entry, first);
    const leave = this.#receives.push(entry);
    request.onCancel = () => {
      leave();
      request.complete(STATUS.CANCELLED, 0);
    };
    return 'pending';
  }

  /** Sends a datagram; it is bound first if it is not. One that is too long is refused. */
  send(data: Bytes, to: Address): Begun {
    if (this.#sendShut) return { status: STATUS.PIPE_DISCONNECTED, information: 0 };
    if (data.length > LONGEST) return { status: STATUS.INVALID_BUFFER_SIZE, information: 0 };
    if (this.local === null) {
      const status = this.bind({ ip: ANY, port: 0 });
      if (status !== STATUS.SUCCESS) return { status, information: 0 };
    }
    const { ip = ANY, port = 0 } = this.local ?? {};
    const from = { ip: ip === ANY ? LOOPBACK : ip, port };
    this.machine.after(LATENCY, () => {
      // From another machine nobody answers.
      if (!isLoopback(to.ip)) return;
      const receiver = this.network.udp.find(to);
      if (receiver) {
        receiver.#arrive({ data, from });
        return;
      }
      this.machine.after(LATENCY, () => {
        if (this.tellsUnreachable) this.#arrive({ data: null, from: to });
      });
    });
    return { status: STATUS.SUCCESS, information: data.length };
  }

  override close(): void {
    this.#isClosed = true;
    if (this.local) this.network.udp.release(this.local.port, this);
    // SCLOSE-7: here the error is the documented one.
    for (const { request } of this.#receives.takeAll()) request.complete(STATUS.CANCELLED, 0);
  }

  #arrive(datagram: Datagram): void {
    const { remote } = this;
    const isWanted =
      remote === null || (remote.port === datagram.from.port && remote.ip === datagram.from.ip);
    if (this.#isClosed || !isWanted) return;
    const cost = costOf(datagram);
    if (this.#receives.length === 0 && this.#queued + cost > QUEUE + COST) return;
    this.#queue.push(datagram);
    this.#queued += cost;
    for (let next = this.#queue.first; next; next = this.#queue.first) {
      const receive = this.#receives.shift();
      if (!receive) return;
      const { status, information } = this.#give(receive, next);
      receive.request.complete(status, information);
    }
  }

  #give(
    { request, mode, sender }: Receive,
    datagram: Datagram,
  ): { status: number; information: number } {
    const { data, from } = datagram;
    if (!mode.peek || data === null) {
      this.#queue.shift();
      this.#queued -= costOf(datagram);
    }
    if (data === null) return { status: STATUS.PORT_UNREACHABLE, information: 0 };
    sender(from);
    const information = request.fill(data);
    const isCut = data.length > request.capacity;
    return { status: isCut ? STATUS.BUFFER_OVERFLOW : STATUS.SUCCESS, information };
  }
}
