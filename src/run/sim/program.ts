/** The main module of a simulated program's process: runs the program that its arguments name. */
import type { NodeProgram } from './node-program.ts';

const program: NodeProgram = Reflect.get(globalThis, Symbol.for('iocp simulated program'));
await program.runMain();
