import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useReducer,
  useRef,
} from 'react';
import type { Provenance } from '../../trace/questions.ts';
import { addressOf, written } from '../../trace/replay/addresses.ts';
import type { Model } from '../../trace/replay/model.ts';
import { stateAt } from '../../trace/replay/state.ts';
import { sentenceOf, whereText } from '../../trace/replay/words.ts';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import { provenanceLine } from '../provenance.ts';
import { Cited } from './Cited.tsx';
import { hasKeysOfItsOwn } from './keys.ts';
import styles from './Player.module.css';
import { CallPanel, MemoryPanel, OutputPanel, PortPanel, SourcePanel } from './panels.tsx';
import { actionOf, type PlayerAction, reduce, SPEEDS, START } from './player-state.ts';
import type { Cue } from './props.ts';
import { Strip } from './Strip.tsx';
import { Timeline } from './Timeline.tsx';

/** What a player shows. */
export interface PlayerProps {
  readonly model: Model;
  readonly title: string;
  readonly provenance: Provenance;
  readonly cues: readonly (Cue & { readonly frame: number })[];
  /** The frames that are shown, by their numbers in the model. */
  readonly frames: readonly number[];
  /** The frame to begin with. */
  readonly start: number;
  /** The address of a frame in this page, for others to come to it; absent where no link would lead there. */
  linkTo?(address: string): string;
  /** Leads to a page of the book. */
  readonly link: LinkTo;
}

/** A real run, frame by frame, forwards and back. */
export function Player({
  model,
  title,
  provenance,
  cues,
  frames,
  start,
  linkTo,
  link,
}: PlayerProps): ReactNode {
  const id = useId();
  const cueAt = useMemo(() => new Map(cues.map((cue) => [cue.frame, cue])), [cues]);
  const shown = useMemo(
    () => ({
      count: frames.length,
      questions: new Set(
        frames.flatMap((frame, at) => (cueAt.get(frame)?.question === undefined ? [] : [at])),
      ),
    }),
    [frames, cueAt],
  );
  const [player, act] = useReducer(
    (state: typeof START, action: PlayerAction) => reduce(state, action, shown),
    { ...START, at: Math.max(0, frames.indexOf(start)) },
  );
  const { at, playing, speed, selected, answered } = player;
  const index = frames[at] ?? 0;
  const state = useMemo(() => stateAt(model, index), [model, index]);
  const sentence = sentenceOf(model, index);
  const where = whereText(model, index);
  const cue = cueAt.get(index);
  const isAsked = shown.questions.has(at) && !answered.includes(at);

  // Another link into this replay was opened.
  const started = useRef(start);
  useEffect(() => {
    if (started.current === start) return;
    started.current = start;
    act({ do: 'go', to: frames.indexOf(start) });
  }, [start, frames]);

  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => act({ do: 'next' }), 1000 / speed);
    return () => clearInterval(timer);
  }, [playing, speed]);

  const places = useMemo(() => new Map(frames.map((frame, place) => [frame, place])), [frames]);
  const onFrame = useCallback(
    (frame: number) => {
      const place = places.get(frame) ?? frames.findIndex((one) => one >= frame);
      act({ do: 'go', to: place < 0 ? frames.length - 1 : place });
    },
    [places, frames],
  );
  const onSelect = useCallback((operation: string | null) => act({ do: 'select', operation }), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const action = actionOf(event.key);
    if (action === null || hasKeysOfItsOwn(event.target, event.key)) return;
    event.preventDefault();
    act(action);
  };
  const steps = useMemo(
    () => [...new Set(frames.flatMap((frame) => model.frames[frame]?.step ?? []))],
    [frames, model],
  );
  const goToStep = (step: string): void => {
    const isIt = (frame: number) => model.frames[frame]?.step === step;
    const next = frames.findIndex((frame, place) => place > at && isIt(frame));
    act({ do: 'go', to: next >= 0 ? next : frames.findIndex(isIt) });
  };
  const address = written(addressOf(model, index));
  const highlighted = selected ?? state.operations[0] ?? null;
  // What happens at once stands at once; the drawings of the whole run follow when there is time.
  const drawn = useDeferredValue(index);
  const drawnHighlight = useDeferredValue(highlighted);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of many controls is no fieldset
    <div
      className={styles.player}
      role="group"
      aria-labelledby={`${id}-title`}
      onKeyDown={onKeyDown}
      data-replay="player"
      data-frame={index}
      data-drawn={drawn}
    >
      <div className={styles.bar}>
        <strong id={`${id}-title`}>{title}</strong>
        <span>{provenanceLine(provenance)}</span>
      </div>
      <div className={styles.head}>
        <p className={styles.where}>
          {where}
          {linkTo && (
            <>
              {' '}
              · <a href={linkTo(address)}>link to this frame</a>
            </>
          )}
        </p>
        <p className={styles.sentence} data-replay="sentence">
          {sentence}
        </p>
        <p className={styles.heard} aria-live="polite" data-replay="heard">
          {`${where.split(' · ').slice(0, 2).join(', ')}: ${sentence}`}
        </p>
      </div>
      <Controls
        at={at}
        count={frames.length}
        playing={playing}
        speed={speed}
        sentence={`${where}: ${sentence}`}
        isAsked={isAsked}
        steps={steps}
        act={act}
        goToStep={goToStep}
      />
      {cue && (
        <div className={styles.cue} role="note" data-replay="cue">
          <p>
            <Cited text={cue.caption} facts={cue.facts} link={link} />
          </p>
          {cue.question !== undefined && (
            <p>
              <b>Before you go on.</b> {cue.question}{' '}
              {isAsked ? (
                <>
                  <button type="button" onClick={() => act({ do: 'answer' })}>
                    I have an answer
                  </button>{' '}
                  <button type="button" onClick={() => act({ do: 'answer' })}>
                    Skip
                  </button>
                </>
              ) : (
                'Now go on, and see.'
              )}
            </p>
          )}
        </div>
      )}
      <div className={styles.panels}>
        <SourcePanel model={model} place={state.frame.at} />
        <MemoryPanel state={state} selected={highlighted} onSelect={onSelect} model={model} />
        <CallPanel state={state} />
        <PortPanel
          state={state}
          kernel={model.trace.kernel.kind}
          selected={highlighted}
          onSelect={onSelect}
        />
        <OutputPanel model={model} printed={state.printed} index={index} />
      </div>
      <Strip
        model={model}
        frame={drawn}
        selected={drawnHighlight}
        onFrame={onFrame}
        onSelect={onSelect}
        link={link}
      />
      <Timeline
        model={model}
        frame={drawn}
        selected={drawnHighlight}
        onFrame={onFrame}
        onSelect={onSelect}
        link={link}
      />
    </div>
  );
}

