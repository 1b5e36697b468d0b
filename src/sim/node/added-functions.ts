import type { Callable } from '../kernel/code.ts';
import { AccessViolation } from '../memory/heap.ts';

/** GetCurrentProcess(). */
const THIS_PROCESS = 0xffff_ffff_ffff_ffffn;

/**
 * ReadProcessMemory of the own process. No program of the book calls it; the recorder does, to look at memory that may be
 * gone. Since the program is not to notice that, it leaves the last error alone.
 */
const readProcessMemory: Callable = {
  name: 'ReadProcessMemory',
  call(thread, [handle = 0, from = 0, into = 0, size = 0, done = 0]) {
    if (BigInt.asUintN(64, BigInt(handle)) !== THIS_PROCESS) return 0;
    const { heap } = thread.process;
    const length = Number(size);
    try {
      const bytes = heap.bytes(BigInt.asUintN(64, BigInt(from)), length, 'read');
      heap.bytes(BigInt(into), length, 'write').set(bytes);
    } catch (error) {
      if (!(error instanceof AccessViolation)) throw error;
      return 0;
    }
    if (BigInt(done) !== 0n) heap.writeUint64(BigInt(done), BigInt(length));
    return 1;
  },
};

/** GetTickCount64: milliseconds since the machine was started. A call takes a moment, so a loop that waits for a tick ends. */
const getTickCount64: Callable = {
  name: 'GetTickCount64',
  call: ({ machine }) => BigInt(Math.floor(machine.now / 1000)),
};

/** Functions of kernel32.dll that no example and no fact calls, and that have no place in the reference. */
export const addedFunctions: readonly Callable[] = [readProcessMemory, getTickCount64];
