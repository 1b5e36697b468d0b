/**
 * The Win32 functions that the book calls, as data: argument names in Microsoft's spelling, who makes a handle,
 * which argument is the OVERLAPPED. Recorder, simulator and reference read this one table; tests compare it with the
 * headers of mingw-w64.
 */

import { files } from './kernel32-files.ts';
import { ports } from './kernel32-ports.ts';
import { threads } from './kernel32-threads.ts';
import { extensions } from './mswsock.ts';
import { ntdll } from './ntdll.ts';
import type { Prototype, Role } from './prototype.ts';
import { sockets } from './ws2_32-sockets.ts';
import { transfers } from './ws2_32-transfers.ts';

export { hasFailed, type Start, startOf } from './outcome.ts';
export type { Parameter, Prototype, Role } from './prototype.ts';

/** Every function of the book, by library and in the order in which a reader meets them. */
export const prototypes: readonly Prototype[] = [
  ...ports,
  ...files,
  ...threads,
  ...ntdll,
  ...sockets,
  ...transfers,
  ...extensions,
];

const byName = new Map(prototypes.map((prototype) => [prototype.name, prototype]));

/** The prototype of a Win32 function, or undefined when the book does not use it. */
export function prototypeOf(name: string): Prototype | undefined {
  return byName.get(name);
}

/** Where the argument with this role stands, the first of them; -1 when there is none. */
export function positionOf(prototype: Prototype | undefined, role: Role): number {
  return prototype?.parameters.findIndex((parameter) => parameter.role === role) ?? -1;
}

/** The name of the argument with this role, the first of them; undefined when there is none. */
export function argumentOf(prototype: Prototype | undefined, role: Role): string | undefined {
  return prototype?.parameters[positionOf(prototype, role)]?.name;
}
