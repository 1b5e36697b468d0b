import { pathToFileURL } from 'node:url';
import { type SimulatedProgram, simulateProgram } from '../../sim/node/program.ts';
import { endNow } from './end.ts';
import { redirectImports } from './hooks.ts';
import { replaceProcess } from './process.ts';
import { takeSettings } from './settings.ts';

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

/** Taken before it is replaced by that of the program's clock. */
const realTurn = setImmediate;

/** A simulated program in a process of its own. */
export class NodeProgram {
  readonly #simulated: SimulatedProgram;
  #isDone = false;

  /** Puts the simulated Windows in place of this process' own system. */
  constructor() {
    const { seed, root, peers } = takeSettings();
    // The main module of this process is not the program's.
    process.argv.splice(1, 1);
    process.execArgv.length = 0;
    this.#simulated = simulateProgram({
      seed,
      platform: {
        turn: realTurn,
        isLoading: () => process.getActiveResourcesInfo().some((name) => !AT_REST.has(name)),
        end: endNow,
        idle: () => this.#idle(),
      },
    });
    const { globals, modules, clocks } = this.#simulated;
    Object.assign(globalThis, globals);
    Object.defineProperties(performance, {
      now: { value: clocks.performanceNow },
      timeOrigin: { value: clocks.timeOrigin },
    });
    redirectImports({ root, modules, peers });
    replaceProcess(this.#simulated, () => this.#simulated.joinPool());
  }

  /** Runs the program that is the first of the arguments. */
  async runMain(): Promise<void> {
    this.#simulated.loop.start();
    await import(pathToFileURL(process.argv[1] ?? '').href);
    this.#isDone = true;
    this.#simulated.loop.start();
  }

  #idle(): void {
    if (this.#isDone) return;
    const main = pathToFileURL(process.argv[1] ?? '').href;
    process.stderr.write(`Warning: Detected unsettled top-level await at ${main}\n`);
    process.exit(UNSETTLED);
  }
}
