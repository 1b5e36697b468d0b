// Commits the recordings that this run made on Windows and macOS, and pushes them. Only git and Node: this is the one job that
// may write to the repository, so it installs nothing.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { Trouble, tell } from '../boot/trouble.mjs';

const RECORDINGS = [
  ':(glob)examples/*/recordings/**/*.windows.json',
  ':(glob)examples/*/recordings/**/*.macos.json',
  ':(glob)facts/answers/windows.json',
];
const AUTHOR = [
  '-c',
  'user.name=github-actions[bot]',
  '-c',
  'user.email=41898282+github-actions[bot]@users.noreply.github.com',
];

/**
 * @param {string[]} args
 * @returns {{ ok: boolean, out: string }}
 */
function tried(...args) {
  const { status, stdout, stderr, error } = spawnSync('git', args, { encoding: 'utf8' });
  if (error) throw new Trouble(`git could not be started: ${error.message}.`);
  return { ok: status === 0, out: (status === 0 ? stdout : stderr).trim() };
}

/**
 * @param {string[]} args
 * @returns {string}
 */
function git(...args) {
  const { ok, out } = tried(...args);
  if (!ok) throw new Trouble(`git ${args.join(' ')} failed: ${out}`);
  return out;
}

/**
 * Makes sure that a file is a recording, and says itself that it was made where its name says.
 * @param {string} file
 * @param {string} wanted `windows` or `macos`
 */
function demandKind(file, wanted) {
  let kind;
  try {
    const trace = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (/^iocp-(?:trace|answers)\/1$/.test(trace.format)) kind = trace.kernel?.kind;
  } catch {
    // Told below.
  }
  if (kind !== wanted) {
    const system = wanted === 'macos' ? 'macOS' : 'Windows';
    throw new Trouble(`${file} is not a recording made on ${system}, so nothing was committed.`);
  }
}

/** @returns {string} what came of it, as a sentence */
function keep() {
  process.chdir(git('rev-parse', '--show-toplevel'));
  const branch = git('branch', '--show-current');
  if (branch === '') throw new Trouble('No branch is checked out here, so nothing can be kept.');
  const found = git('ls-files', '-z', '--others', '--modified', '--', ...RECORDINGS);
  if (found !== '') git('add', '--', ...found.split('\0').filter(Boolean));
  const changed = git('diff', '--cached', '--name-only', '-z').split('\0').filter(Boolean);
  if (changed.length === 0) return 'The recordings are as they were, so there is nothing to keep.';
  for (const file of changed) {
    const kind =
      /^examples\/[^/]+\/recordings\/.+\.(windows|macos)\.json$/.exec(file)?.[1] ??
      /^facts\/answers\/(windows)\.json$/.exec(file)?.[1];
    if (kind === undefined) {
      throw new Trouble(`${file} is staged and is no recording, so nothing was committed.`);
    }
    demandKind(path.resolve(file), kind);
  }
  const head = git('rev-parse', 'HEAD');
  const moved = () => git('ls-remote', 'origin', `refs/heads/${branch}`).split('\t')[0] !== head;
  const newer = `${branch} has moved on since this run began; the run of the newer commit keeps its own recordings.`;
  if (moved()) return newer;
  git(...AUTHOR, 'commit', '--quiet', '-m', 'Keep what the examples did on Windows and macOS');
  const { ok, out } = tried('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  if (ok) return `Kept ${changed.join(', ')}.`;
  if (moved()) return newer;
  throw new Trouble(`git push failed: ${out}`);
}

try {
  process.stdout.write(`${keep()}\n`);
} catch (error) {
  process.exitCode = tell(error);
}