const Controls = memo(function Controls({
  at,
  count,
  playing,
  speed,
  sentence,
  isAsked,
  steps,
  act,
  goToStep,
}: {
  at: number;
  count: number;
  playing: boolean;
  speed: number;
  sentence: string;
  isAsked: boolean;
  steps: readonly string[];
  act(action: PlayerAction): void;
  goToStep(step: string): void;
}): ReactNode {
  const last = count - 1;
  return (
    <div className={styles.controls}>
      <button type="button" onClick={() => act({ do: 'first' })} aria-disabled={at === 0}>
        First
      </button>
      <button type="button" onClick={() => act({ do: 'back' })} aria-disabled={at === 0}>
        ◀ Back
      </button>
      <button
        type="button"
        onClick={() => act({ do: 'next' })}
        aria-disabled={at === last || isAsked}
      >
        Next ▶
      </button>
      <button type="button" onClick={() => act({ do: 'last' })} aria-disabled={at === last}>
        Last
      </button>
      <input
        type="range"
        className={styles.slider}
        min={0}
        max={last}
        value={at}
        aria-label="Frame"
        aria-valuetext={sentence}
        onChange={(event) => act({ do: 'go', to: Number(event.target.value) })}
      />
      <button type="button" onClick={() => act({ do: 'toggle' })} data-replay="play">
        {playing ? 'Pause' : 'Play'}
      </button>
      <label>
        <span>Speed</span>{' '}
        <select
          value={speed}
          onChange={(event) => act({ do: 'speed', speed: Number(event.target.value) })}
        >
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {one} a second
            </option>
          ))}
        </select>
      </label>
      {steps.length > 0 && (
        <label>
          <span>Step</span>{' '}
          <select value="" onChange={(event) => goToStep(event.target.value)}>
            <option value="">go to…</option>
            {steps.map((step) => (
              <option key={step}>{step}</option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
});
