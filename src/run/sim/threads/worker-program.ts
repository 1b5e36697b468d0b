import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { workerData } from 'node:worker_threads';
import { makeKoffi } from '../../../sim/koffi/koffi.ts';
import { atomicsOf, clocksOf } from '../../../sim/node/clock.ts';
import { EventLoop, type Timeline } from '../../../sim/node/event-loop.ts';
import { abortSignalOf, mathOf } from '../../../sim/node/globals.ts';
import { GuardedHost, guardOf } from '../../../sim/node/guard.ts';
import { timerPromisesOf } from '../../../sim/node/timer-promises.ts';
import { timersOf } from '../../../sim/node/timers.ts';
import { whole } from '../../../sim/node/whole.ts';
import { redirectImports } from '../hooks.ts';
import { replaceProcess } from '../process.ts';
import { addStandIns } from '../stand-ins.ts';
import { isLoading, MainModule, realTurn, replaceGlobals } from '../surroundings.ts';
import { ParentPort } from './parent-port.ts';
import type { Given } from './protocol.ts';
import { sharedAtomics } from './shared-waits.ts';
import { WorkerEnd } from './worker-end.ts';
import { WorkerHeap } from './worker-heap.ts';
import { WorkerHost } from './worker-host.ts';

/** The machine's clock as a worker sees it: what it plans, the main thread's machine keeps. */
function timelineOf(end: WorkerEnd, planned: Map<number, () => void>): Timeline {
  let ids = 0;
  return {
    get now() {
      return end.now;
    },
    spend: (microseconds) => end.spend(microseconds),
    after(microseconds, action) {
      ids += 1;
      const id = ids;
      planned.set(id, action);
      end.ask({ ask: 'plan', id, microseconds });
      return {
        cancel() {
          if (planned.delete(id)) end.ask({ ask: 'cancel', id });
        },
      };
    },
    step() {
      end.ask({ ask: 'idle' });
      return true;
    },
  };
}

/** What a worker prints goes through the main thread, in the order in which the threads run. */
function printThrough(end: WorkerEnd): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      end.ask({ ask: 'print', stream, bytes: Buffer.from(chunk as string) });
      const done = rest.find((one) => typeof one === 'function');
      if (typeof done === 'function') process.nextTick(done);
      return true;
    }) as typeof process.stdout.write;
  }
}

/** Puts the simulated Windows of the main thread in place of this thread's own system; the Worker that is to run there. */
export function makeWorkerProgram(): MainModule {
  const { port, turn, kind, number, root, seed, pid, file, argv, data } = workerData as Given;
  const isProcess = kind === 'process';
  process.argv.splice(1, process.argv.length - 1, fileURLToPath(file), ...argv);
  process.execArgv.length = 0;
  const end = new WorkerEnd(port, turn);
  const heap = new WorkerHeap(end, number);
  const host = new WorkerHost(end, heap);
  const planned = new Map<number, () => void>();
  const timeline = timelineOf(end, planned);
  const loop: EventLoop = new EventLoop(timeline, {
    turn: realTurn,
    isLoading,
    poll: () => void end.ask({ ask: 'poll' }),
    idle: () => main.idle(),
  });
  const main = new MainModule(file, loop);
  const parentPort = new ParentPort(end, loop);
  end.served = {
    memoryAt: (address) => heap.sharedAt(address),
    callback: (id, args) => host.callback(id, args),
    happened(happenings) {
      for (const happening of happenings) {
        if ('message' in happening) {
          parentPort.arrive(happening.message);
          continue;
        }
        const action = planned.get(happening.due);
        planned.delete(happening.due);
        action?.();
      }
    },
  };

  end.begin();
  const guard = guardOf((ending): never => {
    end.ask({ ask: 'end', ending });
    throw new Error(ending.sentence);
  });
  const koffi = makeKoffi(new GuardedHost(host, guard, () => () => {}));
  const clocks = clocksOf(timeline);
  const timers = timersOf(loop);
  const promises = timerPromisesOf(timers);
  const atomics = sharedAtomics(atomicsOf(timeline), {
    wait: (memory, value, timeout) =>
      end.ask({ ask: 'wait', memory, value, timeout }) as 'ok' | 'not-equal' | 'timed-out',
    notify: (memory, count) => end.ask({ ask: 'notify', memory, count }) as number,
  });
  replaceGlobals(
    {
      ...timers,
      Date: clocks.Date,
      Math: mathOf(seed + number),
      Atomics: atomics,
      AbortSignal: abortSignalOf(timers),
    },
    clocks,
  );
  redirectImports({
    root,
    modules: addStandIns(
      {
        koffi: { default: koffi },
        'node:timers': whole({ ...timers, promises }),
        'node:timers/promises': whole(promises),
      },
      {
        'node:child_process': () => ({}),
        'node:fs/promises': () => ({}),
        'node:perf_hooks': () => ({ performance }),
        'node:worker_threads': () => ({
          isMainThread: isProcess,
          threadId: isProcess ? 0 : number,
          workerData: data,
          parentPort: isProcess ? null : parentPort,
          resourceLimits: {},
          Worker: class Worker {
            constructor() {
              throw new Error(
                'Only the main thread of the first program can make Workers in the simulated Windows.',
              );
            }
          },
        }),
      },
    ),
  });
  printThrough(end);
  process.setUncaughtExceptionCaptureCallback((error) => {
    if (isProcess) process.stderr.write(`${inspect(error)}\n`);
    else end.ask({ ask: 'fail', error });
    process.exit(1);
  });
  replaceProcess({ pid, clocks }, (code) => end.leave({ ask: 'exit', code }));
  return main;
}
