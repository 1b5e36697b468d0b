import fs from 'node:fs';
import type { Ending } from '../../sim/node/ending.ts';
import type { Found } from './found.ts';

/** Where the launcher listens for how the program ended. */
const REPORT = 3;

/** Before anything is put in its place: ends this process without asking anybody. */
const leave: (code: number) => never = Reflect.get(process, 'reallyExit').bind(process);

function report(how: Ending['how'] | 'normal', code: number | null, found: Found): void {
  const { reports, more } = found;
  try {
    fs.writeSync(REPORT, `${JSON.stringify({ how, code, reports, more })}\n`);
  } catch {
    // Nobody listens.
  }
}

/** Ends the process in the middle of whatever it does, as Windows ends one that has faulted. */
export function endNow({ how, code, sentence }: Ending, found: Found): never {
  fs.writeSync(2, `${sentence}\n`);
  report(how, code, found);
  return leave(1);
}

/** Says with which code the process ends by itself; Node ends it. */
export function endsWith(code: number, found: Found): void {
  report('normal', code, found);
}
