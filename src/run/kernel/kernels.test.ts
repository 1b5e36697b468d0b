import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shownKernels } from '../../remark/recordings.ts';
import { KernelKind } from '../../trace/schema.ts';
import { EXAMPLES } from '../boot/paths.mjs';
import { defaultKernel, missingFor } from './index.mjs';
import { demandFits, IOCP_KERNELS, KERNELS, kernelsOf } from './kernels.mjs';
import { programFolder } from './testing.ts';

it('the launcher, the traces and the pages speak of the same kernels', () => {
  expect(KERNELS).toEqual(KernelKind.options);
  expect(IOCP_KERNELS).toEqual(shownKernels);
});

describe('the kernels that a program is for', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
  });
  const named = (kernels: unknown) => {
    const folder = programFolder({ 'package.json': JSON.stringify({ iocp: { kernels } }) });
    folders.push(folder);
    return kernelsOf(folder);
  };

  it('are those with completion ports, unless its package names others', () => {
    expect(kernelsOf(path.join(EXAMPLES, '07-five-slow-answers'))).toEqual(IOCP_KERNELS);
    expect(kernelsOf('/nowhere')).toEqual(IOCP_KERNELS);
    expect(named(undefined)).toEqual(IOCP_KERNELS);
    expect(named(['linux'])).toEqual(['linux']);
  });

  it('are named rightly, or there is a sentence', () => {
    expect(() => named('linux')).toThrow(/names its kernels as "linux"; it has to be a list\.$/);
    expect(() => named([])).toThrow(/names its kernels as \[\]/);
    expect(() => named(['dos'])).toThrow(/^There is no kernel called dos/);
  });

  it('are the only ones it runs on', () => {
    expect(() => demandFits('it', ['linux', 'macos'], 'macos')).not.toThrow();
    expect(() => demandFits('it', ['linux', 'macos'], 'wine')).toThrow(
      'it is a program for linux and macos, and not for wine; name one of those after --kernel, or leave it out.',
    );
  });

  it('are looked for on this machine', () => {
    const here = { linux: 'linux', darwin: 'macos', win32: 'windows' }[process.platform as 'linux'];
    expect(defaultKernel(['linux', 'macos', 'windows'])).toBe(here);
    expect(defaultKernel(['sim'])).toBe('sim');
    expect(missingFor('it', ['macos'])).toBe(
      `it is a program for macos, and this is ${process.platform}, so it cannot run here.`,
    );
  });
});
