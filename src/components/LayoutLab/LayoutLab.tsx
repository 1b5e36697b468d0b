import { type ReactNode, useDeferredValue, useEffect, useId, useMemo, useState } from 'react';
import { ABIS } from '../../abi/index.ts';
import { Editor } from '../Editor/Editor.tsx';
import { Dumped } from './Dumped.tsx';
import styles from './LayoutLab.module.css';
import { fromHash, MOST_BYTES, toHash } from './link.ts';
import { Picture } from './Picture.tsx';
import { type Preset, presets } from './presets.ts';
import { type Choice, type Laid, MOST_CHARACTERS, read } from './reading.ts';

const first = presets[0] as Preset;
const asIs: Choice = { abi: 'win-x64', pack: null, order: 'declared' };

const abiNames = { 'win-x64': 'x64', 'win-ia32': 'ia32', 'win-arm64': 'arm64' };

const bytesOf = (size: number): string =>
  size === 1 ? '1 byte' : `${size.toLocaleString('en')} bytes`;

/**
 * A C declaration and, beside it, the bytes that it stands for, anew on each key stroke. A link may bring a
 * declaration: it is put into the text area and laid out, and nothing of it is run.
 */
export function LayoutLab(): ReactNode {
  const [source, setSource] = useState(first.source);
  /** What a preset or a link has replaced, for the way back. */
  const [replaced, setReplaced] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [choice, setChoice] = useState(asIs);
  const id = useId();
  const reading = useMemo(() => read(source, choice), [source, choice]);
  const [drawn, setDrawn] = useState<Laid | null>(null);
  if ('layout' in reading && drawn !== reading) setDrawn(reading);
  const laid = 'layout' in reading ? reading : drawn;
  /** Drawing may lag behind the keys; the text may not. */
  const deferred = useDeferredValue(laid);
  const picture = useMemo(
    () => deferred !== null && <Picture layout={deferred.layout} />,
    [deferred],
  );
  const fault = 'reason' in reading ? reading : null;

  const bring = (text: string): void => {
    setReplaced(presets.some((preset) => preset.source === source) ? null : source);
    setSource(text);
  };

  useEffect(() => {
    const open = (): void => {
      const opened = fromHash(window.location.hash);
      setRefused(opened !== null && 'refused' in opened ? opened.refused : null);
      if (opened !== null && 'source' in opened) setSource(opened.source);
    };
    open();
    window.addEventListener('hashchange', open);
    return () => window.removeEventListener('hashchange', open);
  }, []);

  return (
    <section className={styles.lab} aria-label="The lab">
      <p className={styles.needs}>
        The lab needs scripts, and here none run. What you see is the layout of {first.name} on x64;
        the declarations stand below.
      </p>
      {refused !== null && (
        <p className={styles.refused} role="alert">
          {refused}
        </p>
      )}
      <div className={styles.presets}>
        <span id={`${id}-presets`}>Start from</span>
        <ul aria-labelledby={`${id}-presets`}>
          {presets.map((preset) => (
            <li key={preset.name}>
              <button
                type="button"
                aria-pressed={preset.source === source}
                title={preset.why}
                onClick={() => bring(preset.source)}
              >
                {preset.name}
              </button>
            </li>
          ))}
          {replaced !== null && replaced !== source && (
            <li>
              <button type="button" onClick={() => bring(replaced)}>
                Back to my text
              </button>
            </li>
          )}
        </ul>
      </div>
      <WhatIf choice={choice} onChange={setChoice} />
      <div className={styles.sides}>
        <div className={styles.text}>
          <Editor
            label="A declaration in C"
            language="cpp"
            value={source}
            onChange={setSource}
            faults={
              fault === null
                ? []
                : [{ ...(fault.place ?? { line: 1, column: 1 }), message: fault.reason }]
            }
            describedBy={`${id}-said`}
            most={MOST_CHARACTERS}
          />
          <p className={styles.said} id={`${id}-said`} role="status" data-fault={fault !== null}>
            {fault !== null
              ? `${fault.place === null ? '' : `Line ${fault.place.line}, column ${fault.place.column}: `}${fault.reason}`
              : `${laid?.layout.name} is laid out.`}
          </p>
          <Share source={source} />
        </div>
        <div className={styles.bytes} data-old={fault !== null}>
          {laid !== null && (
            <>
              <p className={styles.sum} data-drawn="">
                {fault === null ? 'Its bytes' : 'The bytes of the last one that could be read'}
              </p>
              {picture}
              <Cost laid={laid} choice={choice} />
            </>
          )}
        </div>
      </div>
      {laid !== null && <Dumped layout={laid.layout} />}
    </section>
  );
}

