import type { ReactNode } from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import styles from './Machine.module.css';

/** A packet in the queue, as a recorded run had it there. */
export interface QueuedWords {
  /** From 1; the first leaves first. */
  readonly place: number;
  /** What it came of: an operation's name, or `posted`. */
  readonly from: string;
  readonly key: number;
  readonly bytes: number;
}

/** A piece of memory and who owned it in each of the moments of a recorded run. */
export interface LedgerCard {
  readonly block: string;
  readonly type: string;
  readonly owners: readonly ('P' | 'K')[];
}

/** What `<Machine>` gets from the build. */
export type MachineProps =
  | { readonly of: 'port'; readonly run: string; readonly packets: readonly QueuedWords[] }
  | {
      readonly of: 'ledger';
      readonly run: string;
      readonly moments: readonly string[];
      readonly cards: readonly LedgerCard[];
    }
  | { readonly of: 'loops' };

const OWNERS = { P: 'the program', K: 'the kernel' };

/** One of the three pictures that the book thinks in: the port as a queue, the ledger of who owns what, two loops. */
export function Machine({ link, ...props }: MachineProps & { link: LinkTo }): ReactNode {
  switch (props.of) {
    case 'port':
      return <Port {...props} link={link} />;
    case 'ledger':
      return <Ledger {...props} link={link} />;
    case 'loops':
      return <Loops link={link} />;
  }
}

function Frame({
  name,
  rule,
  children,
}: {
  name: string;
  rule: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <figure className={styles.machine} data-figure="machine">
      <p className={styles.name}>{name}</p>
      {children}
      <figcaption className={styles.rule}>{rule}</figcaption>
    </figure>
  );
}

function FactLink({ id, link: Link }: { id: string; link: LinkTo }): ReactNode {
  return <Link to={`/facts/${id.toLowerCase()}/`}>{id}</Link>;
}

function Port({
  run,
  packets,
  link,
}: {
  run: string;
  packets: readonly QueuedWords[];
  link: LinkTo;
}): ReactNode {
  return (
    <Frame
      name="The port is a queue"
      rule={
        <>
          Packets come out in the order in which they went in (
          <FactLink id="GQ-10" link={link} />
          ). In which order operations end, and so put them in, is another matter. The packets are
          those of {run}.
        </>
      }
    >
      <div className={styles.row}>
        <p className={styles.end}>An operation ends, or the program posts</p>
        <p className={styles.arrow} aria-hidden="true">
          →
        </p>
        <ol className={styles.queue} aria-label="Packets in the port, the next to leave first">
          {packets.map(({ place, from, key, bytes }) => (
            <li key={place}>
              <b>{place}</b> {from}
              <br />
              key {key}
              <br />
              {bytes} bytes
            </li>
          ))}
        </ol>
        <p className={styles.arrow} aria-hidden="true">
          →
        </p>
        <p className={styles.end}>Whoever waits dequeues them</p>
      </div>
    </Frame>
  );
}

function Ledger({
  run,
  moments,
  cards,
  link,
}: {
  run: string;
  moments: readonly string[];
  cards: readonly LedgerCard[];
  link: LinkTo;
}): ReactNode {
  return (
    <Frame
      name="The ledger: who owns what"
      rule={
        <>
          A card under K is not read, written, moved, used again or freed (
          <FactLink id="OV-9" link={link} />
          ). The cards are those of {run}.
        </>
      }
    >
      <table className={styles.ledger}>
        <thead>
          <tr>
            <th scope="col">memory</th>
            {moments.map((moment) => (
              <th key={moment} scope="col">
                {moment}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cards.map(({ block, type, owners }) => (
            <tr key={block}>
              <th scope="row">
                {block} <span className={styles.type}>{type}</span>
              </th>
              {owners.map((owner, at) => (
                <td key={moments[at]}>
                  <span className={styles.owner} data-owner={owner}>
                    {owner}
                  </span>{' '}
                  {OWNERS[owner]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Frame>
  );
}

/** The two loops and what each goes round. */
const LOOPS = [
  {
    name: 'Node’s loop',
    at: 'sleeps at Node’s own port',
    steps: ['timers that are due', 'packets of Node’s own handles', 'promises in between'],
  },
  {
    name: 'Our loop',
    at: 'sleeps at the port that we made',
    steps: ['dequeue', 'identify the operation', 're-arm or retire it'],
  },
] as const;

function Loops({ link }: { link: LinkTo }): ReactNode {
  return (
    <Frame
      name="Two loops, one thread"
      rule={
        <>
          One thread runs the JavaScript of both. While it sleeps in our dequeue, no timer of Node’s
          fires. A handle belongs to one port only (<FactLink id="FFI-16" link={link} />
          ).
        </>
      }
    >
      <div className={styles.row}>
        {LOOPS.map(({ name, at, steps }) => (
          <section key={name} className={styles.loop} aria-label={name}>
            <p>
              <b>{name}</b> {at}
            </p>
            <ol>
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            <p className={styles.again}>↻ and round again</p>
          </section>
        ))}
      </div>
    </Frame>
  );
}
