import fs from 'node:fs';
import path from 'node:path';
import {
  type BrokenHeader,
  type BrokenNotes,
  brokenHeader,
  readBrokenNotes,
} from '../facts/broken.ts';
import type { Example } from './examples.ts';
import { repositoryPath } from './repository.ts';

/** A program with one defect, and the right one that it is a small change from. */
export interface Broken extends BrokenHeader {
  /** Such as `bool-as-count`. */
  name: string;
  /** Absolute path of the program. */
  file: string;
  /** Absolute path of the right one. */
  right: string;
  notes: BrokenNotes;
}

/** The part of a name that tells the right program from its broken twin. */
const RIGHT = '.right.ts';

/**
 * The broken programs of an example, by name: each `broken/<name>.ts` with `broken/<name>.json` beside it.
 *
 * @throws Error a sentence, when one lacks its header or its notes
 */
export function brokenOf(example: Example): Broken[] {
  const folder = path.join(example.folder, 'broken');
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((entry) => entry.endsWith('.ts') && !entry.endsWith(RIGHT))
    .sort()
    .map((entry): Broken => {
      const name = path.basename(entry, '.ts');
      const file = path.join(folder, entry);
      const beside = path.join(folder, `${name}.json`);
      const notes = readBrokenNotes(fs.readFileSync(beside, 'utf8'), repositoryPath(beside));
      return {
        ...brokenHeader(fs.readFileSync(file, 'utf8'), repositoryPath(file)),
        name,
        file,
        right: path.join(folder, notes.right),
        notes,
      };
    });
}
