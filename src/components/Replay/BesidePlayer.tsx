import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from 'react';
import type { Model } from '../../trace/replay/model.ts';
import { type Pair, pairsOf, unlikeIn } from '../../trace/replay/pairs.ts';
import { shownDifferences } from '../../trace/replay/reasons.ts';
import { stateAt } from '../../trace/replay/state.ts';
import { sentenceOf, whereText } from '../../trace/replay/words.ts';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import styles from './Beside.module.css';
import { Differences } from './differences.tsx';
import { hasKeysOfItsOwn } from './keys.ts';
import player from './Player.module.css';
import { CallPanel, MemoryPanel, OutputPanel, PortPanel, SourcePanel } from './panels.tsx';
import { actionOf } from './player-state.ts';

/** What a player of two runs shows. */
export interface BesidePlayerProps {
  readonly names: readonly [string, string];
  readonly models: readonly [Model, Model];
  /** Facts that say why the two part, where it is the program that differs. */
  readonly because: readonly string[];
  readonly link: LinkTo;
}

type Side = 'left' | 'right';

/** By pair, the last frame that a run has been in; −1 before its first. */
function reachedBy(pairs: readonly Pair[], side: Side): number[] {
  let reached = -1;
  return pairs.map((pair) => {
    reached = pair[side] ?? reached;
    return reached;
  });
}

/** Two runs, pair by pair, forwards and back, and from one difference to the next. */
export function BesidePlayer({ names, models, because, link }: BesidePlayerProps): ReactNode {
  const [left, right] = models;
  const id = useId();
  const { pairs, unlike, reached } = useMemo(() => {
    const made = pairsOf(left, right);
    return {
      pairs: made,
      unlike: made.flatMap((pair, at) => (unlikeIn(pair).length > 0 ? [at] : [])),
      reached: { left: reachedBy(made, 'left'), right: reachedBy(made, 'right') },
    };
  }, [left, right]);
  const [at, setAt] = useState(unlike[0] ?? 0);
  const [selected, setSelected] = useState<string | null>(null);
  const last = pairs.length - 1;
  const pair = pairs[at] as Pair;
  const differences = shownDifferences(left, right, pair, because);
  const go = (to: number): void => setAt(Math.min(last, Math.max(0, to)));
  const before = unlike.findLast((one) => one < at);
  const next = unlike.find((one) => one > at);
  const sentences = [
    pair.left === null ? 'no such frame.' : sentenceOf(left, pair.left),
    pair.right === null ? 'no such frame.' : sentenceOf(right, pair.right),
  ];
  const isSame = sentences[0] === sentences[1];
  const heard = [
    isSame ? `Both: ${sentences[0]}` : `${names[0]}: ${sentences[0]} ${names[1]}: ${sentences[1]}`,
    ...(differences.length > 0
      ? [`They differ in ${differences.map(({ what }) => what).join(', ')}.`]
      : []),
  ].join(' ');
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const action = actionOf(event.key);
    if (action === null || hasKeysOfItsOwn(event.target, event.key)) return;
    const to = { back: at - 1, next: at + 1, first: 0, last }[action.do as string];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  const button = (text: string, to: number | undefined) => (
    <button
      type="button"
      aria-disabled={to === undefined || to === at}
      onClick={() => to !== undefined && go(to)}
    >
      {text}
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of many controls is no fieldset
    <div
      className={player.player}
      role="group"
      aria-label="Two runs side by side"
      onKeyDown={onKeyDown}
      data-replay="beside"
      data-pair={at}
    >
      <div className={player.controls}>
        {button('First', 0)}
        {button('◀ Back', Math.max(0, at - 1))}
        {button('Next ▶', Math.min(last, at + 1))}
        {button('Last', last)}
        <input
          type="range"
          className={player.slider}
          min={0}
          max={last}
          value={at}
          aria-label="Pair of frames"
          aria-valuetext={heard}
          onChange={(event) => go(Number(event.target.value))}
        />
        {button('◀ Difference', before)}
        {button('Difference ▶', next)}
      </div>
      <p className={player.heard} aria-live="polite" data-replay="heard">
        {heard}
      </p>
      <p className={styles.count} id={`${id}-count`}>
        {unlike.length === 0
          ? 'The two runs are the same in every frame.'
          : `${unlike.length} of ${pairs.length} pairs differ${unlike.includes(at) ? `; this is number ${unlike.indexOf(at) + 1}` : '; this one does not'}.`}
        {pair.isTold && ` Only ${names[pair.left === null ? 1 : 0]} tells of this moment.`}
      </p>
      {differences.length > 0 && (
        <div className={styles.shown}>
          <Differences names={names} differences={differences} link={link} />
        </div>
      )}
      <div className={styles.sides}>
        {(['left', 'right'] as const).map((side, place) => (
          <OneSide
            key={side}
            name={names[place] ?? ''}
            model={models[place] as Model}
            frame={reached[side][at] ?? -1}
            isHere={pair[side] !== null}
            selected={selected}
            onSelect={setSelected}
          />
        ))}
      </div>
    </div>
  );
}

/** One of the runs: in its frame of the pair, or where it has got to when the pair has none of it. */
function OneSide({
  name,
  model,
  frame,
  isHere,
  selected,
  onSelect,
}: {
  name: string;
  model: Model;
  frame: number;
  isHere: boolean;
  selected: string | null;
  onSelect(operation: string | null): void;
}): ReactNode {
  const index = Math.max(0, frame);
  const state = useMemo(() => stateAt(model, index), [model, index]);
  const highlighted = selected ?? state.operations[0] ?? null;
  return (
    <section className={styles.side} aria-label={name} data-here={isHere}>
      <div className={player.head}>
        <p className={player.where}>
          <b>{name}</b> · {frame < 0 ? 'not begun' : whereText(model, index)}
        </p>
        <p className={player.sentence} data-replay="sentence">
          {isHere
            ? sentenceOf(model, index)
            : 'This run has no such frame. Below, where it has got to.'}
        </p>
      </div>
      <div className={styles.panels}>
        <SourcePanel model={model} place={state.frame.at} />
        <CallPanel state={state} />
        <MemoryPanel state={state} model={model} selected={highlighted} onSelect={onSelect} />
        <PortPanel
          state={state}
          kernel={model.trace.kernel.kind}
          selected={highlighted}
          onSelect={onSelect}
        />
        <OutputPanel model={model} printed={state.printed} index={index} />
      </div>
    </section>
  );
}
