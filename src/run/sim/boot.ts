/**
 * Loaded first into the process of a simulated program, and into each of its Workers: puts the simulated Windows where
 * the program looks for koffi, the time, and what else belongs to a system.
 */
import { isMainThread } from 'node:worker_threads';

const main = isMainThread
  ? (await import('./node-program.ts')).makeNodeProgram()
  : (await import('./threads/worker-program.ts')).makeWorkerProgram();

/** Where the main module of this process or thread finds it. */
Object.defineProperty(globalThis, Symbol.for('iocp simulated program'), { value: main });
