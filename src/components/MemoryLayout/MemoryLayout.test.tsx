import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { ABIS, layoutOfLast } from '../../abi/index.ts';
import { plainLayout } from '../../abi/plain.ts';
import type { MemoryMoment, MemoryRow } from '../../trace/questions.ts';
import { MemoryLayout } from './MemoryLayout.tsx';
import { draw } from './picture.ts';
import type { RecordedMemory } from './Recorded.tsx';

const zero = '00 00 00 00 00 00 00 00';
const internal: MemoryRow = {
  offset: 0,
  size: 8,
  field: 'Internal',
  type: 'uintptr_t',
  hex: zero,
  meaning: '',
  target: null,
  changed: false,
};
const padding: MemoryRow = {
  offset: 36,
  size: 4,
  field: null,
  type: '',
  hex: '00 00 00 00',
  meaning: '',
  target: null,
  changed: false,
};
const place = { file: 'examples/x/main.ts', line: 101, step: 'submit' };

function moment(label: MemoryMoment['label'], row: Partial<MemoryRow> = {}): MemoryMoment {
  const owner = label === 'pending' ? 'K' : 'P';
  return { label, owner, place, t: 0, rows: [{ ...internal, ...row }, padding] };
}

const props: RecordedMemory = {
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
  const markup = renderToStaticMarkup(<MemoryLayout {...props} />);
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
    expect(heard(rows[1] ?? '')).toMatch(
      /0 Internal uintptr_t, 8 bytes 00 .* 03 01 .* STATUS_PENDING/,
    );
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
    const recorded = { ...props.recorded, memory } as RecordedMemory['recorded'];
    const page = renderToStaticMarkup(<MemoryLayout {...props} recorded={recorded} />);
    expect(page.match(/61 61 61 61 61 61 61 61/g)).toHaveLength(4);
    expect(page).toContain('480 more');
  });

  test('has a picture of each moment with its owner, each byte in it, and what changed', () => {
    const pictures = markup.split('data-bytes=""').slice(1);
    expect(pictures).toHaveLength(3);
    const digits = (text: string | undefined, only = '') =>
      [
        ...(text ?? '').matchAll(
          new RegExp(`<span class="[^"]*byte[^"]*"${only}>(..)</span>`, 'g'),
        ),
      ].map(([, byte]) => byte);
    expect(digits(pictures[1], '(?: data-changed="true")?')).toHaveLength(12);
    expect(digits(pictures[1], ' data-changed="true"')).toEqual(['03', '01']);
    expect(
      [...markup.matchAll(/<div class="[^"]*picture[^"]*" data-owner="(.)"/g)].map(
        ([, letter]) => letter,
      ),
    ).toEqual(['P', 'K', 'P']);
  });

  test('names the block that a pointer points to', () => {
    const row = { field: 'buf', type: 'CHAR *', meaning: '→ data3 + 12', target: 'data3 + 12' };
    const memory = { ...props.recorded?.memory, moments: [moment('before', row)] };
    const recorded = { ...props.recorded, memory } as RecordedMemory['recorded'];
    const page = renderToStaticMarkup(<MemoryLayout {...props} recorded={recorded} />);
    expect(page).toMatch(/class="[^"]*label[^"]*">buf → data3 \+ 12</);
    expect(heard(page)).toContain('→ data3 + 12');
  });

  test('that was not recorded yet says so', () => {
    const page = renderToStaticMarkup(<MemoryLayout {...props} recorded={null} />);
    expect(page).toContain('The memory of op3 in the scene main: not yet recorded.');
  });
});

function layoutsOf(declaration: string) {
  return ABIS.map((abi) => {
    const layout = layoutOfLast(declaration, abi);
    if (layout === null) throw new Error('Nothing is declared.');
    return plainLayout(layout);
  });
}

function drawn(declaration: string) {
  const [x64] = layoutsOf(declaration);
  if (x64 === undefined) throw new Error('There is no layout.');
  const { entries, picture } = draw(x64);
  const cells = picture.cells.map(({ entry, kind, label, top, bottom, from, to }) => ({
    what: label || entries[entry]?.name || entries[entry]?.kind,
    kind,
    at: [top, bottom, from / 8, to / 8],
  }));
  return { entries, picture, cells };
}

const wsabuf = 'typedef struct { ULONG len; CHAR *buf; } WSABUF;';
const overlapped = `typedef struct {
  ULONG_PTR Internal, InternalHigh;
  union { struct { DWORD Offset, OffsetHigh; }; PVOID Pointer; };
  HANDLE hEvent;
} OVERLAPPED;`;

