import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { factById } from '../src/facts/index.ts';
import { ROOT } from '../src/run/boot/paths.mjs';
import { stdoutOf } from '../src/trace/questions.ts';
import { readTrace } from '../src/trace/read.ts';
import { type Model, modelOf } from '../src/trace/replay/model.ts';
import { type Pair, pairsOf, unlikeIn } from '../src/trace/replay/pairs.ts';
import { reasonOf } from '../src/trace/replay/reasons.ts';
import { whereText } from '../src/trace/replay/words.ts';

/*
 * Two recorded runs side by side: nothing of either is left out, and what two kernels do differently is explained by a fact.
 */

const recordings = fs
  .readdirSync(path.join(ROOT, 'examples'))
  .map((name) => `examples/${name}/recordings`)
  .flatMap((folder) =>
    fs.existsSync(path.join(ROOT, folder))
      ? fs
          .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
          .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      : [],
  )
  .filter((name) => name.endsWith('.json'));

const read = (name: string): Model =>
  modelOf(readTrace(fs.readFileSync(path.join(ROOT, name), 'utf8'), name));

/** Recordings and what is recorded under the name with this part in place of that. */
const twins = (from: string, to: string): [string, string][] =>
  recordings.flatMap((name) => {
    const other = name.replace(from, to);
    return other !== name && recordings.includes(other) ? [[name, other]] : [];
  });

/** Whether every frame of a run is in exactly one pair. */
function expectAll(model: Model, frames: readonly (number | null)[]): void {
  const there = frames.filter((frame) => frame !== null).sort((a, b) => a - b);
  expect(there).toEqual(model.frames.map(({ index }) => index));
}

/** Two recorded runs and their pairs. */
const bothIn = (one: string, other: string): [Model, Model, Pair[]] => {
  const [left, right] = [read(one), read(other)];
  const pairs = pairsOf(left, right);
  expectAll(
    left,
    pairs.map((pair) => pair.left),
  );
  expectAll(
    right,
    pairs.map((pair) => pair.right),
  );
  return [left, right, pairs];
};

describe('two kernels side by side', () => {
  const kernels = twins('.wine.', '.sim.').filter(([name]) => !name.includes('/broken/'));

  it.each(kernels)('%s: a fact explains each difference', (one, other) => {
    const [left, right, pairs] = bothIn(one, other);
    const unexplained = pairs.flatMap((pair) =>
      unlikeIn(pair)
        .filter((difference) => {
          const reason = reasonOf(left, right, pair, difference);
          return reason === null || factById(reason) === undefined;
        })
        .map((difference) => [
          whereText(pair.left === null ? right : left, pair.left ?? pair.right ?? 0),
          difference,
        ]),
    );
    expect(unexplained).toEqual([]);
  });
});

describe('a broken program beside the right one', () => {
  const broken = twins('.sim.', '.right.sim.').filter(([name]) => name.includes('/broken/'));

  it.each(broken)('%s: they part, if they do not print the same', (one, other) => {
    const [left, right, pairs] = bothIn(one, other);
    const isSame = stdoutOf(left.trace) === stdoutOf(right.trace);
    expect(isSame || pairs.some((pair) => unlikeIn(pair).length > 0)).toBe(true);
  });
});

it('a run beside itself is the same in every frame', () => {
  const name = 'examples/13-threads-and-the-limit/recordings/main.wine.json';
  const [, , pairs] = bothIn(name, name);
  expect(pairs.filter((pair) => pair.left !== pair.right || unlikeIn(pair).length > 0)).toEqual([]);
});
