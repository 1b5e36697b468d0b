import fs from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { type SimulatedProgram, simulateProgram } from '../../sim/node/program.ts';
import { endNow, endsWith } from './end.ts';
import { redirectImports } from './hooks.ts';
import { kernelLinesIntoTrace } from './kernel-lines.ts';
import { placesOf } from './places.ts';
import { replaceProcess } from './process.ts';
import { takeSettings } from './settings.ts';
import { addStandIns } from './stand-ins.ts';
import { isLoading, MainModule, realTurn, replaceGlobals } from './surroundings.ts';
import { childProcessesOf } from './threads/child-processes.ts';
import { sharedAtomics } from './threads/shared-waits.ts';
import { Threads } from './threads/threads.ts';

/** A file of the system that this runs on. Windows' separators are taken as well. */
function readFile(file: string | URL): Buffer<ArrayBuffer> | null {
  try {
    return fs.readFileSync(typeof file === 'string' ? file.replaceAll('\\', path.sep) : file);
  } catch {
    return null;
  }
}

/** Puts the simulated Windows in place of this process' own system; the program that is to run there. */
export function makeNodeProgram(): MainModule {
  const { seed, root, peers } = takeSettings();
  // The main module of this process is not the program's.
  const [ownMain = ''] = process.argv.splice(1, 1);
  process.execArgv.length = 0;
  const common = { root, seed, main: ownMain };
  const threads = new Threads();
  let uncaught: Error | null = null;
  process.on('uncaughtExceptionMonitor', (error) => {
    uncaught = error;
  });
  const observer = kernelLinesIntoTrace({
    program: () => simulated,
    workerOf: (thread) => threads.numberOf(thread),
  });
  const simulated: SimulatedProgram = simulateProgram({
    seed,
    ...(observer && { observer }),
    memory: { shared: true, elsewhere: (address) => threads.memoryAt(address) },
    isKept: () => threads.inCall,
    platform: {
      turn: realTurn,
      isLoading,
      end(ending) {
        // Node would have told of it when all threads have ended.
        if (uncaught !== null) fs.writeSync(2, `${inspect(uncaught)}\n`);
        simulated.checker.exit(ending.how);
        return endNow(ending, simulated.checker);
      },
      readFile,
      places: placesOf(root, process.argv[1] ?? ''),
      idle: () => main.idle(),
    },
  });
  const { globals, modules, clocks, process: own, thread, drive } = simulated;
  const main = new MainModule(process.argv[1] ?? '', simulated.loop);
  const { waits } = threads;
  const atomics = sharedAtomics(globals.Atomics as typeof Atomics, {
    wait: (memory, value, timeout) => drive(waits.wait(thread, memory, value, timeout)),
    notify: (memory, count) => waits.notify(memory, count),
  });
  replaceGlobals({ ...globals, Atomics: atomics }, clocks);
  redirectImports({
    root,
    peers,
    modules: addStandIns(modules, {
      'node:child_process': () => childProcessesOf(simulated, threads, common),
      'node:fs/promises': () => modules['node:fs/promises'] ?? {},
      'node:perf_hooks': () => modules['node:perf_hooks'] ?? {},
      'node:worker_threads': () => threads.moduleFor(simulated, common),
    }),
  });
  replaceProcess({ pid: own.id, clocks }, (code) => {
    simulated.joinThreads();
    simulated.checker.exit(uncaught === null ? 'normal' : 'failed');
    endsWith(code, simulated.checker);
  });
  return main;
}
