import { type ComponentType, type ReactNode, useCallback, useId, useRef, useState } from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import { provenanceLine } from '../provenance.ts';
import styles from './Beside.module.css';
import type { BesidePlayerProps } from './BesidePlayer.tsx';
import { Differences } from './differences.tsx';
import { useNear } from './near.ts';
import type { BesideProps } from './props.ts';
import frame from './Replay.module.css';

interface Loaded {
  readonly Player: ComponentType<BesidePlayerProps>;
  readonly models: BesidePlayerProps['models'];
}

async function load({ runs }: BesideProps): Promise<Loaded> {
  const [{ loadModel }, { BesidePlayer }] = await Promise.all([
    import('./load.ts'),
    import('./BesidePlayer.tsx'),
  ]);
  const [left, right] = await Promise.all([loadModel(runs[0].url), loadModel(runs[1].url)]);
  return { Player: BesidePlayer, models: [left, right] };
}

/**
 * Two recorded runs, frame beside frame. The first pairs in which they differ stand in the page; the runs themselves are
 * fetched when a reader comes near.
 */
export function Beside({ link: Link, ...props }: BesideProps & { link: LinkTo }): ReactNode {
  const { title, names, runs, because, stills, differ } = props;
  const id = useId();
  const figure = useRef<HTMLElement>(null);
  const given = useRef<BesideProps>(props);
  const begun = useRef(false);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
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
  return (
    <figure
      ref={figure}
      className={frame.figure}
      data-figure="beside"
      data-wide=""
      data-loaded={loaded !== null}
      aria-labelledby={`${id}-caption`}
    >
      {problem !== null && (
        <p className={frame.problem} role="alert">
          {problem}{' '}
          <button type="button" onClick={begin}>
            Try again
          </button>
        </p>
      )}
      <div className={frame.bar}>
        <strong>{title}</strong>
        {runs.map((run, at) => (
          <span key={run.url}>
            {names[at]}: {provenanceLine(run.provenance)}
          </span>
        ))}
      </div>
      {loaded && (
        <div className={frame.live}>
          <loaded.Player names={names} models={loaded.models} because={because} link={Link} />
        </div>
      )}
      <div className={frame.stills}>
        <p className={styles.count}>{differ} pairs of frames differ. The first in each respect:</p>
        {stills.map((still) => (
          // biome-ignore lint/a11y/useSemanticElements: a frame that scrolls is no form field
          <div
            key={still.where}
            className={frame.still}
            role="group"
            aria-label={still.where}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
          >
            <p className={frame.where}>{still.where}</p>
            {[still.left, still.right].map((sentence, at) => (
              <p key={names[at]}>
                <b>{names[at]}:</b> {sentence ?? 'no such frame.'}
              </p>
            ))}
            <Differences names={names} differences={still.differences} link={Link} />
          </div>
        ))}
      </div>
      <figcaption id={`${id}-caption`} className={frame.caption}>
        {title}. All frames as tables:{' '}
        {runs.map((run, at) => (
          <span key={run.url}>
            {at > 0 && ', '}
            <Link to={run.framesPage}>{names[at]}</Link>
          </span>
        ))}
        .
      </figcaption>
    </figure>
  );
}
