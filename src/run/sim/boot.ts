/**
 * Loaded first into the process of a simulated program: puts the simulated Windows where the program looks for koffi,
 * the time, and what else belongs to a system.
 */
import { NodeProgram } from './node-program.ts';

/** Where the main module of the process finds it. */
const CURRENT = Symbol.for('iocp simulated program');

Object.defineProperty(globalThis, CURRENT, { value: new NodeProgram() });
