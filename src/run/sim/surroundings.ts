import { pathToFileURL } from 'node:url';
import type { clocksOf } from '../../sim/node/clock.ts';
import type { EventLoop } from '../../sim/node/event-loop.ts';

/** The exit code of a program whose main module waits for a promise that nothing will ever settle. */
const UNSETTLED = 13;

/** What Node has of its own while nothing that takes real time is under way. */
const AT_REST = new Set([
  'Immediate',
  'MessagePort',
  'PipeWrap',
  'TTYWrap',
  'TCPSocketWrap',
  'Worker',
]);

/** Node's own, taken before it is replaced by that of the program's clock: the next turn of the real event loop. */
export const realTurn = setImmediate;

/** Whether Node is at something that takes real time, such as reading a module. */
export const isLoading = (): boolean =>
  process.getActiveResourcesInfo().some((name) => !AT_REST.has(name));

/** What Node has and the simulated machine has not: it knows the world outside, or another clock. */
const REFUSED = ['fetch', 'WebSocket', 'EventSource', 'BroadcastChannel', 'MessageChannel'];

/** Puts the program's clock and timers in place of Node's. */
export function replaceGlobals(
  globals: Record<string, unknown>,
  clocks: ReturnType<typeof clocksOf>,
): void {
  for (const name of REFUSED) {
    const refused = function refused() {
      throw new Error(`${name} is not in the simulated Windows.`);
    };
    // Node would load what it has there, only to have it replaced.
    Reflect.deleteProperty(globalThis, name);
    Object.defineProperty(globalThis, name, { value: refused, configurable: true, writable: true });
  }
  Object.assign(globalThis, globals);
  // Else every date would lead to the time outside.
  Date.prototype.constructor = Date;
  Object.defineProperties(performance, {
    now: { value: clocks.performanceNow, configurable: true },
    timeOrigin: { value: clocks.timeOrigin },
  });
}

/** The main module of a program or of one of its Workers. */
export class MainModule {
  readonly #url: string;
  readonly #loop: EventLoop;
  #isDone = false;

  constructor(file: string, loop: EventLoop) {
    this.#url = file.startsWith('file:') ? file : pathToFileURL(file).href;
    this.#loop = loop;
  }

  async run(): Promise<void> {
    this.#loop.start();
    try {
      await import(this.#url);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'NotSimulated') throw error;
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    }
    this.#isDone = true;
    this.#loop.start();
  }

  /** The loop has nothing to do: Node ends by itself, unless the module waits for a promise. */
  idle(): void {
    if (this.#isDone) return;
    process.stderr.write(`Warning: Detected unsettled top-level await at ${this.#url}\n`);
    process.exit(UNSETTLED);
  }
}
