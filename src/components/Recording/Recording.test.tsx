import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { type RecordedRun, Recording, type RecordingProps } from './Recording.tsx';

const wine: RecordedRun = {
  output: 'RECEIVED: 5\nFINISHED\n',
  end: null,
  provenance: {
    kernel: 'Wine 8.0',
    node: '22.23.3',
    koffi: '3.3.4',
    arch: 'x64',
    os: 'linux',
    date: '22 Nov 2026',
    commit: null,
    dirty: null,
  },
  stale: [],
};

function html(runs: Partial<Record<'windows' | 'wine' | 'sim', RecordedRun>>): string {
  const props: RecordingProps = {
    example: '07-five-slow-answers',
    scene: 'main',
    command: Object.keys(runs).length === 0 ? null : 'node iocp.mjs run 07',
    runs: (['windows', 'wine', 'sim'] as const).map((kernel) => ({
      kernel,
      run: runs[kernel] ?? null,
    })),
  };
  return renderToStaticMarkup(<Recording {...props} />);
}

/** The name on the tab that is chosen. */
function chosen(markup: string): string | undefined {
  return /<button[^>]*aria-selected="true"[^>]*>([^<]*)/.exec(markup)?.[1];
}

describe('a recording', () => {
  test('has the panel of every kernel in the page, whichever tab is chosen', () => {
    const markup = html({ wine });
    expect(markup.match(/role="tabpanel"/g)).toHaveLength(3);
    expect(markup).toContain('Not yet recorded on Windows.');
    expect(markup).toContain('RECEIVED: 5\nFINISHED\n');
    expect(markup).toContain('Not yet simulated.');
  });

  test('opens with the first kernel that has a run, Windows before all others', () => {
    expect(chosen(html({ wine }))).toBe('Wine');
    expect(chosen(html({ wine, windows: wine }))).toBe('Windows');
    expect(chosen(html({}))).toBe('Windows');
  });

  test('of a program that is not for Windows says nothing of Windows', () => {
    const runs = [{ kernel: 'linux', run: wine } as const];
    const markup = renderToStaticMarkup(
      <Recording example="appendix-y" scene="main" command="node iocp.mjs run y" runs={runs} />,
    );
    expect(chosen(markup)).toBe('Linux');
    expect(markup).not.toContain('Windows');
  });

  test('says where it was recorded, by which command, and that Windows is missing', () => {
    const markup = html({ wine });
    expect(markup).toContain('Wine 8.0 · node 22.23.3 · koffi 3.3.4 · 22 Nov 2026');
    expect(markup).toMatch(/Recorded by running <code>node iocp.mjs run 07<\/code>\. Not yet/);
    expect(html({ windows: wine })).toMatch(/run 07<\/code>\.<\/figcaption>/);
    expect(html({})).toContain('Not yet recorded.');
  });

  test('that is simulated says so, with its seed, its commit and how to do the same', () => {
    const provenance = { ...wine.provenance, kernel: 'simulated Windows 0.1.0', seed: 1 };
    const from = (commit: string | null, dirty: boolean | null) =>
      html({ wine, sim: { ...wine, provenance: { ...provenance, commit, dirty } } });
    const commit = '35860cf0a1b2c3d4e5f60718293a4b5c6d7e8f90';
    expect(from(commit, false)).toContain('>Simulated, seed 1 · commit 35860cf · 22 Nov 2026<');
    expect(from(commit, true)).toContain('commit 35860cf, changed ·');
    expect(from(null, null)).toContain('>Simulated, seed 1 · 22 Nov 2026<');
    expect(from(commit, false)).toContain(', simulated with <code>--kernel sim</code>.');
    expect(html({ wine })).not.toContain('--kernel sim');
  });

  test('says that it is from an earlier version, and how a run ended that did not end well', () => {
    const end = 'The program did not end in its time and was stopped.';
    const stale = [{ path: 'examples/x/main.ts', text: 'old();' }];
    const markup = html({ windows: { ...wine, stale, end } });
    expect(markup).toContain('Recorded from an earlier version.');
    expect(markup).toMatch(/<summary>examples\/x\/main\.ts<\/summary><pre[^>]*>old\(\);<\/pre>/);
    expect(markup).toContain(end);
  });

  test('ties each tab to its panel, and has one of them in the order of Tab', () => {
    const markup = html({ wine });
    const controls = [...markup.matchAll(/aria-controls="([^"]+)"/g)].map(([, id]) => id);
    for (const id of controls) expect(markup).toContain(`id="${id}"`);
    expect(markup.match(/<button[^>]*tabindex="0"/g)).toHaveLength(1);
  });
});
