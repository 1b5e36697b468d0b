import type { ReactNode } from 'react';
import type { Explained } from '../../trace/replay/reasons.ts';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import styles from './Beside.module.css';

/** What two runs do not have in common in a pair of frames, each with the fact that says why. */
export function Differences({
  names,
  differences,
  link: Link,
}: {
  names: readonly [string, string];
  differences: readonly Explained[];
  link: LinkTo;
}): ReactNode {
  return (
    <table className={styles.differences} data-replay="differences">
      <thead>
        <tr>
          <th scope="col">≠</th>
          <th scope="col">{names[0]}</th>
          <th scope="col">{names[1]}</th>
          <th scope="col">why</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ what, left, right, fact }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{left}</td>
            <td>{right}</td>
            <td>
              {fact === null ? (
                'it is another program'
              ) : (
                <Link to={`/facts/${fact.toLowerCase()}/`}>{fact}</Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
