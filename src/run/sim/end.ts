import fs from 'node:fs';
import type { Ending } from '../../sim/node/ending.ts';

/** Where the launcher listens for how the program ended. */
const REPORT = 3;

/** Before anything is put in its place: ends this process without asking anybody. */
const leave: (code: number) => never = Reflect.get(process, 'reallyExit').bind(process);

function report(how: Ending['how'] | 'normal', code: number | null): void {
  try {
    fs.writeSync(REPORT, `${JSON.stringify({ how, code })}\n`);
  } catch {
    // Nobody listens.
  }
}

/** Ends the process in the middle of whatever it does, as Windows ends one that has faulted. */
export function endNow({ how, code, sentence }: Ending): never {
  fs.writeSync(2, `${sentence}\n`);
  report(how, code);
  return leave(1);
}

/** Says with which code the process ends by itself; Node ends it. */
export function endsWith(code: number): void {
  report('normal', code);
}
