/** Turns of the worker's real event loop, with what `process.nextTick` was given between the program's tasks. */
export class Turns {
  readonly #failed: (error: unknown) => void;
  readonly #port: MessagePort;
  /** What comes in the next turns. */
  readonly #next: (() => void)[] = [];
  readonly #ticks: (() => void)[] = [];

  /** @param failed is told what a task threw */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => this.#advance();
    this.#port = port2;
  }

  /** Runs something in a turn of its own, when all promises and all that `nextTick` has been given are served. */
  turn(run: () => void): void {
    this.#next.push(run);
    this.#port.postMessage(null);
  }

  /** `process.nextTick`: behind what runs now, before the next turn. */
  nextTick(run: () => void): void {
    this.#ticks.push(run);
    // Nothing else may be coming; then this is for the sake of the tick.
    this.turn(() => {});
  }

  #advance(): void {
    // Ticks of promises that ran since the last turn. Their own promises come before what was to be next.
    if (this.#serveTicks()) {
      this.#port.postMessage(null);
      return;
    }
    const run = this.#next.shift();
    if (run === undefined) return;
    this.#attempt(run);
    this.#serveTicks();
  }

  #serveTicks(): boolean {
    const any = this.#ticks.length > 0;
    for (let tick = this.#ticks.shift(); tick; tick = this.#ticks.shift()) this.#attempt(tick);
    return any;
  }

  #attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#failed(error);
    }
  }
}
