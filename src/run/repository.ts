import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { ROOT } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';

/** The text of a repository file and its hash, with LF line ends whatever the checkout has. */
export function contentOf(file: string): { text: string; sha256: string } {
  const text = fs.readFileSync(path.resolve(ROOT, file), 'utf8').replaceAll('\r\n', '\n');
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}

/** The commit the checkout stands on and whether tracked files differ from it, other than those that record what a kernel did. */
export function gitState(): { commit: string | null; dirty: boolean | null } {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    const changed = git(
      'status',
      '--porcelain',
      '--untracked-files=no',
      '--',
      '.',
      ':(exclude,glob)examples/*/recordings/**',
      ':(exclude)facts/answers',
    );
    return { commit, dirty: changed !== '' };
  } catch {
    return { commit: null, dirty: null };
  }
}

/** Repository path of a file: relative to the root, with slashes; only the name for a file outside. */
export function repositoryPath(file: string): string {
  const relative = path.relative(ROOT, file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return path.basename(file);
  return relative.replaceAll(path.sep, '/');
}

/**
 * Writes a file whole or not at all.
 *
 * @throws {Trouble} when it cannot be written there
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const half = `${file}.${process.pid}.half`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(half, content);
    fs.renameSync(half, file);
  } catch (error) {
    fs.rmSync(half, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new Trouble(
      `${file} could not be written (${code}); name a file in a folder that you may write to.`,
    );
  }
}
