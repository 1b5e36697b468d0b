import { Win32Error } from '@iocp/ffi';
import type { Pool, PooledOperation } from './pool.ts';
import { FailedOperation, type Runtime } from './runtime.ts';
import { type Connection, Listener } from './tcp.ts';

/** How many accepts are outstanding: connections come in crowds, and packets one after the other. */
const DOORS = 4;

/** Sends back whatever comes. Each connection has one operation of the pool, and no more. */
export class EchoServer {
  readonly #listener: Listener;
  readonly #pool: Pool;
  readonly #patience: number;
  /** What ends each of the connections that are open. */
  readonly #open = new Map<AbortController, Promise<void>>();
  /** Bytes that were sent back. */
  echoed = 0;
  /** Connections that the peer, or the net between, has broken off. */
  broken = 0;

  /** @param patience milliseconds that a connection may be silent, or not take its answer */
  constructor(runtime: Runtime, pool: Pool, patience: number) {
    this.#listener = new Listener(runtime);
    this.#pool = pool;
    this.#patience = patience;
  }

  /** The TCP port on 127.0.0.1 where it listens. */
  get port(): number {
    return this.#listener.port;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#open.size;
  }

  /** Serves until `stop` is aborted, and closes every connection before it resolves. */
  async run(stop: AbortSignal): Promise<void> {
    await Promise.all(Array.from({ length: DOORS }, () => this.#admit(stop)));
    //#region shut-down
    this.#listener.close();
    for (const ending of this.#open.keys()) ending.abort(stop.reason);
    await Promise.all(this.#open.values());
    //#endregion
  }

  //#region admit
  /** Accepts one connection after the other. */
  async #admit(stop: AbortSignal): Promise<void> {
    try {
      for (;;) {
        // Where all memory is taken, nobody is accepted: who comes now waits outside.
        const operation = await this.#pool.take(stop);
        const connection = await this.#accept(operation, stop);
        const ending = new AbortController();
        this.#open.set(ending, this.#serve(connection, operation, ending));
      }
    } catch (error) {
      if (error !== stop.reason) throw error;
    }
  }

  async #accept(
    operation: PooledOperation,
    stop: AbortSignal,
  ): Promise<Connection> {
    try {
      return await this.#listener.accept(operation, stop);
    } catch (error) {
      this.#pool.giveBack(operation);
      throw error;
    }
  }
  //#endregion

  //#region echo
  async #serve(
    connection: Connection,
    operation: PooledOperation,
    ending: AbortController,
  ): Promise<void> {
    // Time is Node's: its timers go on, because no thread of JavaScript's waits.
    const silence = setTimeout(() => ending.abort(), this.#patience);
    try {
      for (;;) {
        const bytes = await connection.receive(operation, ending.signal);
        if (bytes === 0) break;
        const sent = await connection.send(operation, bytes, ending.signal);
        this.echoed += sent;
        silence.refresh();
      }
    } catch (error) {
      if (error === ending.signal.reason) return;
      if (!(error instanceof FailedOperation || error instanceof Win32Error))
        throw error;
      this.broken++;
    } finally {
      clearTimeout(silence);
      this.#open.delete(ending);
      connection.close();
      this.#pool.giveBack(operation);
    }
  }
  //#endregion
}
