import { ERROR } from './errors.ts';
import { fail, type Win32Functions } from './function.ts';
import { readNarrow, readWide } from './pointers.ts';

/** Where node.exe itself is. It exports nothing that we have. */
const PROGRAM = 0x7ff6_1d00_0000n;

/** A name below this is a number of a function, which we don't have. */
const FIRST_ADDRESS = 0x1_0000n;

/** Functions of kernel32.dll for libraries that are loaded, and the clock that needs nothing else. */
export const kernel32Modules: Win32Functions = {
  /** The address of a loaded library; NULL and 126, ERROR_MOD_NOT_FOUND, when it is not. NULL asks for the program itself. */
  GetModuleHandleW(thread, name: bigint): bigint {
    if (name === 0n) return PROGRAM;
    const module = thread.process.code.module(readWide(thread.process.heap, name));
    return module?.base ?? fail(thread, ERROR.MOD_NOT_FOUND, 0n);
  },

  /** The address of a function; NULL and 127, ERROR_PROC_NOT_FOUND, where the library has none of that name (FFI-5). */
  GetProcAddress(thread, base: bigint, name: bigint): bigint {
    const { code, heap } = thread.process;
    const module = code.moduleAt(base);
    if (!module && base !== PROGRAM && base !== 0n) return fail(thread, ERROR.MOD_NOT_FOUND, 0n);
    const address = name < FIRST_ADDRESS ? undefined : module?.exports.get(readNarrow(heap, name));
    return address ?? fail(thread, ERROR.PROC_NOT_FOUND, 0n);
  },
};
