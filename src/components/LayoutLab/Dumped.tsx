import { type ReactNode, useId, useMemo, useState } from 'react';
import type { Layout } from '../../abi/index.ts';
import { decode, MOST_LINES } from './decode.ts';
import { readDump } from './dump.ts';
import styles from './LayoutLab.module.css';

/** Bytes that a reader pastes, read as the type that is laid out. */
export function Dumped({ layout }: { layout: Layout }): ReactNode {
  const [text, setText] = useState('');
  const id = useId();
  const dump = useMemo(() => readDump(text), [text]);
  const lines = useMemo(
    () => ('bytes' in dump && dump.bytes.length > 0 ? decode(layout, dump.bytes) : []),
    [layout, dump],
  );
  return (
    <div className={styles.dump}>
      <div className={styles.paste}>
        <label htmlFor={id}>Bytes of a {layout.name}: paste a hex dump</label>
        <textarea
          id={id}
          value={text}
          rows={4}
          spellCheck={false}
          autoComplete="off"
          placeholder="03 01 00 00 00 00 00 00"
          aria-describedby={`${id}-said`}
          aria-invalid={'refused' in dump}
          onChange={(event) => setText(event.target.value)}
        />
        <p id={`${id}-said`} role="status" data-fault={'refused' in dump}>
          {'refused' in dump ? dump.refused : sentence(dump.bytes.length, layout)}
        </p>
      </div>
      {lines.length > 0 && (
        <div className={styles.decoded}>
          <table data-decoded="">
            <thead>
              <tr>
                <th scope="col">at</th>
                <th scope="col">field</th>
                <th scope="col">bytes, and what they mean</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ kind, path, offset, bytes, meaning }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: views of a union share path and offset
                <tr key={at} data-kind={kind}>
                  <td>{offset}</td>
                  <th scope="row">{path}</th>
                  <td>
                    {bytes}
                    {meaning !== '' && <span className={styles.meaning}>{meaning}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {lines.length >= MOST_LINES && <p>The first {MOST_LINES} fields are shown.</p>}
        </div>
      )}
    </div>
  );
}

function sentence(count: number, { name, size }: Layout): string {
  if (count === 0) return 'As a debugger, xxd or hexdump writes it, or bare pairs of digits.';
  if (count === size) return `${count} bytes, one ${name}.`;
  return count < size
    ? `${count} bytes; a ${name} has ${size}, so its end is missing.`
    : `${count} bytes; a ${name} has ${size}, so what follows is not read.`;
}
