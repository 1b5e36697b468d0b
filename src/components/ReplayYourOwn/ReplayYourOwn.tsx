import { type ComponentType, type DragEvent, type ReactNode, useId, useState } from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import type { PlayerProps } from '../Replay/Player.tsx';
import styles from './ReplayYourOwn.module.css';

/** Bytes of a trace that are still opened. */
const MOST = 64 * 2 ** 20;

interface Shown {
  readonly name: string;
  readonly Player: ComponentType<PlayerProps>;
  readonly props: Omit<PlayerProps, 'linkTo' | 'link'>;
}

/**
 * Opens a trace of the reader's own.
 *
 * @throws Error whose message is a whole sentence
 */
async function open(file: File): Promise<Shown> {
  if (file.size > MOST) {
    throw new Error(
      `${file.name} has ${Math.round(file.size / 2 ** 20)} MiB; a trace may have ${MOST / 2 ** 20}. Record a shorter run.`,
    );
  }
  const [{ readTrace }, { modelOf }, { provenanceOf }, { Player }] = await Promise.all([
    import('../../trace/read.ts'),
    import('../../trace/replay/model.ts'),
    import('../../trace/questions.ts'),
    import('../Replay/Player.tsx'),
  ]);
  const trace = readTrace(await file.text(), file.name);
  const model = modelOf(trace);
  if (model.frames.length === 0) throw new Error(`${file.name} holds no event: nothing happened.`);
  return {
    name: file.name,
    Player,
    props: {
      model,
      title: `${trace.program.main}, from ${file.name}`,
      provenance: provenanceOf(trace),
      cues: [],
      frames: model.frames.map(({ index }) => index),
      start: 0,
    },
  };
}

/** Replays a trace that the reader has recorded. It stays in the browser; what cannot be opened changes nothing. */
export function ReplayYourOwn({ link }: { link: LinkTo }): ReactNode {
  const id = useId();
  const [shown, setShown] = useState<Shown | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const take = (file: File | undefined): void => {
    if (!file) return;
    setSaid(`Reading ${file.name}.`);
    open(file).then(
      (next) => {
        setShown(next);
        setSaid(`${next.name}: ${next.props.frames.length} frames.`);
      },
      (cause: unknown) => setSaid(cause instanceof Error ? cause.message : String(cause)),
    );
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the input inside does the same by keyboard */}
      <div className={styles.drop} onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
        <label htmlFor={`${id}-file`}>A trace: drop it here, or choose the file</label>
        <input
          id={`${id}-file`}
          type="file"
          accept=".json,application/json"
          onChange={(event) => {
            take(event.target.files?.[0]);
            // The same file, changed, may be chosen again.
            event.target.value = '';
          }}
        />
      </div>
      <p role="status" className={styles.said}>
        {said}
      </p>
      {shown && (
        <figure className={styles.figure} data-figure="replay">
          <h2>{shown.name}</h2>
          <shown.Player key={shown.name} {...shown.props} link={link} />
        </figure>
      )}
    </>
  );
}
