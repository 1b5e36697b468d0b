import { Machine } from '../kernel/machine.ts';
import { Process } from '../kernel/process.ts';
import { type Koffi, makeKoffi } from '../koffi/koffi.ts';
import { ProcessHeap } from '../memory/process-heap.ts';
import { Deadlock } from '../win32/deadlock.ts';
import { ProgramHost } from '../win32/host.ts';
import { atomicsOf, clocksOf } from './clock.ts';
import { type Ending, waitsForEver } from './ending.ts';
import { EventLoop, type Timeline } from './event-loop.ts';
import { GuardedHost, guardOf } from './guard.ts';
import { peersOf } from './peers/index.ts';
import { timerPromisesOf } from './timer-promises.ts';
import { timersOf } from './timers.ts';
import { noWorkerThreads } from './worker-threads.ts';

/** What a host does for a program: Node, or a browser's worker. */
export interface Platform {
  /** Runs something in a turn of its own, when all promises are served. */
  turn(run: () => void): void;
  /** Whether a module is on its way. */
  isLoading(): boolean;
  /** Ends the program in the middle of whatever it does. */
  end(ending: Ending): never;
  /** Nothing is left to do: the program ends, unless its own module still waits. */
  idle(): void;
}

export interface ProgramOptions {
  platform: Platform;
  /** Varies what Windows leaves open; the same seed gives the same run. */
  seed?: number;
}

/** A program on a simulated machine of its own: what a host puts where the program looks for it. */
export interface SimulatedProgram {
  readonly machine: Machine;
  readonly process: Process;
  readonly loop: EventLoop;
  readonly koffi: Koffi;
  readonly clocks: ReturnType<typeof clocksOf>;
  /** What is in place of modules, by their full names: what `import *` gives, `default` included. */
  readonly modules: Record<string, Record<string, unknown>>;
  /** What is in place of global variables. */
  readonly globals: Record<string, unknown>;
  /** Before Node ends, it waits until all threads of its pool are done (FFI-13). */
  joinPool(): void;
}

/** A module whose default export is all of it, as Node's own are. */
const whole = (members: Record<string, unknown>): Record<string, unknown> => ({
  ...members,
  default: members,
});

/** Makes a machine with a process that is ready for a program. */
export function simulateProgram({ platform, seed = 1 }: ProgramOptions): SimulatedProgram {
  const machine = new Machine({ seed });
  const process = new Process(machine, new ProcessHeap());
  const thread = process.start();
  const guard = guardOf(platform.end);
  const timeline: Timeline = {
    get now() {
      return machine.now;
    },
    after: (microseconds, action) => machine.after(microseconds, action),
    spend: (microseconds) => guard(() => machine.spend(microseconds)),
    step: () => guard(() => machine.step()),
  };

  /** The program waits, for something that will never come. */
  function stuck(): never {
    const waits = [...process.threads].some(({ waitsFor }) => waitsFor !== '');
    const sentence = waits
      ? new Deadlock(process).message
      : `Nothing is left that could happen, and the program is kept by ${loop.held.join(' and ')}. On Windows it would hang here.`;
    return platform.end(waitsForEver(sentence));
  }
  const loop: EventLoop = new EventLoop(timeline, {
    turn: platform.turn,
    isLoading: platform.isLoading,
    idle: (how) => (how === 'done' ? platform.idle() : stuck()),
  });

  let onPool = 0;
  const host = new ProgramHost({
    process,
    thread,
    turn(returned) {
      onPool -= 1;
      loop.post(returned);
    },
  });
  const koffi = makeKoffi(
    new GuardedHost(host, guard, () => {
      onPool += 1;
      return loop.hold('a call on a thread of the pool');
    }),
  );

  const clocks = clocksOf(timeline);
  const timers = timersOf(loop);
  const promises = timerPromisesOf(timers);
  return {
    machine,
    process,
    loop,
    koffi,
    clocks,
    modules: {
      koffi: { default: koffi },
      '@iocp/peers': peersOf(machine, loop),
      'node:timers': whole({ ...timers, promises }),
      'node:timers/promises': whole(promises),
      'node:worker_threads': whole(
        noWorkerThreads('Worker threads are not in the simulated Windows here.'),
      ),
    },
    globals: { ...timers, Date: clocks.Date, Atomics: atomicsOf(timeline) },
    joinPool() {
      while (onPool > 0) if (!timeline.step()) stuck();
    },
  };
}
