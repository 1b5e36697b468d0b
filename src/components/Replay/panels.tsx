import { memo, type ReactNode } from 'react';
import { isRegionMarker } from '../../trace/regions.ts';
import type { Model } from '../../trace/replay/model.ts';
import type { BlockState, State } from '../../trace/replay/state.ts';
import { argumentsText, errorText, KERNEL_NAMES, valueText } from '../../trace/replay/words.ts';
import type { KernelKind, Place } from '../../trace/schema.ts';
import { MemoryTable } from '../MemoryTable/MemoryTable.tsx';
import styles from './Player.module.css';

/** Lines of source before and behind the one that runs. */
const AROUND = 7;
/** How many of a list are named. */
const MOST = 12;
/** Characters of output that are shown. */
const OUTPUT = 2000;

/** A part of the frame. Its size stays from frame to frame, so it scrolls, and what scrolls must be reachable by keyboard. */
function Panel({
  name,
  label,
  children,
}: {
  name: string;
  label: string;
  children: ReactNode;
}): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={styles.panel} data-panel={name} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

type Select = (operation: string | null) => void;

/** An operation's name, to be chosen: whatever is about it is joined. */
function OperationButton({
  name,
  selected,
  onSelect,
}: {
  name: string;
  selected: string | null;
  onSelect: Select;
}): ReactNode {
  return (
    <button
      type="button"
      className={styles.chip}
      aria-pressed={selected === name}
      onClick={() => onSelect(name)}
    >
      {name}
    </button>
  );
}

