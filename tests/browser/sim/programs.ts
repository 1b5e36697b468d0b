import fs from 'node:fs';
import path from 'node:path';
import type { BrokenNotes } from '../../../src/facts/broken.ts';
import { facts } from '../../../src/facts/index.ts';
import { EXAMPLES, ROOT } from '../../../src/run/boot/paths.mjs';
import { brokenOf } from '../../../src/run/broken.ts';
import { listExamples } from '../../../src/run/examples.ts';
import { scenesOf } from '../../../src/run/scenes.ts';
import { placed, type StrippedModule } from '../../../src/sim/loader/module.ts';
import { stripTypes } from '../../../src/sim/loader/strip.ts';

/** A program of the book, and how it is run. */
export interface BookProgram {
  /** For a person: `07 at-once` or `RECV-1`. */
  name: string;
  /** Relative to the repository, with slashes. */
  main: string;
  args: string[];
}

/** Every scene of the examples that the simulated Windows is for, and the program of every fact. */
export function bookPrograms(): BookProgram[] {
  const examples = listExamples()
    .filter(({ kernels }) => kernels.includes('sim'))
    .flatMap((example) =>
      scenesOf(example).map((scene) => ({
        name: `${example.short} ${scene.name}`,
        main: `examples/${example.name}/${scene.main}`,
        args: scene.arguments,
      })),
    );
  const shown = facts
    .filter(({ program }) => 'windows' in program)
    .map(({ id }) => ({ name: id, main: `facts/${id.toLowerCase()}.ts`, args: [] }));
  return [...examples, ...shown];
}

/** A program that is broken on purpose, and what its notes say of the simulated Windows. */
export interface BrokenBookProgram extends BookProgram {
  stated: BrokenNotes['shows']['sim'];
}

/** Every program that is broken on purpose. */
export function brokenPrograms(): BrokenBookProgram[] {
  return listExamples().flatMap((example) =>
    brokenOf(example).map(({ name, file, notes }) => ({
      name: `${example.short} broken/${name}`,
      main: slashed(file),
      args: [],
      stated: notes.shows.sim,
    })),
  );
}

const slashed = (file: string): string => path.relative(ROOT, file).replaceAll(path.sep, '/');

/** What the browser needs of the repository: modules without types, and the files that programs may read, sources included. */
export function bookFiles() {
  const modules: Record<string, StrippedModule> = {};
  const data: Record<string, string> = {};
  for (const folder of [EXAMPLES, path.join(ROOT, 'facts')]) {
    for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(folder, name);
      if (/(?:^|[\\/])(?:node_modules|recordings)[\\/]|^answers|\.test/.test(name)) continue;
      if (!/\.(?:ts|txt|json)$/.test(name)) continue;
      const text = fs.readFileSync(file, 'utf8');
      data[slashed(file)] = text;
      if (!name.endsWith('.ts')) continue;
      const { refusals, ...module } = stripTypes(text);
      const [refusal] = refusals;
      if (refusal) throw new Error(placed(slashed(file), refusal));
      modules[slashed(file)] = module;
    }
  }
  return { modules, data };
}
