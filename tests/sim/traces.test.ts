import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factById } from '../../src/facts/index.ts';
import { type Example, listExamples } from '../../src/run/examples.ts';
import { type Kernel, openKernel } from '../../src/run/kernel/index.mjs';
import { differsInBytes, recordingPath, trace } from '../../src/run/record.ts';
import { type Scene, scenesOf } from '../../src/run/scenes.ts';
import { type Normalised, normalise } from '../../src/trace/compare.ts';
import { type Explanation, explanations } from '../../src/trace/explanations.ts';
import { readTrace } from '../../src/trace/read.ts';
import type { Trace } from '../../src/trace/schema.ts';
import { differencesOf, explain } from './differences.ts';

/*
 * Every scene of every example: its trace on the simulated Windows, beside its recording, which is the same to the byte, and
 * beside the one that was made on Wine.
 */

const scenes = listExamples()
  .filter(({ kernels }) => kernels.includes('wine'))
  .flatMap((example) => scenesOf(example).map((scene) => ({ example, scene })));

const nameOf = (example: Example, scene: Scene) => `${example.name}/${scene.name}`;

function kept(example: Example, scene: Scene, kernel: 'wine' | 'sim'): Trace {
  const file = recordingPath(example, scene.name, kernel);
  return readTrace(fs.readFileSync(file, 'utf8'), file);
}

const recordingOf = (example: Example, scene: Scene): Normalised =>
  normalise(kept(example, scene, 'wine'));

let kernel: Kernel;
beforeAll(async () => {
  kernel = await openKernel('sim', () => {});
});

const met = new Set<Explanation>();
const table: Record<string, string> = {};
afterAll(async () => {
  await kernel.close();
  const width = Math.max(...Object.keys(table).map(({ length }) => length));
  const lines = Object.entries(table).sort(([a], [b]) => a.localeCompare(b, 'en'));
  console.log(lines.map(([scene, how]) => `${scene.padEnd(width)}  ${how}`).join('\n'));
});

describe('traces on the simulated Windows', () => {
  it.concurrent.each(scenes.map((one) => [nameOf(one.example, one.scene), one] as const))(
    '%s is as it is recorded, to the byte, and as on Wine, but for what is explained',
    async (name, { example, scene }) => {
      let stderr = '';
      const { trace: now } = await trace(
        kernel,
        {
          file: path.join(example.folder, scene.main),
          args: scene.arguments,
          example: example.name,
          scene: scene.name,
          order: scene.order,
        },
        {
          timeoutSeconds: 60,
          onStderr: (bytes) => {
            stderr += bytes;
          },
        },
      );
      expect(differsInBytes(kept(example, scene, 'sim'), now), stderr).toEqual([]);
      const differences = differencesOf(recordingOf(example, scene), normalise(now));
      const { left, met: here } = explain(name, differences);
      for (const one of here) met.add(one);
      const facts = [...new Set(here.map(({ because }) => because))].join(', ');
      table[name] = left.length > 0 ? 'DIFFERS' : facts === '' ? 'equal' : `explained: ${facts}`;
      expect(left, stderr).toEqual([]);
    },
  );

  it('differ nowhere from Wine as an explanation says that nothing meets', () => {
    expect(explanations.filter((one) => !met.has(one))).toEqual([]);
  });
});

