/**
 * Loaded before a program: once a second it writes what the program holds to the file LOAD_MEMORY, a line of JSON
 * each. The garbage is collected before, so that what is seen is what is kept.
 */
import fs from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';
import { loadSystemLibrary } from '../../examples/ffi/library.ts';

/** What a program holds. Memory is in bytes. */
export interface Sample {
  /** Milliseconds since the program began. */
  at: number;
  /** All of the process that is in memory: what koffi allocates is to be seen here. */
  resident: number;
  /** JavaScript's objects, and what they hold outside of its heap. */
  objects: number;
  /** At least so many are open. */
  handles: number;
}

const kernel32 = loadSystemLibrary('kernel32.dll');
const CreateEventW = kernel32.func('intptr_t __stdcall CreateEventW(void *, int, int, void *)');
const CloseHandle = kernel32.func('int __stdcall CloseHandle(intptr_t)');

/**
 * Wine gives a new handle the least number that is free, so that as many are open at least. Windows does nearly the
 * same: what was freed is used again. GetProcessHandleCount would count them, but says 0 on Wine.
 */
function openHandles(): number {
  const handle = CreateEventW(null, 0, 0, null);
  CloseHandle(handle);
  return Number(handle) / 4;
}

const file = process.env.LOAD_MEMORY ?? '';
v8.setFlagsFromString('--expose-gc');
const collect: () => void = vm.runInNewContext('gc');

function sample(): void {
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const seen: Sample = {
    at: Math.round(performance.now()),
    resident: rss,
    objects: heapUsed + external,
    handles: openHandles(),
  };
  fs.appendFileSync(file, `${JSON.stringify(seen)}\n`);
}

sample();
setInterval(sample, 1000).unref();
