import type { ReactNode } from 'react';
import styles from './styles.module.css';

export interface ColophonProps {
  /** The workbook's own, from its package. */
  version: string;
  /** How many recordings the book holds. */
  recordings: number;
  /** The day of the latest of them, in UTC, such as `22 Nov 2026`; null when none is there. */
  latest: string | null;
  /** The commit at which that one was made; null when it was made without git. */
  commit: string | null;
}

/** The foot of a page: which version of the book this is, and of when its recordings are. */
export function Colophon({ version, recordings, latest, commit }: ColophonProps): ReactNode {
  return (
    <footer className={styles.colophon}>
      The IOCP Workbook {version}
      {latest !== null && ` · ${recordings} recordings, the latest of ${latest}`}
      {commit !== null && `, at commit ${commit.slice(0, 7)}`}
    </footer>
  );
}