describe('the layout of a declaration', () => {
  const markup = renderToStaticMarkup(<MemoryLayout name="WSABUF" layouts={layoutsOf(wsabuf)} />);
  const panels = markup.split('role="tabpanel"').slice(1);

  test('has a panel for each ABI in the page, and one tab in the order of Tab', () => {
    expect(panels).toHaveLength(3);
    expect(heard(panels[0] ?? '')).toContain(
      'WSABUF on x64 : 16 bytes, aligned to 8, 4 of them padding',
    );
    expect(heard(panels[1] ?? '')).toContain('WSABUF on ia32 : 8 bytes, aligned to 4, no padding');
    expect(heard(panels[2] ?? '')).toContain('WSABUF on arm64 : 16 bytes');
    expect(markup.match(/<button[^>]*tabindex="0"/g)).toHaveLength(1);
    for (const [, id] of markup.matchAll(/aria-(?:controls|labelledby)="([^"]+)"/g)) {
      expect(markup).toContain(`id="${id}"`);
    }
  });

  test('has a table with offset, size, field and type, and the reason for padding in words', () => {
    const rows = [...(panels[0] ?? '').matchAll(/<tr[^>]*>(.*?)<\/tr>/g)].map(([, row]) =>
      heard(row ?? '').trim(),
    );
    expect(rows).toEqual([
      'at size field type',
      expect.stringMatching(/^0 4 len ULONG$/),
      expect.stringMatching(/^4 4 padding buf has an alignment of 8, so it begins at byte 8/),
      expect.stringMatching(/^8 8 buf CHAR \*$/),
    ]);
  });

  test('has nothing to press before scripts run, the tabs excepted', () => {
    expect(markup.match(/<button/g)).toHaveLength(3);
  });

  test('joins each cell of the picture to a line of the table', () => {
    for (const panel of panels) {
      const [picture = '', table = ''] = panel.split('<table');
      const numbers = (text: string) =>
        new Set([...text.matchAll(/data-entry="(\d+)"/g)].map(([, number]) => number));
      expect(numbers(picture).size).toBeGreaterThan(0);
      expect([...numbers(picture)].filter((number) => !numbers(table).has(number))).toEqual([]);
    }
  });
});

describe('the picture of a struct', () => {
  test('is to scale: a byte has the same width everywhere', () => {
    expect(drawn(wsabuf).cells).toEqual([
      { what: 'len', kind: 'field', at: [0, 1, 0, 4] },
      { what: 'padding', kind: 'padding', at: [0, 1, 4, 8] },
      { what: 'buf', kind: 'field', at: [1, 2, 0, 8] },
    ]);
  });

  test('shows the views of a union one under the other, over the same bytes', () => {
    expect(drawn(overlapped).cells.slice(2)).toEqual([
      { what: 'union', kind: 'frame', at: [2, 5, 0, 8] },
      { what: 'union: 2 views', kind: 'header', at: [2, 3, 0, 8] },
      { what: 'Offset', kind: 'field', at: [3, 4, 0, 4] },
      { what: 'OffsetHigh', kind: 'field', at: [3, 4, 4, 8] },
      { what: 'Pointer', kind: 'field', at: [4, 5, 0, 8] },
      { what: 'hEvent', kind: 'field', at: [5, 6, 0, 8] },
    ]);
  });

  test('counts the middle of a long array instead of drawing it', () => {
    const { picture } = drawn('struct LONG_TEXT { char text[257]; };');
    expect(picture.rows.map(({ offset, left }) => [offset, left])).toEqual([
      [0, 0],
      [8, 248],
      [256, 0],
    ]);
  });

  test('names a struct in a struct once, around its members', () => {
    const { cells, entries } = drawn(
      'struct OUTER { char c; struct { short s; char d; } inner; };',
    );
    expect(cells.filter(({ kind }) => kind === 'frame')).toEqual([
      { what: 'inner', kind: 'frame', at: [0, 2, 2, 6] },
    ]);
    expect(entries.map(({ kind, name, depth }) => [kind, name, depth])).toEqual([
      ['field', 'c', 0],
      ['padding', null, 0],
      ['struct', 'inner', 0],
      ['field', 's', 1],
      ['field', 'd', 1],
      ['padding', null, 1],
    ]);
  });

  test('has bit-fields to scale, and the bits that belong to none', () => {
    const { cells } = drawn('struct BITS { DWORD on : 1, mode : 7; };');
    expect(cells.map(({ what, at }) => [what, at[2], at[3]])).toEqual([
      ['on', 0, 0.125],
      ['mode', 0.125, 1],
      ['spare', 1, 4],
    ]);
  });

  test('says in every row of a union which view is which', () => {
    const { cells } = drawn('union ADDRESS { unsigned char bytes[16]; unsigned short words[8]; };');
    expect(cells.filter(({ kind }) => kind !== 'frame').map(({ what, at }) => [what, at])).toEqual([
      ['union: 2 views', [0, 1, 0, 8]],
      ['bytes', [1, 2, 0, 8]],
      ['words', [2, 3, 0, 8]],
      ['bytes', [3, 4, 0, 8]],
      ['words', [4, 5, 0, 8]],
    ]);
  });

  test('takes a type that is a union itself for what it is', () => {
    const { cells } = drawn('union NUMBER { struct { DWORD low, high; }; LONGLONG quad; };');
    expect(cells.filter(({ kind }) => kind === 'field')).toEqual([
      { what: 'low', kind: 'field', at: [1, 2, 0, 4] },
      { what: 'high', kind: 'field', at: [1, 2, 4, 8] },
      { what: 'quad', kind: 'field', at: [2, 3, 0, 8] },
    ]);
  });
});