function WhatIf({
  choice,
  onChange,
}: {
  choice: Choice;
  onChange: (choice: Choice) => void;
}): ReactNode {
  const { abi, pack, order } = choice;
  return (
    <div className={styles.choices}>
      <Choose
        legend="What if the ABI were"
        options={ABIS.map((value) => ({ value, name: abiNames[value] }))}
        chosen={abi}
        onChoose={(value) => onChange({ ...choice, abi: value })}
      />
      <Choose
        legend="packed to"
        options={([null, 1, 2, 4, 8] as const).map((value) => ({
          value,
          name: value === null ? 'default' : String(value),
        }))}
        chosen={pack}
        onChoose={(value) => onChange({ ...choice, pack: value })}
      />
      <Choose
        legend="in the order"
        options={[
          { value: 'declared', name: 'as declared' },
          { value: 'least', name: 'of least padding' },
        ]}
        chosen={order}
        onChoose={(value) => onChange({ ...choice, order: value })}
      />
    </div>
  );
}

function Choose<Value extends string | number | null>({
  legend,
  options,
  chosen,
  onChoose,
}: {
  legend: string;
  options: readonly { value: Value; name: string }[];
  chosen: Value;
  onChoose: (value: Value) => void;
}): ReactNode {
  const name = useId();
  return (
    <fieldset className={styles.choose}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.name}>
          <input
            type="radio"
            name={name}
            checked={option.value === chosen}
            onChange={() => onChoose(option.value)}
          />
          <span>{option.name}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What the layout costs, and what it would cost otherwise. */
function Cost({ laid, choice }: { laid: Laid; choice: Choice }): ReactNode {
  const { layout, declared, least, sizes, unaligned } = laid;
  const padding = layout.padding.reduce((sum, { size }) => sum + size, 0);
  const elsewhere = sizes.filter(({ abi }) => abi !== layout.abi);
  return (
    <ul className={styles.cost} data-cost="">
      <li>{padding === 0 ? 'No padding.' : `Padding costs ${bytesOf(padding)}.`}</li>
      {layout.size !== declared && (
        <li>
          {bytesOf(Math.abs(declared - layout.size))} {layout.size < declared ? 'fewer' : 'more'}{' '}
          than as declared with the default packing ({bytesOf(declared)}).
        </li>
      )}
      {unaligned.length > 0 && (
        <li>
          Not aligned any more: {unaligned.slice(0, 8).join(', ')}
          {unaligned.length > 8 && ` and ${unaligned.length - 8} more`}. Windows looks for its own
          structs as its headers declare them.
        </li>
      )}
      {least !== null && (
        <li>
          {least.size === least.declared ? (
            `${least.proven ? 'No order is smaller' : 'No smaller order was found'}.`
          ) : (
            <>
              {least.proven ? 'The smallest order' : 'The smallest order found'} needs{' '}
              {bytesOf(least.size)}, {bytesOf(least.declared - least.size)} fewer
              {choice.order === 'declared' ? ' than this one' : ' than as declared'}:{' '}
              <code>{least.names.slice(0, 40).join(', ')}</code>
              {least.names.length > 40 && ' …'}
            </>
          )}
        </li>
      )}
      <li>
        {elsewhere
          .map(({ abi, size }) =>
            size === null
              ? `On ${abiNames[abi]} it cannot be read`
              : `On ${abiNames[abi]}: ${bytesOf(size)}`,
          )
          .join('. ')}
        .
      </li>
    </ul>
  );
}

/** A link that carries the declaration. */
function Share({ source }: { source: string }): ReactNode {
  const [made, setMade] = useState<{ source: string; link: string | null; copied: boolean }>();
  const id = useId();
  const make = async (): Promise<void> => {
    const hash = toHash(source);
    const link = hash === null ? null : `${window.location.href.replace(/#.*$/, '')}#${hash}`;
    let copied = false;
    if (link !== null) {
      copied =
        (await navigator.clipboard?.writeText(link).then(
          () => true,
          () => false,
        )) ?? false;
    }
    setMade({ source, link, copied });
  };
  const current = made?.source === source ? made : undefined;
  return (
    <div className={styles.share}>
      <button type="button" onClick={make}>
        Make a link to this text
      </button>
      {current?.link === null && (
        <p role="status">
          The text is longer than {MOST_BYTES.toLocaleString('en')} bytes, too long for a link.
        </p>
      )}
      {typeof current?.link === 'string' && (
        <p role="status">
          <label htmlFor={id}>{current.copied ? 'Copied:' : 'The link:'}</label>
          <input
            id={id}
            type="text"
            readOnly
            value={current.link}
            onFocus={(event) => event.target.select()}
          />
        </p>
      )}
    </div>
  );
}
