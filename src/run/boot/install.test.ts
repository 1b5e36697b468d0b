import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureInstalled, installed } from './install.mjs';
import { npmCommand, npmEnvironment } from './npm.mjs';

let folder: string;
const LOCK = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/a-other': {
      version: '1.0.0',
      integrity: 'y',
      optional: true,
      os: ['no-such-system'],
    },
  },
};

function write(name: string, value: unknown): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(value));
}

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-install-'));
  write('package.json', { dependencies: { a: '1.0.0' } });
  write('package-lock.json', LOCK);
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** An installation that works. */
async function good(): Promise<void> {
  write('node_modules/a/package.json', {});
}

async function bad(): Promise<void> {
  write('node_modules/a/package.json', {});
  throw new Error('the network went away');
}

const quiet = () => {};

describe('packages are installed when they have to be', () => {
  test('once, and not again', async () => {
    expect(installed(folder)).toBe('missing');
    expect(await ensureInstalled(folder, quiet, good)).toBe(true);
    expect(installed(folder)).toBe('ready');
    expect(await ensureInstalled(folder, quiet, bad)).toBe(false);
  });

  test('again after the manifest or the lock file changed', async () => {
    await ensureInstalled(folder, quiet, good);
    write('package-lock.json', {
      packages: { ...LOCK.packages, 'node_modules/b': { version: '2.0.0' } },
    });
    expect(installed(folder)).toBe('old');
    await ensureInstalled(folder, quiet, good);
    write('package.json', { dependencies: { a: '2.0.0' } });
    expect(installed(folder)).toBe('old');
  });

  test('again after an installation that failed half way', async () => {
    await ensureInstalled(folder, quiet, good);
    write('package-lock.json', { packages: {} });
    await expect(ensureInstalled(folder, quiet, bad)).rejects.toThrow('the network went away');
    expect(installed(folder)).toBe('old');
    expect(await ensureInstalled(folder, quiet, good)).toBe(true);
  });

  test('not after an npm ci by hand', () => {
    write('node_modules/.package-lock.json', {
      packages: { 'node_modules/a': { version: '1.0.0', integrity: 'x' } },
    });
    expect(installed(folder)).toBe('ready');
  });

  test.each([
    ['another version', { 'node_modules/a': { version: '1.0.1', integrity: 'x' } }],
    ['other contents', { 'node_modules/a': { version: '1.0.0', integrity: 'z' } }],
    ['one missing', {}],
    [
      'one too many',
      {
        'node_modules/a': { version: '1.0.0', integrity: 'x' },
        'node_modules/b': { version: '1.0.0' },
      },
    ],
  ])('after an installation by hand of something else: %s', (_, packages) => {
    write('node_modules/.package-lock.json', { packages });
    expect(installed(folder)).toBe('old');
  });
});

describe('npm is started', () => {
  test('as its own JavaScript where an outer npm says where that is', () => {
    const file = path.join(folder, 'npm-cli.js');
    fs.writeFileSync(file, '');
    expect(npmCommand({ npm_execpath: file })).toEqual({
      program: process.execPath,
      first: [file],
      shell: false,
    });
  });

  test('not as another package manager that happens to be the outer one', () => {
    const file = path.join(folder, 'yarn.js');
    fs.writeFileSync(file, '');
    expect(npmCommand({ npm_execpath: file }).first).not.toContain(file);
  });

  test('without what the outer npm says about its own package', () => {
    expect(
      npmEnvironment({
        PATH: '/bin',
        npm_config_registry: 'kept',
        npm_config_local_prefix: 'dropped',
        npm_lifecycle_event: 'dropped',
        npm_package_name: 'dropped',
        NODE_ENV: 'production',
      }),
    ).toEqual({ PATH: '/bin', npm_config_registry: 'kept' });
  });
});
