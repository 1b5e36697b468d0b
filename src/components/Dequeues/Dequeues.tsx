import type { ReactNode } from 'react';
import type { Dequeue, Provenance } from '../../trace/questions.ts';
import { provenanceLine } from '../provenance.ts';
import styles from './Dequeues.module.css';

/** What each dequeue of a recorded run brought. */
export interface DequeuesProps {
  scene: string;
  /** Null when no kernel has a recording of the scene. */
  recorded: { dequeues: readonly Dequeue[]; provenance: Provenance } | null;
}

/** The dequeues of a run, one a row, with the packets that each one took. */
export function Dequeues({ scene, recorded }: DequeuesProps): ReactNode {
  if (recorded === null) {
    return (
      <figure data-figure="dequeues">
        <figcaption>The dequeues of the scene {scene}: not yet recorded.</figcaption>
      </figure>
    );
  }
  const { dequeues, provenance } = recorded;
  const packets = dequeues.reduce((sum, dequeue) => sum + dequeue.packets.length, 0);
  return (
    <figure className={styles.figure} data-figure="dequeues">
      <table className={styles.table}>
        <caption className="only-heard">What each dequeue brought</caption>
        <thead>
          <tr>
            <th scope="col">dequeue</th>
            <th scope="col">packets</th>
            <th scope="col">operation and bytes, in the order of the array</th>
          </tr>
        </thead>
        <tbody>
          {dequeues.map((dequeue, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the dequeues of a recording never move
            <tr key={at}>
              <th scope="row">{at + 1}</th>
              <td>{dequeue.packets.length}</td>
              <td>
                <ul className={styles.packets}>
                  {dequeue.packets.map(({ operation, bytes }) => (
                    <li key={operation}>
                      {operation}{' '}
                      <span className={styles.bytes}>{bytes === 0 ? 'end' : bytes}</span>
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <figcaption>
        {packets} packets in {dequeues.length} dequeues. “end” is a packet of 0 bytes: the peer has
        closed. {provenanceLine(provenance)}.
      </figcaption>
    </figure>
  );
}
