import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import type { MemoryMoment, MemoryRow } from '../../trace/questions.ts';
import { OperationMemory, type OperationMemoryProps } from './OperationMemory.tsx';

const zero = '00 00 00 00 00 00 00 00';
const internal: MemoryRow = {
  offset: 0,
  size: 8,
  field: 'Internal',
  type: 'uintptr_t',
  hex: zero,
  meaning: '',
  changed: false,
};
const padding: MemoryRow = {
  offset: 36,
  size: 4,
  field: null,
  type: '',
  hex: '00 00 00 00',
  meaning: 'padding',
  changed: false,
};
const place = { file: 'examples/x/main.ts', line: 101, step: 'submit' };

function moment(label: MemoryMoment['label'], row: Partial<MemoryRow> = {}): MemoryMoment {
  const owner = label === 'pending' ? 'K' : 'P';
  return { label, owner, place, t: 0, rows: [{ ...internal, ...row }, padding] };
}

const props: OperationMemoryProps = {
  example: '07-five-slow-answers',
  scene: 'main',
  operation: 'op3',
  recorded: {
    memory: {
      operation: 'op3',
      type: 'Operation',
      size: 40,
      moments: [
        moment('before'),
        moment('pending', {
          hex: '03 01 00 00 00 00 00 00',
          meaning: 'STATUS_PENDING',
          changed: true,
        }),
        moment('after'),
      ],
    },
    provenance: {
      kernel: 'Wine 8.0',
      node: '22.23.3',
      koffi: '3.3.4',
      arch: 'x64',
      os: 'linux',
      date: '22 Nov 2026',
      commit: null,
      dirty: null,
    },
    stale: [],
  },
};

/** The text of a piece of markup, as it is read out. */
function heard(markup: string): string {
  return markup
    .replaceAll(/<span[^>]*aria-hidden="true"[^>]*>.*?<\/span>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

describe('the memory of an operation', () => {
  const markup = renderToStaticMarkup(<OperationMemory {...props} />);
  const rows = [...markup.matchAll(/<tr[^>]*>(.*?)<\/tr>/g)].map(([, row]) => row ?? '');

  test('is a table named after the operation, its type and its size', () => {
    const [, id = ''] = /<table[^>]*aria-labelledby="([^"]+)"/.exec(markup) ?? [];
    expect(markup).toContain(`<strong id="${id}">op3 : Operation, 40 bytes</strong>`);
    expect(markup).toContain('Wine 8.0 · node 22.23.3 · koffi 3.3.4 · 22 Nov 2026');
  });

  test('has a column for each moment with the owner, the step and the line', () => {
    const head = heard(rows[0] ?? '');
    expect(head).toMatch(/before P : the program owns it submit, line 101/);
    expect(head).toMatch(/pending K : the kernel owns it submit, line 101/);
  });

  test('has a row for each field with its offset, bytes and meaning', () => {
    expect(heard(rows[1] ?? '')).toMatch(/0 Internal uintptr_t 00 .* 03 01 .* STATUS_PENDING/);
  });

  test('says in words, sign and colour which bytes changed', () => {
    expect(heard(rows[1] ?? '').match(/changed/g)).toHaveLength(1);
    expect(rows[1]).toContain('data-changed="true"');
    expect(rows[1]).toContain('Δ');
  });

  test('shows padding as belonging to no field', () => {
    expect(heard(rows[2] ?? '')).toMatch(/36 padding/);
    expect(rows[2]).not.toContain('data-changed');
    expect(markup).toContain('Hatched: padding');
  });

  test('counts what goes beyond four lines of bytes', () => {
    const hex = Array.from({ length: 512 }, () => '61').join(' ');
    const memory = { ...props.recorded?.memory, moments: [moment('before', { hex })] };
    const recorded = { ...props.recorded, memory } as OperationMemoryProps['recorded'];
    const page = renderToStaticMarkup(<OperationMemory {...props} recorded={recorded} />);
    expect(page.match(/61 61 61 61 61 61 61 61/g)).toHaveLength(4);
    expect(page).toContain('480 more');
  });

  test('that was not recorded yet says so', () => {
    const page = renderToStaticMarkup(<OperationMemory {...props} recorded={null} />);
    expect(page).toContain('The memory of op3 in the scene main: not yet recorded.');
  });
});
