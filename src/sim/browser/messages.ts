import type { Report } from '../checker/report.ts';
import type { Program } from '../loader/link.ts';
import type { Ending } from '../node/ending.ts';

/** What a worker is asked to run. */
export interface Job extends Program {
  /** Files that are no modules, by their paths below `C:\workbook`, with slashes. */
  data: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  args: readonly string[];
  seed: number;
  /** How much it may print, in UTF-16 units. */
  outputLimit: number;
  /** What a program is told that starts a thread of its own. */
  noThreads: string;
}

/** How a program ended. */
export type End =
  | { how: 'normal'; code: number }
  | { how: Ending['how']; code: number | null }
  | { how: 'output limit'; code: null };

/** What the checker has found. */
export interface Found {
  reports: readonly Report[];
  /** How many different reports there were besides. */
  more: number;
}

export type FromWorker =
  | { is: 'output'; stream: 'stdout' | 'stderr'; text: string }
  /** The program runs, and its clock shows so many microseconds. Comes now and then, while no loop of the program's holds it up. */
  | { is: 'beat'; now: number }
  | { is: 'end'; end: End; found: Found };
