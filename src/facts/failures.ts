import type { Failures, FunctionFailure } from './failures/failure.ts';
import { files } from './failures/files.ts';
import { ports } from './failures/ports.ts';
import { sockets } from './failures/sockets.ts';
import { transfers } from './failures/transfers.ts';

/** The errors of every function that has any to tell of. */
export const failures: Failures = { ...ports, ...files, ...sockets, ...transfers };

const byName = new Map(Object.entries(failures));

/** The errors that a function of Windows can give, those that a reader meets first in front; none for other names. */
export function failuresOf(name: string): readonly FunctionFailure[] {
  return byName.get(name) ?? [];
}
