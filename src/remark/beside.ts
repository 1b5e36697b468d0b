import type { BesideProps, StillPair } from '../components/Replay/props.ts';
import type { Model } from '../trace/replay/model.ts';
import { type Pair, pairsOf, unlikeIn } from '../trace/replay/pairs.ts';
import { shownDifferences } from '../trace/replay/reasons.ts';
import { sentenceOf, whereText } from '../trace/replay/words.ts';
import type { KernelKind } from '../trace/schema.ts';
import { rightOf } from './beliefs.ts';
import { bundledRun, replayed, runsBeside } from './replays.ts';

/** How many pairs that differ stand in a page. */
const MOST_PAIRS = 4;

/** What runs on a kernel are called beside each other. */
const NAMES: Readonly<Record<KernelKind, string>> = {
  windows: 'Windows',
  wine: 'Wine',
  sim: 'Simulated Windows',
  linux: 'Linux',
  macos: 'macOS',
};

/** What a page asks for with `<Beside>`. */
export interface AskedBeside {
  readonly example: string;
  /** A scene, to be shown on two kernels; or a broken program, to be shown beside the right one. */
  readonly scene: string;
  readonly kernel?: KernelKind | undefined;
  readonly title: string;
}

/**
 * What `<Beside>` is given.
 *
 * @throws Error when there is no such example, scene, broken program or recording, or nothing differs
 */
export function besideProps(root: string, asked: AskedBeside): object {
  const [one, other] = runsBeside(root, asked).map((run) => ({
    ...run,
    ...replayed(root, run),
  })) as [Ran, Ran];
  const [, broken] = /^broken\/(.*)$/.exec(asked.scene) ?? [];
  const because = broken === undefined ? [] : [rightOf(root, asked.example, broken).fact];
  const pairs = pairsOf(one.model, other.model);
  const unlike = pairs.filter((pair) => unlikeIn(pair).length > 0);
  if (unlike.length === 0) {
    throw new Error(
      `<Beside> would show nothing: ${asked.scene} of ${asked.example} is the same in every frame of both runs.`,
    );
  }
  const props: Omit<BesideProps, 'runs'> & { runs: readonly object[] } = {
    title: asked.title,
    names:
      broken === undefined
        ? [NAMES[one.kernel], NAMES[other.kernel]]
        : ['The broken one', 'The right one'],
    runs: [bundledRun(one, one.model), bundledRun(other, other.model)],
    because,
    stills: firstOfEach(unlike)
      .slice(0, MOST_PAIRS)
      .map((pair) => stillOf(one.model, other.model, pair, because)),
    differ: unlike.length,
  };
  return props;
}

/** The pairs in which something differs that has not differed in one before. */
function firstOfEach(pairs: readonly Pair[]): Pair[] {
  const met = new Set<string>();
  return pairs.filter((pair) => {
    const kinds = unlikeIn(pair).map((one) => one?.what.replace(/^.* › /, '') ?? 'frame');
    const isNew = kinds.some((kind) => !met.has(kind));
    for (const kind of kinds) met.add(kind);
    return isNew;
  });
}

interface Ran {
  readonly example: string;
  readonly scene: string;
  readonly kernel: KernelKind;
  readonly model: Model;
}

function stillOf(left: Model, right: Model, pair: Pair, because: readonly string[]): StillPair {
  const [model, index] = pair.left === null ? [right, pair.right ?? 0] : [left, pair.left];
  return {
    where: whereText(model, index),
    left: pair.left === null ? null : sentenceOf(left, pair.left),
    right: pair.right === null ? null : sentenceOf(right, pair.right),
    differences: shownDifferences(left, right, pair, because),
  };
}
