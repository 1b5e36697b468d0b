import { type ChangeEvent, type ReactNode, useState } from 'react';
import { LONGEST_FILE, readProgress } from '../../progress/progress.ts';
import { change, erase, progress, wasKept } from '../../progress/store.ts';
import styles from './Review.module.css';

const FILE = 'iocp-workbook-progress.json';

/** Takes the progress out of the browser as a file. */
function save(): void {
  const text = JSON.stringify(progress(), null, 2);
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = FILE;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** What the browser has kept, as a file that can be taken elsewhere, brought back, and erased. */
export function Keeping(): ReactNode {
  const [says, setSays] = useState('');
  const [asks, setAsks] = useState(false);
  const bring = async ({ currentTarget }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = currentTarget.files ?? [];
    if (file === undefined) return;
    const text = file.size > LONGEST_FILE ? '' : await file.text().catch(() => '');
    currentTarget.value = '';
    const found = readProgress(text);
    if (found === null) {
      setSays(
        `${file.name} is no progress that this page has saved, or it is broken. Nothing was changed.`,
      );
      return;
    }
    change(() => found);
    setSays(`The progress of ${file.name} is here now, in place of what was.`);
  };
  return (
    <section className={styles.keeping} data-keeping="">
      <h2>What is kept</h2>
      <p>
        Which chapters you have read, your guesses, your first answers and the boxes of your cards
        are kept in this browser and nowhere else.
        {!wasKept() && ' This browser refuses to keep them: they are gone when you leave the page.'}
      </p>
      <p>
        <button type="button" onClick={save}>
          Save as a file
        </button>{' '}
        <label>
          Bring back from a file, in place of what is here:{' '}
          <input type="file" accept="application/json,.json" onChange={bring} />
        </label>
      </p>
      {asks ? (
        <p>
          Erase everything that is kept?{' '}
          <button
            type="button"
            onClick={() => {
              erase();
              setAsks(false);
              setSays('Everything is erased.');
            }}
          >
            Yes, erase it
          </button>{' '}
          <button type="button" onClick={() => setAsks(false)}>
            No, keep it
          </button>
        </p>
      ) : (
        <p>
          <button type="button" onClick={() => setAsks(true)}>
            Erase …
          </button>
        </p>
      )}
      <p role="status">{says}</p>
    </section>
  );
}
