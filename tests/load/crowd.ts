import { Client, type Manner } from './client.ts';

/** What the clients of one manner have done. */
interface Tally {
  connections: number;
  messages: number;
  sent: number;
  back: number;
}

/** So many clients of one server at a time. Each that ends is replaced by the next. */
export class Crowd {
  /** What was done, by manner. */
  readonly tallies = new Map<Manner, Tally>();
  /** About bytes that came back to the wrong client, or wrong. */
  readonly wrong: string[] = [];
  /** About clients who wanted to be served, and were not. */
  readonly broken: string[] = [];
  readonly #port: number;
  readonly #leave = new AbortController();
  readonly #ended: Promise<unknown>;
  readonly #everyone: Promise<unknown>;
  #over = false;
  #clients = 0;

  /**
   * @param manners how the clients in each place behave, in turn; a list of such lists for one place after the other
   * @param ended resolves when the server is no more
   */
  constructor(
    port: number,
    size: number,
    manners: readonly (readonly Manner[])[],
    ended: Promise<unknown>,
  ) {
    this.#port = port;
    this.#ended = ended.then(() => {
      this.#over = true;
    });
    this.#everyone = Promise.all(
      Array.from({ length: size }, (_, place) => this.#fill(manners[place % manners.length] ?? [])),
    );
  }

  /**
   * All talk ends, in good order. Who leaves is replaced by a guest, so that the server has as many connections as
   * before.
   */
  quiet(): void {
    this.#leave.abort();
  }

  /** Resolves when the server is no more, and all clients are gone. */
  async gone(): Promise<void> {
    await this.#ended;
    this.#leave.abort();
    await this.#everyone;
  }

  async #fill(manners: readonly Manner[]): Promise<void> {
    for (let turn = 0; !this.#leave.signal.aborted; turn++) {
      const found = await this.#open(manners[turn % manners.length] ?? 'polite');
      if (!found) return;
    }
    if (!this.#over) await this.#open('guest');
  }

  /** @returns whether there was a server */
  async #open(manner: Manner): Promise<boolean> {
    const client = new Client(this.#port, ++this.#clients, manner);
    await client.run({ leave: this.#leave.signal, ended: this.#ended });
    if (client.wrong) this.wrong.push(client.wrong);
    if (client.broken) this.broken.push(client.broken);
    const tally = this.tallies.get(manner) ?? { connections: 0, messages: 0, sent: 0, back: 0 };
    this.tallies.set(manner, tally);
    tally.connections++;
    tally.messages += client.messages;
    tally.sent += client.sent;
    tally.back += client.back;
    return client.connected;
  }
}
