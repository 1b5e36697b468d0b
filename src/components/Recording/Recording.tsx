import type { ReactNode } from 'react';
import type { Provenance } from '../../trace/questions.ts';
import type { KernelKind } from '../../trace/schema.ts';
import { provenanceLine } from '../provenance.ts';
import { useTabs } from '../Tabs/useTabs.ts';
import styles from './Recording.module.css';

/** One recorded run of a scene. */
export interface RecordedRun {
  /** What the program printed. */
  output: string;
  /** How it ended, as a sentence, when it did not end well. */
  end: string | null;
  provenance: Provenance;
  /** Files that changed since, as they were then; only a recording from Windows or macOS may have any. */
  stale: readonly { path: string; text: string }[];
}

/** What a scene printed on each kernel. */
export interface RecordingProps {
  example: string;
  scene: string;
  /** The command that runs the scene; null when no kernel has a recording. */
  command: string | null;
  runs: readonly { kernel: KernelKind; run: RecordedRun | null }[];
}

const tabNames: Record<KernelKind, string> = {
  windows: 'Windows',
  wine: 'Wine',
  sim: 'Simulated',
  linux: 'Linux',
  macos: 'macOS',
};
const missing: Record<KernelKind, string> = {
  windows: 'Not yet recorded on Windows.',
  wine: 'Not yet recorded on Wine.',
  sim: 'Not yet simulated.',
  linux: 'Not yet recorded on Linux.',
  macos: 'Not yet recorded on macOS.',
};

/**
 * The terminal of a recorded run, one tab for each kernel. Without scripts and on paper every kernel's panel stands
 * under the one before, with a heading.
 */
export function Recording({ command, runs }: RecordingProps): ReactNode {
  const first = Math.max(
    0,
    runs.findIndex(({ run }) => run !== null),
  );
  const { tab, panel } = useTabs(
    runs.map(({ kernel }) => kernel),
    first,
  );
  return (
    <figure className={styles.figure} data-figure="recording">
      <div className={styles.tabs} role="tablist" aria-label="What the program printed, by kernel">
        {runs.map(({ kernel }, at) => (
          <button key={kernel} {...tab(at)} className={styles.tab}>
            {tabNames[kernel]}
          </button>
        ))}
      </div>
      {runs.map(({ kernel, run }, at) => (
        <div key={kernel} {...panel(at)} className={styles.panel}>
          <h3 className={styles.heading}>{tabNames[kernel]}</h3>
          {run === null ? <p className={styles.missing}>{missing[kernel]}</p> : <Run run={run} />}
        </div>
      ))}
      <figcaption className={styles.caption}>
        <Caption command={command} runs={runs} />
      </figcaption>
    </figure>
  );
}

function Run({ run }: { run: RecordedRun }): ReactNode {
  return (
    <>
      <p className={styles.provenance}>{provenanceLine(run.provenance)}</p>
      <pre className={styles.terminal}>{run.output}</pre>
      {run.end !== null && <p className={styles.remark}>{run.end}</p>}
      {run.stale.length > 0 && (
        <div className={styles.remark}>
          Recorded from an earlier version. What changed since, as it was:
          {run.stale.map(({ path, text }) => (
            <details key={path}>
              <summary>{path}</summary>
              <pre className={styles.terminal}>{text}</pre>
            </details>
          ))}
        </div>
      )}
    </>
  );
}

function Caption({ command, runs }: Pick<RecordingProps, 'command' | 'runs'>): ReactNode {
  if (command === null) return 'Not yet recorded.';
  const windows = runs.find(({ kernel }) => kernel === 'windows');
  const simulated = runs.some(({ kernel, run }) => kernel === 'sim' && run !== null);
  return (
    <>
      Recorded by running <code>{command}</code>
      {simulated && (
        <>
          , simulated with <code>--kernel sim</code>
        </>
      )}
      .{windows?.run === null && ` ${missing.windows}`}
    </>
  );
}
