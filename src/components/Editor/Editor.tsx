import { lazy, type ReactNode, Suspense, useId, useRef, useState } from 'react';
import styles from './Editor.module.css';

/** Something wrong in a text. Line and column count from 1. */
export interface Fault {
  line: number;
  column: number;
  /** A whole sentence. */
  message: string;
}

/** A text that a reader edits. */
export interface EditorProps {
  /** What it is the text of, for the label. */
  label: string;
  /** A language that `src/run/editor.ts` bundles. */
  language: 'cpp';
  value: string;
  onChange: (value: string) => void;
  faults: readonly Fault[];
  /** The id of the element that says what is wrong. */
  describedBy: string;
  /** The most characters that the text area takes. */
  most: number;
}

const MonacoPane = lazy(() => import('./MonacoPane.tsx'));

/** How things stand with Monaco, which nobody gets who did not ask. */
type Stage = 'text area' | 'asked for' | 'open' | 'failed';

/**
 * A text area, and on request Monaco in its place. On phones, and where Monaco cannot be loaded, it stays a text
 * area. Esc leaves Monaco for the button above it.
 */
export function Editor(props: EditorProps): ReactNode {
  const { label, value, onChange, faults, describedBy, most } = props;
  const [stage, setStage] = useState<Stage>('text area');
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const asked = stage === 'asked for' || stage === 'open';
  return (
    <div className={styles.editor} data-editor={stage}>
      <div className={styles.bar}>
        <label htmlFor={id}>{label}</label>
        <span className={styles.tools}>
          {asked && <span className={styles.hint}>Esc leaves the editor</span>}
          <button
            ref={button}
            type="button"
            className={styles.open}
            disabled={stage === 'asked for'}
            onClick={() => setStage(asked ? 'text area' : 'asked for')}
          >
            {buttonNames[stage]}
          </button>
        </span>
      </div>
      {stage === 'failed' && (
        <p className={styles.failed} role="status">
          The editor could not be loaded, so this stays a text area. Everything else works with it.
        </p>
      )}
      {asked && (
        <Suspense fallback={null}>
          <MonacoPane
            {...props}
            id={id}
            onOpen={() => setStage('open')}
            onFail={() => setStage('failed')}
            onLeave={() => button.current?.focus()}
          />
        </Suspense>
      )}
      {stage !== 'open' && (
        <textarea
          id={id}
          className={styles.area}
          value={value}
          maxLength={most}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          wrap="off"
          aria-describedby={describedBy}
          aria-invalid={faults.length > 0}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  );
}

const buttonNames: Record<Stage, string> = {
  'text area': 'Open the editor',
  'asked for': 'Opening …',
  open: 'Back to the text area',
  failed: 'Try the editor again',
};
