/** The main module of a simulated program's process, and of its Workers: runs the program's own. */
import type { MainModule } from './surroundings.ts';

const main: MainModule = Reflect.get(globalThis, Symbol.for('iocp simulated program'));
await main.run();
