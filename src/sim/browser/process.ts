import type { clocksOf } from '../node/clock.ts';
import { EventEmitter } from './modules/events.ts';

/** What `process` needs from the host. */
export interface ProcessOptions {
  pid: number;
  argv: readonly string[];
  folder: string;
  clocks: ReturnType<typeof clocksOf>;
  print(stream: 'stdout' | 'stderr', text: string): void;
  nextTick(run: () => void): void;
  /** All is said: the program ends with this code. */
  ended(code: number): void;
  /** Never returns. */
  standStill(): never;
}

const ARGUMENT = { code: 'ERR_INVALID_ARG_TYPE' };

/** A stream to which text and bytes can be written. */
class Output extends EventEmitter {
  readonly writable = true;
  readonly isTTY = false;
  readonly fd: number;
  readonly #print: (text: string) => void;
  readonly #nextTick: (run: () => void) => void;
  /** A character may come in several pieces. */
  readonly #decoder = new TextDecoder();

  constructor(fd: number, print: (text: string) => void, nextTick: (run: () => void) => void) {
    super();
    this.fd = fd;
    this.#print = print;
    this.#nextTick = nextTick;
  }

  write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    if (typeof chunk === 'string') this.#print(chunk);
    else if (chunk instanceof Uint8Array)
      this.#print(this.#decoder.decode(chunk, { stream: true }));
    else {
      const words = 'The "chunk" argument must be of type string or an instance of Buffer.';
      throw Object.assign(new TypeError(words), ARGUMENT);
    }
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') this.#nextTick(() => done());
    return true;
  }
}

/** Node's `process` for a program in a browser's worker. */
export class BrowserProcess extends EventEmitter {
  readonly pid: number;
  /** The console, or whatever else starts a program on Windows. */
  readonly ppid = 4;
  readonly platform = 'win32';
  readonly arch = 'x64';
  readonly title = 'node';
  readonly execPath = 'C:\\Program Files\\nodejs\\node.exe';
  readonly argv: string[];
  readonly argv0 = 'node';
  readonly execArgv: string[] = [];
  readonly env: Record<string, string> = {};
  readonly stdout: Output;
  readonly stderr: Output;
  readonly hrtime: { (before?: [number, number]): [number, number]; bigint(): bigint };
  readonly cwd: () => string;
  readonly uptime: () => number;
  readonly nextTick: (callback: unknown, ...args: unknown[]) => void;
  readonly exit: (code?: number) => never;
  exitCode: number | undefined = undefined;
  readonly #ended: (code: number) => void;
  #isEnding = false;

  constructor({ pid, argv, folder, clocks, print, nextTick, ended, standStill }: ProcessOptions) {
    super();
    this.pid = pid;
    this.argv = [this.execPath, ...argv];
    this.stdout = new Output(1, (text) => print('stdout', text), nextTick);
    this.stderr = new Output(2, (text) => print('stderr', text), nextTick);
    this.cwd = () => folder;
    this.uptime = () => clocks.performanceNow() / 1000;
    const hrtime = (before?: [number, number]): [number, number] => {
      const since = before ? BigInt(before[0]) * 10n ** 9n + BigInt(before[1]) : 0n;
      const all = clocks.hrtime() - since;
      return [Number(all / 10n ** 9n), Number(all % 10n ** 9n)];
    };
    this.hrtime = Object.assign(hrtime, { bigint: clocks.hrtime });
    this.nextTick = (callback, ...args) => {
      if (typeof callback !== 'function') {
        const words = 'The "callback" argument must be of type function.';
        throw Object.assign(new TypeError(words), ARGUMENT);
      }
      nextTick(() => callback(...args));
    };
    this.#ended = ended;
    this.exit = (code) => {
      if (code !== undefined) this.exitCode = code;
      this.end();
      return standStill();
    };
  }

  /** Tells everybody who listens that it ends, and ends. */
  end(): void {
    if (!this.#isEnding) {
      this.#isEnding = true;
      this.emit('exit', this.exitCode ?? 0);
    }
    this.#ended(Number(this.exitCode ?? 0));
  }
}
