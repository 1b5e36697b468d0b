import type { Kind } from '../../sim/checker/report.ts';
import { type Found, foundInWords } from './found.ts';

/** Facts whose programs break a rule of ownership on purpose, and which. */
const ON_PURPOSE: Readonly<Record<string, readonly Kind[]>> = {
  // They show what breaking it does.
  'FFI-7': ['memory collected'],
  'FFI-8': ['OVERLAPPED is scratch'],
  'OV-9': ['buffer written'],
  'OV-11': ['OVERLAPPED reused'],
  'CLOSE-3': ['packet lost', 'packet lost'],
  // They end when they have shown how something starts.
  'CONN-7': ['operation outstanding'],
  'OV-1': ['operation outstanding'],
  'RECV-1': ['operation outstanding'],
  'RECV-8': ['operation outstanding'],
  'RECV-12': ['operation outstanding'],
  // They look at the memory before the dequeue, or show that a packet waits for nobody.
  'OV-5': ['packet left'],
  'OV-6': ['packet left'],
  'SCLOSE-8': ['packet left'],
  'GQ-8': ['packet left'],
  'SCHED-7': ['packet left'],
};

/** Every fact's program leaves its handles to the end of the process: there is nothing to learn from closing them. */
const EVERYWHERE: Kind = 'handle left open';

/**
 * What the checker says of a fact's program otherwise than is known of it: reports that should not be there, and kinds of
 * reports that should.
 */
export function surprises(fact: string, found: Found | undefined): string[] {
  const missing = [...(ON_PURPOSE[fact] ?? [])];
  const reports = (found?.reports ?? []).filter(({ kind }) => {
    if (kind === EVERYWHERE) return false;
    const at = missing.indexOf(kind);
    if (at >= 0) missing.splice(at, 1);
    return at < 0;
  });
  return [
    ...foundInWords({ reports, more: found?.more ?? 0 }),
    ...missing.map((kind) => `Not reported, though the program does it on purpose: ${kind}.`),
  ];
}
