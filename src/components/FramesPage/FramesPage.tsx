import type { ReactNode } from 'react';
import type { Provenance } from '../../trace/questions.ts';
import type { KernelKind } from '../../trace/schema.ts';
import { MemoryTable } from '../MemoryTable/MemoryTable.tsx';
import { provenanceLine } from '../provenance.ts';
import styles from './FramesPage.module.css';

/** A frame as it stands on the page of all frames. */
export interface ShownFrame {
  /** `submit/op3/2`. */
  readonly address: string;
  readonly where: string;
  readonly sentence: string;
  /** `07-five-slow-answers/main.ts:96`; empty when no line is at work. */
  readonly line: string;
  readonly blocks: readonly {
    readonly block: string;
    readonly rows: readonly (readonly [
      offset: number,
      owner: string,
      bytes: string,
      field: string,
      means: string,
      changed: number,
    ])[];
  }[];
}

/** All frames of one run. */
export interface FramesPageProps {
  readonly example: string;
  readonly scene: string;
  readonly kernel: KernelKind;
  readonly provenance: Provenance;
  readonly frames: readonly ShownFrame[];
  /** Repository path of the program, and its text as it ran. */
  readonly program: string;
  readonly text: string;
}

/** Every frame of a run with the memory that it is about, as tables. */
export function FramesPage({
  example,
  scene,
  provenance,
  frames,
  program,
  text,
}: FramesPageProps): ReactNode {
  return (
    <>
      <h1>
        Every frame of {example}, {scene}
      </h1>
      <p>
        {provenanceLine(provenance)}. {frames.length} frames: what happened in each, and the memory
        that it was about when the frame was over. P: the program may touch it. K: the kernel may.
      </p>
      {frames.map(({ address, where, sentence, line, blocks }) => (
        <section key={address} id={address} className={styles.frame}>
          <h2>{where}</h2>
          <p>
            {sentence} {line !== '' && <code>{line}</code>}
          </p>
          {blocks.map(({ block, rows }) => (
            // biome-ignore lint/a11y/useSemanticElements: a table that scrolls is no form field
            <div
              key={block}
              className={styles.scroll}
              role="group"
              aria-label={`Memory of ${block}`}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
            >
              <MemoryTable caption={block}>
                {rows.map(([offset, owner, bytes, field, means, changed]) => (
                  <tr key={offset}>
                    <td>{offset}</td>
                    <td>{owner}</td>
                    <td>
                      {bytes}
                      {changed === 1 && <b> changed</b>}
                    </td>
                    <td>{field}</td>
                    <td>{means}</td>
                  </tr>
                ))}
              </MemoryTable>
            </div>
          ))}
        </section>
      ))}
      <h2 id="program">The program</h2>
      <p>
        <code>{program}</code>, as it ran.
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a listing is no form field */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.program} role="group" aria-label="The program" tabIndex={0}>
        {text}
      </pre>
    </>
  );
}
