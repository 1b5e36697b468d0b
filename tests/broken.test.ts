import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endingOf, unlikeSymptom } from '../src/facts/broken.ts';
import { changeBetween } from '../src/facts/change.ts';
import { beliefs, factById } from '../src/facts/index.ts';
import { type Broken, brokenOf } from '../src/run/broken.ts';
import { type Example, listExamples } from '../src/run/examples.ts';
import { isHere, openKernel } from '../src/run/kernel/index.mjs';
import { recordingPath, seenIn, staleIn } from '../src/run/record.ts';
import { repositoryPath } from '../src/run/repository.ts';
import { brokenScene, rightScene } from '../src/run/scenes.ts';
import { readTrace } from '../src/trace/read.ts';
import { regionsOf } from '../src/trace/regions.ts';
import type { EventOf, Trace } from '../src/trace/schema.ts';

/* Of each broken program: what its three lines, its notes and its recordings say. Whether the recordings are true is the
 * business of `record --broken --check`. */

/** A small change: lines that only the broken program has, and lines that only the right one has. */
const SMALL = 12;

const all = listExamples().flatMap((example) =>
  brokenOf(example).map((broken) => ({ example, broken })),
);
const named = all.map(
  (one) => [`${one.example.short} ${one.broken.name}`, one.example, one.broken] as const,
);

function recording(example: Example, scene: string, kernel: 'wine' | 'sim'): Trace {
  const file = recordingPath(example, scene, kernel);
  return readTrace(fs.readFileSync(file, 'utf8'), repositoryPath(file));
}

const looks = (trace: Trace) => {
  const seen = seenIn(trace);
  return `${seen.stdout}\n(${endingOf(seen)})`;
};

/** Where the checker puts the finger: at the breach, or where the operation was submitted when nothing more happened. */
function positionOf({ at, since }: EventOf<'report'>) {
  return at ?? since;
}

describe.each(named)('%s', (_, example, broken) => {
  const file = repositoryPath(broken.file);
  const text = fs.readFileSync(broken.file, 'utf8');
  const right = fs.readFileSync(broken.right, 'utf8');

  it('names a belief of the catalogue, and a fact that refutes it', () => {
    const belief = beliefs.find(({ id }) => id === broken.belief);
    expect(belief?.refutedBy).toContain(broken.fact);
  });

  it('is a small change of the right program', () => {
    const change = changeBetween(text, right);
    for (const side of ['broken', 'right'] as const) {
      expect(change.filter((line) => line.in === side).length).toBeLessThanOrEqual(SMALL);
    }
    expect(change.some((line) => line.in !== 'both')).toBe(true);
  });

  it('marks the lines that are wrong', () => {
    expect(regionsOf(text).map(({ name }) => name)).toContain('defect');
  });

  describe.each(['wine', 'sim'] as const)('on %s', (kernel) => {
    const said = broken.notes.shows[kernel];

    it('was recorded, with the right program beside it, from these files', () => {
      const scenes = [brokenScene(broken), rightScene(example, broken)];
      expect(scenes.flatMap(({ name }) => staleIn(recording(example, name, kernel)))).toEqual([]);
    });

    it('showed what its notes say', () => {
      const seen = seenIn(recording(example, brokenScene(broken).name, kernel));
      expect(unlikeSymptom(said, seen)).toEqual([]);
    });

    it(
      said.hiddenBy ? 'looks like the right program, by a fact' : 'looks unlike the right program',
      () => {
        const [wrong, good] = [brokenScene(broken), rightScene(example, broken)].map(({ name }) =>
          looks(recording(example, name, kernel)),
        );
        if (said.hiddenBy) {
          expect(factById(said.hiddenBy)).toBeDefined();
          expect(wrong).toBe(good);
        } else {
          expect(wrong).not.toBe(good);
        }
      },
    );
  });

  it('is named by the checker, at its lines, and the right program is not', () => {
    const reports = (scene: string) =>
      recording(example, scene, 'sim').events.filter((event) => event.event === 'report');
    const regions = regionsOf(text);
    const seen = reports(brokenScene(broken).name).map((report) => {
      const position = positionOf(report);
      const expected = broken.notes.shows.sim.reports.find(
        ({ belief, region }) =>
          belief === report.misconception &&
          position?.file === file &&
          regions.some(
            ({ name, first, last }) =>
              name === region && position.line >= first && position.line <= last,
          ),
      );
      return expected ?? { belief: report.misconception, position };
    });
    expect(seen).toEqual(broken.notes.shows.sim.reports);
    expect(reports(rightScene(example, broken).name)).toEqual([]);
  });
});

describe('on Linux itself', () => {
  const there = named.filter(([, , { notes }]) => notes.shows.linux !== undefined);
  if (!isHere('linux')) console.log(`Not run on Linux itself: this is ${process.platform}.`);

  it.skipIf(!isHere('linux')).each(there)(
    '%s shows what its notes say',
    async (_, _example, broken) => {
      const kernel = await openKernel('linux');
      try {
        let stdout = '';
        const { how, code } = await kernel.run({
          file: broken.file,
          args: [],
          timeoutSeconds: broken.notes.seconds,
          onStdout: (bytes) => {
            stdout += bytes;
          },
          onStderr: () => {},
        });
        const said = broken.notes.shows.linux ?? { ends: '', prints: [] };
        expect(unlikeSymptom(said, { how, code, stdout })).toEqual([]);
      } finally {
        await kernel.close();
      }
    },
  );
});

describe('the catalogue', () => {
  it('has a program for every belief', () => {
    const held = new Set(all.map(({ broken }: { broken: Broken }) => broken.belief));
    expect(beliefs.map(({ id }) => id).filter((id) => !held.has(id))).toEqual([]);
  });
});
