import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultKernel, openKernel } from './index.mjs';
import { cleanEnvironment, runsTypeScript } from './native.mjs';
import { onWine, programFolder, see } from './testing.ts';
import { isNtError, runOnWindows } from './windows.mjs';
import { winePath, wineUrl } from './wine.mjs';

let folder: string;
const at = (name: string) => path.join(folder, name);

/** Opens the Windows kernel inside a Node, runs the programs there and prints what they came to, a line each. */
const DRIVER = `
const [, , kernelModule, ...files] = process.argv;
const { defaultKernel } = await import(kernelModule);
const { runOnWindows } = await import(new URL('windows.mjs', kernelModule));
const lines = [defaultKernel()];
const kernel = await runOnWindows();
for (const file of files) {
  let out = '';
  const { how, code } = await kernel.run({
    file, args: ['two words'], timeoutSeconds: file.includes('endless') ? 10 : 20,
    peers: file.replace('stdout', 'stand-in'),
    onStdout: (bytes) => { out += bytes; }, onStderr: () => {},
  });
  lines.push([how, code, out.trim()]);
}
await kernel.close();
console.log(JSON.stringify(lines));
`;

const PROGRAMS = {
  'driver.mjs': DRIVER,
  'stdout.ts': "import { who } from '@iocp/peers'; console.log(who, process.argv[2] as string);",
  'stand-in.ts': "export const who: string = 'a stand-in';",
  'code.ts': 'process.exit(7);',
  'endless.ts': "console.log('waiting'); setInterval(() => {}, 1000);",
};

beforeAll(() => {
  folder = programFolder(PROGRAMS);
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the Windows kernel', () => {
  // Real node.exe for Windows, so all of this module runs but Windows itself.
  onWine('runs programs in this very Node: tried with node.exe under Wine', async () => {
    const kernel = await openKernel('wine');
    try {
      const files = ['stdout.ts', 'code.ts', 'endless.ts'].map((name) => winePath(at(name)));
      const module = wineUrl(fileURLToPath(new URL('index.mjs', import.meta.url)));
      const { how, code, stdout } = await see(kernel, at('driver.mjs'), {
        args: [module, ...files],
      });
      expect({ how, code }).toEqual({ how: 'normal', code: 0 });
      expect(JSON.parse(stdout)).toEqual([
        'windows',
        ['normal', 0, 'a stand-in two words'],
        ['normal', 7, ''],
        ['timeout', null, 'waiting'],
      ]);
    } finally {
      await kernel.close();
    }
  });

  test('does the same on the machine that runs this test, or says why not', async () => {
    if (!runsTypeScript()) {
      await expect(runOnWindows()).rejects.toThrow(
        `Node ${process.versions.node} cannot run TypeScript as it is; the examples need Node 22.18 or newer`,
      );
      return;
    }
    const kernel = await runOnWindows();
    try {
      const seen = await see(kernel, at('stdout.ts'), {
        args: ['two words'],
        peers: at('stand-in.ts'),
      });
      expect(seen).toMatchObject({ how: 'normal', code: 0, stdout: 'a stand-in two words\n' });
      expect(await see(kernel, at('code.ts'))).toMatchObject({ how: 'normal', code: 7 });
      expect(await see(kernel, at('endless.ts'), { timeoutSeconds: 10 })).toMatchObject({
        how: 'timeout',
        code: null,
      });
    } finally {
      await kernel.close();
    }
  });

  test('is refused elsewhere, with a sentence', async () => {
    if (process.platform === 'win32') expect(defaultKernel()).toBe('windows');
    else await expect(openKernel('windows')).rejects.toThrow(/^--kernel windows needs Windows/);
  });

  test('takes NTSTATUS errors for faults, and nothing else', () => {
    const errors = [0xc0000005, 0xc00000fd, 0xc0000409, -1073741819];
    expect(errors.map(isNtError)).toEqual(errors.map(() => true));
    const codes = [0, 1, 5, 134, 255, 0x80000003, 0x40000015, null];
    expect(codes.map(isNtError)).toEqual(codes.map(() => false));
  });

  test('hands no settings of our own tools on', () => {
    const env = {
      Path: 'C:\\',
      TZ: 'UTC',
      NODE_OPTIONS: 'x',
      NODE_ENV: 'x',
      npm_config_x: 'x',
      VITEST: 'x',
      IOCP_PEERS: 'x',
    };
    expect(cleanEnvironment(env)).toEqual({ Path: 'C:\\', TZ: 'UTC' });
  });
});
