import { afterEach, describe, expect, it, vi } from 'vitest';

import { listExamples } from './examples.ts';
import { examplesHere, havingScene } from './scenes.ts';

afterEach(() => vi.unstubAllEnvs());

describe('a scene that is named', () => {
  const names = (scene: string) => havingScene(listExamples(), scene).map(({ name }) => name);

  it('chooses the examples that have it', () => {
    expect(names('limit-2')).toEqual(['13-threads-and-the-limit']);
    expect(names('at-once')).toEqual(
      expect.arrayContaining(['07-five-slow-answers', 'appendix-epoll']),
    );
  });

  it('has to be there', () => {
    expect(() => names('nowhere')).toThrow(/^There is no scene nowhere; the scenes are main, /);
  });
});

describe.skipIf(`${process.platform} ${process.arch}` !== 'linux x64')(
  'where nobody names an example, on Linux',
  () => {
    const here = (kernel?: 'macos' | 'linux', scene?: string) => {
      const said: string[] = [];
      const found = examplesHere(kernel, scene, (sentence) => said.push(sentence));
      return { names: found.map(({ name }) => name), said: said.join('\n') };
    };

    it('those for other systems are left out, and this is told', () => {
      const { names, said } = here();
      expect(names).not.toContain('appendix-kqueue');
      expect(said).toContain(
        'Left out: appendix-kqueue. It is a program for macos, and this is linux, so it cannot run here.',
      );
    });

    it('those for Wine are left out without it, and this is told', () => {
      vi.stubEnv('IOCP_WINE', '/nowhere');
      const { names, said } = here();
      expect(names).toEqual(['appendix-epoll']);
      expect(said).toMatch(/^Left out: 01-port-is-a-queue, .* Wine was not found at \/nowhere/);
      expect(() => here(undefined, 'limit-2')).toThrow(
        /^Left out: 13-threads-and-the-limit\. Wine was not found/,
      );
    });

    it('those for a kernel that is asked for are meant, and nothing is told', () => {
      expect(here('macos')).toEqual({ names: ['appendix-kqueue'], said: '' });
      expect(here('linux', 'at-once')).toEqual({ names: ['appendix-epoll'], said: '' });
      expect(() => here('linux', 'limit-2')).toThrow(/^There is no scene limit-2/);
    });
  },
);