/** The lines round the one where the program stands. */
export const SourcePanel = memo(function SourcePanel({
  model,
  place,
}: {
  model: Model;
  place: Place | null;
}): ReactNode {
  const file = model.trace.program.files.find(({ path }) => path === place?.file);
  if (place === null || file === undefined) {
    return (
      <Panel name="source" label="Source, the running line marked">
        <h3>Source</h3>
        <p className={styles.soft}>No line of the program is at work in this frame.</p>
      </Panel>
    );
  }
  const lines = file.text.split('\n');
  const first = Math.max(1, place.line - AROUND);
  const last = Math.min(lines.length, place.line + AROUND);
  return (
    <Panel name="source" label="Source, the running line marked">
      <h3>
        {place.step !== null && <b className={styles.step}>{place.step} </b>}
        <code>{place.file.replace(/^examples\//, '')}</code>
      </h3>
      <pre className={styles.source}>
        {lines.slice(first - 1, last).map((text, at) => {
          const line = first + at;
          if (isRegionMarker(text)) return null;
          const isIt = line === place.line;
          return (
            <span key={line} className={styles.line} data-now={isIt} data-line={line}>
              {isIt && <span className={styles.heard}>runs now: </span>}
              {`${text}\n`}
            </span>
          );
        })}
      </pre>
    </Panel>
  );
});

/** The call of the frame, with its arguments by name, what it returned, and the last error in words. */
export const CallPanel = memo(function CallPanel({ state }: { state: State }): ReactNode {
  const { call, frame } = state;
  if (!call) {
    return (
      <Panel name="call" label="Call">
        <h3>Call</h3>
        <p className={styles.soft}>No function of Windows is called in this frame.</p>
      </Panel>
    );
  }
  const isOver = frame.kind !== 'begin';
  const error = call.end?.lastError ?? null;
  const words = error === null ? null : errorText(error);
  return (
    <Panel name="call" label="Call">
      <h3>
        Call <code>{call.begin.function}</code>
      </h3>
      <dl className={styles.arguments}>
        {argumentsText(call).map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <div>
          <dt>returns</dt>
          <dd data-replay="returned">
            {isOver && call.end ? valueText(call.end.returned) : 'not yet'}
          </dd>
        </div>
        {isOver && error !== null && (
          <div>
            <dt>last error</dt>
            <dd>
              {error} {words?.name}
              {words?.meaning != null && `: ${words.meaning}`}
            </dd>
          </div>
        )}
        {isOver &&
          Object.entries(call.end?.out ?? {}).map(([name, value]) => (
            <div key={name}>
              <dt>{name} afterwards</dt>
              <dd>{valueText(value)}</dd>
            </div>
          ))}
      </dl>
    </Panel>
  );
});

/** The ports that are open: what they know, what is under way, what waits. */
export const PortPanel = memo(function PortPanel({
  state,
  kernel,
  selected,
  onSelect,
}: {
  state: State;
  kernel: KernelKind;
  selected: string | null;
  onSelect: Select;
}): ReactNode {
  return (
    <Panel name="port" label="Port">
      <h3>Port</h3>
      {state.ports.length === 0 && <p className={styles.soft}>No completion port is open.</p>}
      {state.ports.map(({ port, handles, pending, queued, waiting }) => (
        <dl key={port} className={styles.arguments}>
          <div>
            <dt>{port} knows</dt>
            <dd>
              {handles.length === 0 && 'no handle'}
              {handles
                .slice(0, MOST)
                .map(({ handle, key }) => `${handle}, key ${valueText(key)}`)
                .join(' · ')}
              {handles.length > MOST && ` · and ${handles.length - MOST} more`}
            </dd>
          </div>
          <div>
            <dt>under way</dt>
            <dd>
              {pending.length === 0 && 'nothing'}
              {pending.slice(0, MOST).map(({ name, submit }) => (
                <OperationButton
                  key={`${name} ${submit}`}
                  name={name}
                  selected={selected}
                  onSelect={onSelect}
                />
              ))}
              {pending.length > MOST && ` and ${pending.length - MOST} more`}
            </dd>
          </div>
          <div>
            <dt>packets queued</dt>
            <dd>
              {queued === null && `${KERNEL_NAMES[kernel]} does not let us see them.`}
              {queued?.length === 0 && 'none'}
              {queued
                ?.slice(0, MOST)
                .map((packet) => packet.operation ?? 'a posted one')
                .join(', ')}
              {(queued?.length ?? 0) > MOST && ` and ${(queued?.length ?? 0) - MOST} more`}
            </dd>
          </div>
          <div>
            <dt>waits here</dt>
            <dd>
              {waiting.length === 0
                ? 'nobody'
                : waiting
                    .map(({ thread }) => (thread === 0 ? 'the main thread' : `thread ${thread}`))
                    .join(', ')}
            </dd>
          </div>
        </dl>
      ))}
    </Panel>
  );
});

/** The memory of the blocks that the frame is about. */
export const MemoryPanel = memo(function MemoryPanel({
  state,
  model,
  selected,
  onSelect,
}: {
  state: State;
  model: Model;
  selected: string | null;
  onSelect: Select;
}): ReactNode {
  const names = new Set(model.operations.map(({ name }) => name));
  return (
    <Panel name="memory" label="Memory">
      <h3>Memory</h3>
      {state.blocks.length === 0 && (
        <p className={styles.soft}>No memory that we follow is touched in this frame.</p>
      )}
      {state.blocks.map((block) => (
        <BlockTable
          key={block.block}
          block={block}
          isSelected={block.block === selected}
          button={
            names.has(block.block) ? (
              <OperationButton name={block.block} selected={selected} onSelect={onSelect} />
            ) : (
              <b>{block.block}</b>
            )
          }
        />
      ))}
    </Panel>
  );
});

function BlockTable({
  block,
  button,
  isSelected,
}: {
  block: BlockState;
  button: ReactNode;
  isSelected: boolean;
}): ReactNode {
  const size = `${block.size} byte${block.size === 1 ? '' : 's'}`;
  return (
    <div className={styles.block} data-selected={isSelected} data-block={block.block}>
      <p>
        {button} {block.type}, {size}
        {!block.isAlive && ', freed'}
      </p>
      {block.rows.length === 0 ? (
        <p className={styles.soft}>Nobody has looked at its bytes yet.</p>
      ) : (
        <MemoryTable className={styles.table}>
          {block.rows.map((row) => (
            <tr key={row.offset} data-changed={row.changed} data-owner={row.owner}>
              <td>{row.offset}</td>
              <td>
                <span className={styles.owner} data-owner={row.owner}>
                  {row.owner}
                </span>
              </td>
              <td data-bytes="">
                {row.hex}
                {row.changed && <span className={styles.changed}> changed</span>}
              </td>
              <td>{row.field ?? 'padding'}</td>
              <td>{row.field === null ? '' : row.meaning}</td>
            </tr>
          ))}
        </MemoryTable>
      )}
      {block.more > 0 && <p className={styles.soft}>and {block.more} rows more</p>}
    </div>
  );
}

/** What the program has printed so far, the newest marked. */
export const OutputPanel = memo(function OutputPanel({
  model,
  printed,
  index,
}: {
  model: Model;
  printed: number;
  index: number;
}): ReactNode {
  const shown: { key: number; text: string; isNew: boolean; stream: string }[] = [];
  let length = 0;
  for (let at = printed - 1; at >= 0 && length < OUTPUT; at--) {
    const { text, frame, stream } = model.printed[at] as (typeof model.printed)[number];
    length += text.length;
    shown.unshift({ key: at, text, isNew: frame === index, stream });
  }
  return (
    <Panel name="output" label="Printed so far">
      <h3>Printed so far</h3>
      {shown.length === 0 ? (
        <p className={styles.soft}>Nothing yet.</p>
      ) : (
        <pre className={styles.output}>
          {shown.map(({ key, text, isNew }) => (
            <span key={key} data-now={isNew}>
              {text}
            </span>
          ))}
        </pre>
      )}
    </Panel>
  );
});
