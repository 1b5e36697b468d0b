import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

import type { BrokenNotes } from '../facts/broken.ts';
import { ROOT } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';
import { type Broken, brokenOf } from './broken.ts';
import { type Example, listExamples } from './examples.ts';
import { missingFor, realKernel } from './kernel/index.mjs';
import type { KernelName } from './kernel/kernels.mjs';

const Manifest = v.object({
  iocp: v.object({
    scenes: v.record(
      v.string(),
      v.object({
        main: v.optional(v.string(), 'main.ts'),
        arguments: v.array(v.string()),
        order: v.picklist(['fixed', 'free']),
      }),
    ),
  }),
});

/** One way of running an example, as its package.json lists it. */
export interface Scene {
  name: string;
  /** The file to run, relative to the example's folder. */
  main: string;
  arguments: string[];
  /** Whether the order of the dequeues is part of what the program promises. */
  order: 'fixed' | 'free';
  /** What is written down of a program that is broken on purpose. */
  broken?: BrokenNotes;
}

/**
 * The scenes that an example's package.json lists under `iocp`.
 *
 * @throws {Trouble} when it lists none that can be read
 */
export function scenesOf(example: Example): Scene[] {
  const file = path.join(example.folder, 'package.json');
  const manifest = v.safeParse(Manifest, JSON.parse(fs.readFileSync(file, 'utf8')));
  if (!manifest.success) {
    throw new Trouble(
      `${path.relative(ROOT, file)} lists no scenes under "iocp": ${manifest.issues[0].message}.`,
    );
  }
  return Object.entries(manifest.output.iocp.scenes).map(([name, scene]) => ({ name, ...scene }));
}

const unlisted = (main: string): Scene => ({
  name: main.replace(/\.ts$/, ''),
  main,
  arguments: [],
  order: 'free',
});

/** The scene that a broken program's recordings go by, such as `broken/bool-as-count`. */
export function brokenScene({ name, notes }: Broken): Scene {
  return { ...unlisted(`broken/${name}.ts`), broken: notes };
}

/** The scene of the right program beside a broken one: a scene that the package lists, or one of its own. */
export function rightScene(example: Example, { right }: Broken): Scene {
  const main = path.relative(example.folder, right).replaceAll(path.sep, '/');
  return (
    scenesOf(example).find((scene) => scene.main === main && scene.arguments.length === 0) ??
    unlisted(main)
  );
}

/** The scenes of an example's broken programs, each with that of the right program where the package lists none. */
export function brokenScenesOf(example: Example): Scene[] {
  const listed = new Set(scenesOf(example).map(({ name }) => name));
  const scenes = brokenOf(example).flatMap((one) => [brokenScene(one), rightScene(example, one)]);
  const unique = new Map(scenes.map((scene) => [scene.name, scene]));
  return [...unique.values()].filter(({ name }) => !listed.has(name));
}

/** All that can be recorded of an example. */
export function everySceneOf(example: Example): Scene[] {
  return [...scenesOf(example), ...brokenScenesOf(example)];
}

/**
 * Those examples that have a scene of this name; all of them when none is named.
 *
 * @throws {Trouble} when no example has it
 */
export function havingScene(examples: readonly Example[], scene: string | undefined): Example[] {
  if (scene === undefined) return [...examples];
  const isMeant = ({ name }: Scene) => name === scene;
  const found = examples.filter((example) => everySceneOf(example).some(isMeant));
  if (found.length > 0) return found;
  const listed = new Set(examples.flatMap((example) => scenesOf(example).map(({ name }) => name)));
  const broken = examples.some((example) => brokenOf(example).length > 0);
  throw new Trouble(
    `There is no scene ${scene}; the scenes are ${[...listed].join(', ')}${broken ? ', and broken/… after each program in broken/' : ''}.`,
  );
}

/** Which examples this machine has no kernel for, and why: sentences. */
function leftOut(examples: readonly Example[]): string {
  const reasons = new Map<string, { kernels: readonly KernelName[]; names: string[] }>();
  for (const { name, kernels } of examples) {
    const { names } = reasons.get(kernels.join()) ?? { names: [] };
    reasons.set(kernels.join(), { kernels, names: [...names, name] });
  }
  return [...reasons.values()]
    .map(({ kernels, names }) => {
      const reason = missingFor(names.length === 1 ? 'It' : 'Each', kernels);
      return `Left out: ${names.join(', ')}. ${reason}`;
    })
    .join('\n');
}

/**
 * The examples that are meant where nobody names any: all for the kernel asked for, or else all for which this machine has one.
 *
 * @param say is told which are left out, and why
 * @throws {Trouble} when there is none
 */
export function examplesHere(
  only: KernelName | undefined,
  scene: string | undefined,
  say: (sentence: string) => void,
): Example[] {
  if (only !== undefined) {
    return havingScene(
      listExamples().filter(({ kernels }) => kernels.includes(only)),
      scene,
    );
  }
  const all = havingScene(listExamples(), scene);
  const here = all.filter(({ kernels }) => realKernel(kernels) !== null);
  const others = leftOut(all.filter((one) => !here.includes(one)));
  if (here.length === 0) throw new Trouble(others);
  if (others !== '') say(others);
  return here;
}
