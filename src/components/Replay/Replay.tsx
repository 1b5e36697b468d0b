import {
  type ComponentType,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import { provenanceLine } from '../provenance.ts';
import { Cited } from './Cited.tsx';
import { useNear } from './near.ts';
import type { PlayerProps } from './Player.tsx';
import type { ReplayProps, StillFrame } from './props.ts';
import styles from './Replay.module.css';

interface Loaded {
  readonly Player: ComponentType<PlayerProps>;
  readonly props: Omit<PlayerProps, 'start' | 'linkTo' | 'link'>;
  /** The frame at an address; null where there is none. */
  frameOf(address: string): number | null;
}

/** What the part of the address behind `#` asks of this replay; null when it asks nothing. */
function asked(prefix: string): string | null {
  const hash = decodeURIComponent(window.location.hash.slice(1));
  return hash.startsWith(prefix) ? hash.slice(prefix.length) : null;
}

async function load({ title, run, cues, only }: ReplayProps): Promise<Loaded> {
  const [{ loadModel }, { Player }, { frameWritten }] = await Promise.all([
    import('./load.ts'),
    import('./Player.tsx'),
    import('../../trace/replay/addresses.ts'),
  ]);
  const model = await loadModel(run.url);
  const frames = model.frames
    .filter(({ step }) => only.length === 0 || (step !== null && only.includes(step)))
    .map(({ index }) => index);
  const placed = cues.flatMap((cue) => {
    const frame = frameWritten(model, cue.at);
    return frame === null ? [] : [{ ...cue, frame }];
  });
  return {
    Player,
    props: { model, title, provenance: run.provenance, cues: placed, frames },
    frameOf: (address) => frameWritten(model, address),
  };
}

/**
 * A recorded run, to be stepped through. The frames that its author chose stand in the page; the run itself is fetched
 * when a reader comes near it, or follows a link into it, and takes their place on the screen.
 */
export function Replay({ link: Link, ...props }: ReplayProps & { link: LinkTo }): ReactNode {
  const { title, run, stills } = props;
  const given = useRef<ReplayProps>(props);
  const id = useId();
  const figure = useRef<HTMLElement>(null);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [start, setStart] = useState<number | null>(null);
  const prefix = `replay/${run.example}/${run.scene}/${run.kernel}/`;
  const begun = useRef(false);
  const begin = useCallback(() => {
    if (begun.current) return;
    begun.current = true;
    setProblem(null);
    load(given.current).then(setLoaded, (cause: unknown) => {
      begun.current = false;
      setProblem(cause instanceof Error ? cause.message : String(cause));
    });
  }, []);

  useNear(figure, begin);

  useEffect(() => {
    const follow = () => {
      const address = asked(prefix);
      if (address === null) return;
      figure.current?.scrollIntoView({ block: 'start' });
      begin();
      if (!loaded) return;
      const frame = loaded.frameOf(address);
      if (frame === null) {
        setProblem(`This run has no frame ${address}. The link may be from an earlier version.`);
      } else {
        setProblem(null);
        setStart(frame);
      }
    };
    follow();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [prefix, begin, loaded]);

  const first = loaded?.props.cues[0]?.frame ?? loaded?.props.frames[0] ?? 0;
  return (
    <figure
      ref={figure}
      className={styles.figure}
      data-figure="replay"
      data-wide=""
      data-loaded={loaded !== null}
      aria-labelledby={`${id}-caption`}
    >
      {problem !== null && (
        <p className={styles.problem} role="alert">
          {problem}{' '}
          {!loaded && (
            <button type="button" onClick={begin}>
              Try again
            </button>
          )}
        </p>
      )}
      {loaded && (
        <div className={styles.live}>
          <loaded.Player
            {...loaded.props}
            start={start ?? first}
            link={Link}
            linkTo={(address) => `#${prefix}${address}`}
          />
        </div>
      )}
      <div className={styles.stills}>
        <div className={styles.bar}>
          <strong>{title}</strong>
          <span>{provenanceLine(run.provenance)}</span>
        </div>
        {stills.map((still) => (
          <Still key={still.cue.at} still={still} link={Link} />
        ))}
      </div>
      <figcaption id={`${id}-caption`} className={styles.caption}>
        {title}. <Link to={run.framesPage}>All its frames as tables.</Link>
      </figcaption>
    </figure>
  );
}

/** A frame that stands in the page. */
function Still({ still, link }: { still: StillFrame; link: LinkTo }): ReactNode {
  const { cue, where, sentence, file, line, code, blocks } = still;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a frame that scrolls is no form field
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={styles.still} role="group" aria-label={where} tabIndex={0}>
      <p className={styles.where}>{where}</p>
      <p>
        <Cited text={cue.caption} facts={cue.facts} link={link} /> {sentence}
      </p>
      {code !== '' && (
        <p>
          <code>{code}</code> {file}:{line}
        </p>
      )}
      {blocks.map(({ block, rows }) => (
        <table key={block} className={styles.table}>
          <caption>{block}: at, owner, bytes, field, meaning</caption>
          <tbody>
            {rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: five columns, always the same
                  <td key={at}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}
