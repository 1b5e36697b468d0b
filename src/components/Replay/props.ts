import type { Provenance } from '../../trace/questions.ts';
import type { Explained } from '../../trace/replay/reasons.ts';
import type { KernelKind } from '../../trace/schema.ts';

/** Where a chapter's author stops a replay, and what they say or ask there. */
export interface Cue {
  /** The frame's address as `frameWritten` in `src/trace/replay/addresses.ts` takes it: `submit/op3/2`. */
  readonly at: string;
  readonly caption: string;
  /** The facts that the caption names. */
  readonly facts: readonly string[];
  /** Asked before the next frame is shown; answered in thought, or skipped. */
  readonly question?: string;
}

/** A row of memory that stands in the page. */
export type StillRow = readonly [
  offset: number,
  owner: 'P' | 'K',
  bytes: string,
  field: string,
  means: string,
];

/** A frame that stands in the page without scripts and on paper: rendered when the site is built. */
export interface StillFrame {
  readonly cue: Cue;
  /** `submit · op3 · frame 40 of 139`. */
  readonly where: string;
  /** What happened, as one sentence. */
  readonly sentence: string;
  readonly file: string;
  readonly line: number;
  /** The line of source itself. */
  readonly code: string;
  /** Of the memory what has changed. Few words, for all of it is part of the page’s scripts as well. */
  readonly blocks: readonly { readonly block: string; readonly rows: readonly StillRow[] }[];
}

/** One run that a replay can show. */
export interface ReplayRun {
  readonly example: string;
  readonly scene: string;
  readonly kernel: KernelKind;
  readonly provenance: Provenance;
  /** Where the trace lies: JSON, gzipped. */
  readonly url: string;
  /** The page on which all its frames stand as tables. */
  readonly framesPage: string;
}

/** What `<Replay>` gets from the build. */
export interface ReplayProps {
  readonly title: string;
  readonly run: ReplayRun;
  readonly cues: readonly Cue[];
  /** The cued frames, twelve at most. */
  readonly stills: readonly StillFrame[];
  /** Step labels that the replay is limited to; empty for the whole run. */
  readonly only: readonly string[];
}

/** A pair of frames that stands in the page without scripts and on paper. */
export interface StillPair {
  readonly where: string;
  /** What happened in each run, as one sentence; null where a run has no such frame. */
  readonly left: string | null;
  readonly right: string | null;
  readonly differences: readonly Explained[];
}

/** What `<Beside>` gets from the build. */
export interface BesideProps {
  readonly title: string;
  /** What the runs are called where they stand beside each other. */
  readonly names: readonly [string, string];
  readonly runs: readonly [ReplayRun, ReplayRun];
  /** Facts that say why the two part, where it is the program that differs. */
  readonly because: readonly string[];
  /** Pairs that differ, the first in each respect. */
  readonly stills: readonly StillPair[];
  /** How many pairs differ in all. */
  readonly differ: number;
}