describe('a run of the simulated Windows', () => {
  const [first] = scenes;
  if (first === undefined) throw new Error('There are no scenes.');
  const recording = kept(first.example, first.scene, 'sim');

  it('is held against its recording in all but when, where and at which commit that was made', () => {
    const { commit: _, ...recorded } = { ...recording.recorded, at: new Date().toISOString() };
    const kernel = { ...recording.kernel, os: 'elsewhere' };
    const again = { ...recording, kernel, recorded: { ...recorded, commit: null } };
    expect(differsInBytes(recording, again)).toEqual([]);
  });

  it.each<[string, (trace: Trace) => void]>([
    ['time', ({ events }) => Object.assign(events.at(-1) ?? {}, { t: 1 })],
    ['seed', ({ kernel: by }) => Object.assign(by, { seed: 2 })],
    ['file', ({ program }) => Object.assign(program.files[0] ?? {}, { text: '' })],
    ['event more', ({ events }) => events.push(...events.slice(-1))],
  ])('differs from a recording of another %s', (_, change) => {
    const other = structuredClone(recording);
    change(other);
    expect(differsInBytes(other, recording)).toEqual([
      expect.stringMatching(/^a run .* line \d+ was .+ and is /s),
    ]);
    expect(differsInBytes(recording, other)).toHaveLength(1);
  });

  it('on another Node may look at the clock more often', () => {
    const other = structuredClone(recording);
    Object.assign(other.events.at(-1) ?? {}, { t: 1 });
    other.kernel.node = '24.0.0';
    expect(differsInBytes(recording, other)).toEqual([]);
  });
});

describe('an explanation', () => {
  const named = (name: string) => {
    const found = scenes.find(({ example, scene }) => nameOf(example, scene) === name);
    if (found === undefined) throw new Error(`There is no scene ${name}.`);
    return recordingOf(found.example, found.scene);
  };
  const watch = 'appendix-directory-watch/main';
  const limit = '13-threads-and-the-limit/main';

  it('names a fact', () => {
    for (const { because } of explanations) expect(factById(because), because).toBeDefined();
  });

  it('covers the values that it names and no others', () => {
    const wine = named(watch);
    const sim = structuredClone(wine);
    const read = sim.operations.op1?.[0];
    if (read === undefined) throw new Error('There is no read of a directory.');
    read.bytes = 186;
    expect(explain(watch, differencesOf(wine, sim)).left).toEqual([]);
    read.bytes = 188;
    expect(explain(watch, differencesOf(wine, sim)).left).toMatchObject([{ field: 'bytes' }]);
    read.bytes = 186;
    read.status = '0xc0000120';
    expect(explain(watch, differencesOf(wine, sim)).left).toMatchObject([{ field: 'status' }]);
  });

  it('covers no operation that is missing, and none of another function', () => {
    const wine = named(watch);
    const without = structuredClone(wine);
    without.operations.op1?.pop();
    expect(explain(watch, differencesOf(wine, without)).left).toMatchObject([{ sim: undefined }]);
    expect(explain(watch, differencesOf(without, wine)).left).toMatchObject([{ wine: undefined }]);
    const other = structuredClone(wine);
    for (const stretch of other.operations.op1 ?? []) stretch.function = 'ReadFile';
    const { left, met: none } = explain(watch, differencesOf(wine, other));
    expect(left).toHaveLength(wine.operations.op1?.length ?? 0);
    expect(none).toEqual([]);
  });

  it('covers no line that is missing', () => {
    const wine = named(limit);
    const without = { ...wine, stdout: (wine.stdout as string[]).slice(0, -1) };
    expect(explain(limit, differencesOf(wine, without)).left).toMatchObject([{ field: 'stdout' }]);
  });

  it('covers no line that is missing where the order is free', () => {
    const wine = named('11-cancel-and-stop/stop');
    const differences = differencesOf(wine, { ...wine, stdout: {} });
    expect(Array.isArray(wine.stdout)).toBe(false);
    expect(explain('11-cancel-and-stop/stop', differences).left).toMatchObject([
      { field: 'stdout' },
    ]);
  });

  it('covers no other error, order or end', () => {
    const wine = named('06-three-ways-to-start/main');
    const changes: Partial<Normalised>[] = [
      { errors: [] },
      { order: [...(wine.order ?? [])].reverse() },
      { exit: 'normal, code 1' },
      { closed: [] },
    ];
    for (const change of changes) {
      const differences = differencesOf(wine, { ...wine, ...change });
      expect(explain('06-three-ways-to-start/main', differences).left).toHaveLength(1);
    }
  });
});
