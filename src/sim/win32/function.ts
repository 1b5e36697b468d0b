import type { Blocking, Thread } from '../kernel/thread.ts';

/** What a function gives back: a bigint where it is 64 bits wide, else a number; nothing for `void`. */
export type Result = number | bigint | undefined;

/**
 * A function of Windows. Its arguments are those of the prototype in `src/abi/prototypes`, of its types and in its order:
 * pointers, handles, sockets and ULONG_PTR are unsigned bigint, everything else a number (DWORD unsigned, int and BOOL
 * signed). One that may wait is a generator function.
 */
// biome-ignore lint/suspicious/noExplicitAny: each function has the arguments of its own prototype.
export type Win32Function = (thread: Thread, ...args: any[]) => Result | Blocking<Result>;

/** Functions by their names. */
export type Win32Functions = Readonly<Record<string, Win32Function>>;

/** Fails as Win32 does: leaves a reason in the thread's last error, and returns what says so. */
export function fail<T>(thread: Thread, error: number, returned: T): T {
  thread.lastError = error;
  return returned;
}
