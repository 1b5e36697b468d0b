import type { clocksOf } from '../../sim/node/clock.ts';

/** What the program must not do to this process: its ids are those of the simulated machine. */
const REFUSED = ['kill', 'abort', 'dlopen', 'chdir', 'umask', '_debugProcess'];

/** A stream of Node's, as far as it is a pipe. */
interface Piped {
  _handle?: { setBlocking?: (on: boolean) => void };
}

/**
 * Makes this Node's `process` that of a program on the simulated Windows: other ids, another system, another clock. What
 * it prints and how it ends stays Node's affair.
 */
export function replaceProcess(
  { pid, clocks }: { pid: number; clocks: ReturnType<typeof clocksOf> },
  ended: (code: number) => void,
): void {
  // Streams are made when they are first asked for, and have to be made for the system that they are on.
  void process.stdout.writable;
  void process.stderr.writable;
  void process.stdin.readable;
  // A program that prints for ever never comes back to Node's event loop: what a pipe does not take at once would pile up.
  for (const { _handle: pipe } of [process.stdout, process.stderr] as Piped[]) {
    pipe?.setBlocking?.(true);
  }

  const hrtime = (before?: [number, number]): [number, number] => {
    const all = clocks.hrtime() - (before ? BigInt(before[0]) * 10n ** 9n + BigInt(before[1]) : 0n);
    return [Number(all / 10n ** 9n), Number(all % 10n ** 9n)];
  };
  hrtime.bigint = clocks.hrtime;

  const { emit } = process;
  const replacements: Record<string, unknown> = {
    pid,
    // The console, or whatever else starts a program on Windows.
    ppid: 4,
    platform: 'win32',
    arch: 'x64',
    hrtime,
    uptime: () => clocks.performanceNow() / 1000,
    ...Object.fromEntries(
      REFUSED.map((name) => [
        name,
        () => {
          throw new Error(`process.${name} is not in the simulated Windows.`);
        },
      ]),
    ),
    emit(this: NodeJS.Process, event: string, ...args: unknown[]) {
      const heard = Reflect.apply(emit, this, [event, ...args]);
      if (event === 'exit') ended(Number(process.exitCode ?? args[0] ?? 0));
      return heard;
    },
  };
  for (const [name, value] of Object.entries(replacements)) {
    // Some of Node's read the system whatever value they are given.
    Reflect.deleteProperty(process, name);
    Object.defineProperty(process, name, { value, configurable: true, writable: true });
  }
}
