import { pathToFileURL } from 'node:url';
import { Process } from '../../../sim/kernel/process.ts';
import { FOR_EVER } from '../../../sim/kernel/thread.ts';
import { ProcessHeap } from '../../../sim/memory/process-heap.ts';
import { GuardedHost, guardOf } from '../../../sim/node/guard.ts';
import type { SimulatedProgram } from '../../../sim/node/program.ts';
import { ProgramHost } from '../../../sim/win32/host.ts';
import type { Threads } from './threads.ts';
import { type Common, WorkerThread } from './worker-thread.ts';

interface SpawnOptions {
  encoding?: BufferEncoding | 'buffer';
}

/**
 * `node:child_process` of a simulated program: it can start Node with another program, as a second process of the same
 * machine, and wait for its end.
 */
export function childProcessesOf(program: SimulatedProgram, threads: Threads, common: Common) {
  const { machine } = program;

  function spawnSync(command: string, args: readonly string[] = [], options: SpawnOptions = {}) {
    if (command !== process.execPath) {
      throw new Error(
        `${command} is not in the simulated Windows: a program can start nothing but Node, by process.execPath.`,
      );
    }
    const at = args.findIndex((arg) => !arg.startsWith('-'));
    const [file, ...argv] = at < 0 ? [] : args.slice(at);
    if (file === undefined) {
      throw new Error('The simulated Windows starts Node with the file of a program only.');
    }
    const output: Record<'stdout' | 'stderr', Uint8Array[]> = { stdout: [], stderr: [] };
    let memoryAt: WorkerThread['memoryAt'] = () => null;
    const heap = new ProcessHeap({ shared: true, elsewhere: (address) => memoryAt(address) });
    const child = new Process(machine, heap);
    const host = new ProgramHost({
      process: child,
      thread: child.start(),
      turn: () => {},
    });
    const guard = guardOf((ending) => program.end(ending));
    const worker = new WorkerThread(
      {
        machine,
        process: child,
        heap,
        host: new GuardedHost(host, guard, () => () => {}),
        end: (ending) => program.end(ending),
      },
      {
        kind: 'process',
        number: threads.number(),
        ...common,
        file: pathToFileURL(file).href,
        argv,
        data: null,
        waits: threads.waits,
        news: {
          started: () => {},
          online: () => {},
          message: () => {},
          failed: () => {},
          exited: (code) => child.exit(code),
          printed: (stream, bytes) => void output[stream].push(bytes),
        },
      },
    );
    memoryAt = (address) => worker.memoryAt(address);
    program.drive(child.waitFor(program.thread, FOR_EVER, false));

    const { encoding = 'buffer' } = options;
    const all = (bytes: Uint8Array[]) => {
      const buffer = Buffer.concat(bytes);
      return encoding === 'buffer' ? buffer : buffer.toString(encoding);
    };
    const [stdout, stderr] = [all(output.stdout), all(output.stderr)];
    return {
      pid: child.id,
      status: child.exitCode,
      signal: null,
      stdout,
      stderr,
      output: [null, stdout, stderr],
    };
  }

  return { spawnSync };
}
