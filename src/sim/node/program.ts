import { Checker } from '../checker/checker.ts';
import { combineObservers } from '../checker/combine-observers.ts';
import type { Place } from '../checker/report.ts';
import { Machine } from '../kernel/machine.ts';
import type { Observer } from '../kernel/observer.ts';
import { Process } from '../kernel/process.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import type { KoffiHost } from '../koffi/host.ts';
import { type Koffi, makeKoffi } from '../koffi/koffi.ts';
import { type HeapOptions, ProcessHeap } from '../memory/process-heap.ts';
import { Deadlock } from '../win32/deadlock.ts';
import { ProgramHost } from '../win32/host.ts';
import { addedFunctions } from './added-functions.ts';
import { atomicsAlone, atomicsOf, clocksOf } from './clock.ts';
import { type Ending, waitsForEver } from './ending.ts';
import { EventLoop, type Timeline } from './event-loop.ts';
import { filePromisesOf } from './file-promises.ts';
import { abortSignalOf, mathOf } from './globals.ts';
import { GuardedHost, guardOf } from './guard.ts';
import { peersOf } from './peers/index.ts';
import { timerPromisesOf } from './timer-promises.ts';
import { timersOf } from './timers.ts';
import { whole } from './whole.ts';
import { noWorkerThreads } from './worker-threads.ts';

/** What a host does for a program: Node, or a browser's worker. */
export interface Platform {
  /** Runs something in a turn of its own, when all promises are served. */
  turn(run: () => void): void;
  /** Whether a module is on its way. */
  isLoading(): boolean;
  /** Ends the program in the middle of whatever it does. */
  end(ending: Ending): never;
  /** The contents of a file outside, by its path or its URL; null where there is none. */
  readFile(file: string | URL): Uint8Array<ArrayBuffer> | null;
  /** Lines of the program: which of them is in the middle of a call now, and what a person calls it. */
  places?: { place: () => Place | null; name: (place: Place) => string };
  /** Nothing is left to do: the program ends, unless its own module still waits. */
  idle(): void;
}

export interface ProgramOptions {
  platform: Platform;
  /** Varies what Windows leaves open; the same seed gives the same run. */
  seed?: number;
  /** How its memory is made. */
  memory?: HeapOptions;
  /** Whether something else than a call on the pool keeps the process from ending. */
  isKept?: () => boolean;
  /** Is told what happens in the machine, besides the checker. */
  observer?: Observer;
}

/** A program on a simulated machine of its own: what a host puts where the program looks for it. */
export interface SimulatedProgram {
  readonly machine: Machine;
  readonly process: Process;
  readonly heap: ProcessHeap;
  /** The thread of the program's JavaScript. */
  readonly thread: Thread;
  /** What can be called in it; for those who call on threads of their own. */
  readonly host: KoffiHost;
  readonly timeline: Timeline;
  readonly loop: EventLoop;
  readonly koffi: Koffi;
  /** Knows where the program breaks the rules of ownership. */
  readonly checker: Checker;
  readonly clocks: ReturnType<typeof clocksOf>;
  /** What is in place of modules, by their full names: what `import *` gives, `default` included. */
  readonly modules: Record<string, Record<string, unknown>>;
  /** What is in place of global variables. */
  readonly globals: Record<string, unknown>;
  /** Goes through a call on the thread of the program's JavaScript, which does nothing else meanwhile. */
  drive<T>(call: Blocking<T>): T;
  /** Before Node ends, it waits until no other thread is inside a function of Windows (FFI-13). */
  joinThreads(): void;
  /** Ends the program in the middle of whatever it does. */
  end(ending: Ending): never;
}

/** What reading a small file costs a thread of the pool, in microseconds. */
const READING = (thread: Thread): Blocking<void> => thread.compute(200);

/** Makes a machine with a process that is ready for a program. */
export function simulateProgram({
  platform,
  seed = 1,
  memory = {},
  isKept = () => false,
  observer,
}: ProgramOptions): SimulatedProgram {
  const machine = new Machine({ seed });
  machine.disk.lendFrom((path) => platform.readFile(path));
  const heap = new ProcessHeap({ ...memory, freed: (block) => checker.freed(block) });
  const process = new Process(machine, heap);
  const thread = process.start();
  const checker = new Checker({ process, thread, ...platform.places });
  machine.observer = observer ? combineObservers(checker, observer) : checker;
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
    turn: (run) =>
      platform.turn(() => {
        checker.turn();
        run();
      }),
    isLoading: platform.isLoading,
    poll: () => thread.port?.leave(thread),
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
  const hold = () => {
    onPool += 1;
    return loop.hold('a call on a thread of the pool');
  };
  const added = addedFunctions.map((code) => [code.name, process.code.register(code)] as const);
  const guarded = new GuardedHost(host, guard, hold, new Map(added), checker);
  const koffi = makeKoffi(guarded);

  function drive<T>(call: Blocking<T>): T {
    for (;;) {
      const step = call.next();
      if (step.done) return step.value;
      while (!thread.canGoOn) if (!timeline.step()) stuck();
    }
  }
  const sleep = (milliseconds: number) =>
    void drive(
      thread.wait<never>({
        for: 'an Atomics.notify',
        timeout: milliseconds * 1000,
        alertable: false,
        arm: () => () => {},
      }),
    );

  const clocks = clocksOf(timeline);
  const timers = timersOf(loop);
  const promises = timerPromisesOf(timers);
  return {
    machine,
    process,
    heap,
    thread,
    host: guarded,
    timeline,
    loop,
    koffi,
    checker,
    clocks,
    modules: {
      koffi: { default: koffi },
      '@iocp/peers': peersOf(machine, loop),
      'node:perf_hooks': whole({ performance }),
      'node:timers': whole({ ...timers, promises }),
      'node:timers/promises': whole(promises),
      'node:fs/promises': whole(
        filePromisesOf(platform, (name, done) => {
          // It takes a thread of the pool, as it does in Node (FFI-12).
          const code = process.code.register({ name, call: READING });
          guarded.callOnPool(code, [], () => {
            process.code.unregister(code);
            done();
          });
        }),
      ),
      'node:worker_threads': whole(
        noWorkerThreads('Worker threads are not in the simulated Windows here.'),
      ),
    },
    globals: {
      ...timers,
      Date: clocks.Date,
      Atomics: atomicsAlone(atomicsOf(timeline), sleep),
      Math: mathOf(seed),
      AbortSignal: abortSignalOf(timers),
    },
    drive,
    joinThreads() {
      while (onPool > 0 || isKept()) if (!timeline.step()) stuck();
    },
    end: (ending) => platform.end(ending),
  };
}
