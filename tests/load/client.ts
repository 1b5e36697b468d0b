import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as after, setImmediate as turn } from 'node:timers/promises';
import { anySize, randomNumbers } from './random.ts';
import { LARGEST, Stream } from './stream.ts';

/**
 * How a client behaves. These want their bytes back, all of them and nothing else:
 *
 * - `polite` sends a message of some length, waits for its echo, sends the next, and leaves;
 * - `half-close` sends several at once, says that it will send no more, and then reads;
 * - `byte-by-byte` is polite, with a write for each byte;
 * - `guest` says nothing, and stays until the server closes.
 *
 * These do not:
 *
 * - `reset` is polite for a while, and resets the connection in the middle of a message;
 * - `hang-up` resets it as soon as it stands;
 * - `vanish` sends a message, and for a long time is not heard of: it reads nothing and closes nothing;
 * - `deaf` reads nothing either, and sends until nothing more is taken.
 */
export type Manner =
  | 'polite'
  | 'half-close'
  | 'byte-by-byte'
  | 'guest'
  | 'reset'
  | 'hang-up'
  | 'vanish'
  | 'deaf';

const RUDE: readonly Manner[] = ['reset', 'hang-up', 'vanish', 'deaf'];

/** The longest message, in bytes: four of the server's buffers. */
const LONGEST = 16_384;
/** The most messages that a polite client sends. */
const MOST = 300;
/** How long the server may be silent when it has something to send back, in milliseconds. */
const PATIENCE = 25_000;
/** How long those stay who are not heard of, in milliseconds: some for longer than the server waits. */
const SHORT = 3000;
const LONG = 40_000;

/** What clients are told, all of them. */
export interface Signs {
  /** Aborted: say what you are at, leave in good order, and do not come back. */
  leave: AbortSignal;
  /** Resolves when the server is no more. */
  ended: Promise<unknown>;
}

/** One connection to an echo server, and what is to be said of it afterwards. */
export class Client {
  readonly manner: Manner;
  connected = false;
  /** Messages that were sent whole, and came back whole where that is waited for. */
  messages = 0;
  /** Bytes that were sent, or given to this system to send. */
  sent = 0;
  /** Bytes that came back, each of them the right one. */
  back = 0;
  /** Bytes came that are not its own: a sentence about it. */
  wrong: string | null = null;
  /** It wanted to be served, and was not: why. */
  broken: string | null = null;

  readonly #number: number;
  readonly #stream: Stream;
  readonly #random: () => number;
  readonly #socket: Socket;
  readonly #closed: Promise<void>;
  /** Whether the server has said that it will send no more. */
  #finished = false;
  #heard = () => {};

  /** @param number of the connection: what it says, and how much, follows from it */
  constructor(port: number, number: number, manner: Manner) {
    this.manner = manner;
    this.#number = number;
    this.#stream = new Stream(number);
    this.#random = randomNumbers(number);
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.#closed = new Promise((resolve) => this.#socket.once('close', () => resolve()));
    this.#socket.on('error', ({ message }) => this.#isBroken(message));
    this.#socket.once('end', () => {
      this.#finished = true;
      this.#heard();
    });
    this.#socket.once('close', () => this.#heard());
  }

  /** Behaves as it does, from its beginning to its end. */
  async run(signs: Signs): Promise<void> {
    await Promise.race([once(this.#socket, 'connect').catch(() => {}), this.#closed]);
    this.connected = !this.#socket.connecting && !this.#socket.destroyed;
    if (this.connected) await this.#behave(signs);
    this.#socket.destroy();
    await this.#closed;
  }

  async #behave({ leave, ended }: Signs): Promise<void> {
    switch (this.manner) {
      case 'polite':
        this.#listen();
        await this.#talk(leave);
        return this.#part();
      case 'half-close':
        this.#listen();
        for (let n = this.#any(1, 10); n > 0; n--) this.#say(this.#any(1, LONGEST));
        return this.#part();
      case 'byte-by-byte':
        this.#listen();
        await this.#dribble(leave);
        return this.#part();
      case 'guest':
        this.#listen();
        await this.#until(() => this.#finished);
        return this.#part();
      case 'reset':
        this.#listen();
        await this.#talk(leave);
        this.#say(LONGEST);
        this.#socket.resetAndDestroy();
        return;
      case 'hang-up':
        this.#socket.resetAndDestroy();
        return;
      case 'vanish':
        this.#say(this.#any(1, LONGEST));
        return this.#stay(leave, ended);
      case 'deaf':
        void this.#shout();
        return this.#stay(leave, ended);
    }
  }

  async #talk(leave: AbortSignal): Promise<void> {
    for (let n = this.#any(1, MOST); n > 0 && this.#stands && !leave.aborted; n--) {
      this.#say(this.#any(1, LONGEST));
      await this.#until(() => this.back === this.sent);
    }
  }

  async #dribble(leave: AbortSignal): Promise<void> {
    for (let n = this.#any(1, 20); n > 0 && this.#stands && !leave.aborted; n--) {
      for (let bytes = this.#any(1, 100); bytes > 0; bytes--) {
        this.#write(1);
        await turn();
      }
      this.messages++;
      await this.#until(() => this.back === this.sent);
    }
  }

  async #shout(): Promise<void> {
    while (this.#stands) {
      if (!this.#write(LARGEST)) {
        await Promise.race([once(this.#socket, 'drain').catch(() => {}), this.#closed]);
      }
    }
  }

  async #stay(leave: AbortSignal, ended: Promise<unknown>): Promise<void> {
    await Promise.race([after(this.#any(SHORT, LONG), null, { ref: false }), ended]);
    if (leave.aborted) await ended;
  }

  /** Says that it will send no more, and waits until the server has said the same. */
  async #part(): Promise<void> {
    this.#socket.end();
    await this.#until(() => this.#finished);
    if (!this.#finished || this.back < this.sent) this.#isBroken('the server closed');
  }

  get #stands(): boolean {
    return !this.#finished && !this.#socket.destroyed;
  }

  #any(least: number, most: number): number {
    return anySize(this.#random, least, most);
  }

  #say(length: number): void {
    this.#write(length);
    this.messages++;
  }

  #write(length: number): boolean {
    const chunk = this.#stream.at(this.sent, length);
    this.sent += length;
    return this.#socket.write(chunk);
  }

  #listen(): void {
    if (this.manner !== 'guest') {
      this.#socket.setTimeout(PATIENCE, () => {
        this.#isBroken(`the server was silent for ${PATIENCE / 1000} s`);
        this.#socket.destroy();
      });
    }
    this.#socket.on('data', (chunk: Buffer) => {
      const right = this.#stream.at(this.back, chunk.length);
      const most = this.sent - this.back;
      const same = chunk.equals(right)
        ? chunk.length
        : chunk.findIndex((byte, at) => byte !== right[at]);
      this.back += Math.min(same, most);
      if (same === chunk.length && chunk.length <= most) {
        this.#heard();
        return;
      }
      this.wrong = this.#sentence(
        chunk.length > most ? 'more came' : 'the next one is not its own',
      );
      this.#socket.destroy();
    });
  }

  /** Resolves when something is true, and when the server will send nothing more. */
  async #until(isTrue: () => boolean): Promise<void> {
    while (!isTrue() && this.#stands) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  #isBroken(why: string): void {
    if (!RUDE.includes(this.manner) && !this.wrong) this.broken ??= this.#sentence(why);
  }

  #sentence(what: string): string {
    return `Connection ${this.#number}, ${this.manner}, ${this.back} of ${this.sent} bytes back: ${what}.`;
  }
}
