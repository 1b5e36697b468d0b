import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeclaredLayout } from '../components/MemoryLayout/Declared.tsx';
import { facts } from '../facts/index.ts';
import type { KernelKind, Trace } from '../trace/schema.ts';
import { dependenciesOf } from './dependencies-loader.mjs';
import figures from './figures.ts';
import listings from './listings.ts';
import type { MdxElement, Node } from './mdx.ts';
import { layoutProps } from './structs.ts';

let root = '';
const source = `//#region submit
receive(<T>() => 'a & b');
//#endregion
`;

function put(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

function traceOf(kind: KernelKind, text = source, example = '07-x'): Trace {
  const main = `examples/${example}/main.ts`;
  return {
    format: 'iocp-trace/1',
    program: {
      example,
      scene: 'main',
      main,
      arguments: ['--step', '0'],
      order: 'fixed',
      files: [{ path: main, sha256: createHash('sha256').update(text).digest('hex'), text }],
    },
    kernel: {
      kind,
      product: kind === 'wine' ? 'Wine' : 'Windows',
      version: '8.0',
      os: 'linux',
      arch: 'x64',
      node: '22.23.3',
      koffi: '3.3.4',
    },
    recorded: { at: '2026-11-22T10:00:00.000Z', commit: null, dirty: null },
    types: {},
    blocks: [],
    symbols: [],
    events: [
      { event: 'print', t: 0, thread: 0, stream: 'stdout', text: 'RECEIVED: 5\n', at: null },
      { event: 'exit', t: 1, thread: 0, how: 'normal', code: 0 },
    ],
  };
}

function record(kind: 'windows' | 'wine', trace: Trace = traceOf(kind)): void {
  put(`examples/07-x/recordings/main.${kind}.json`, JSON.stringify(trace));
}

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'iocp remark ü '));
  put('examples/07-x/package.json', JSON.stringify({ iocp: { scenes: { main: {} } } }));
  put('examples/07-x/main.ts', source);
  for (const folder of ['remark', 'facts', 'trace', 'abi']) put(`src/${folder}/index.ts`, '');
});

afterAll(() => rmSync(root, { recursive: true }));

const page = (): { path: string } => ({ path: path.join(root, 'docs/07-x.mdx') });
const position = { start: { line: 12, column: 1 }, end: { line: 12, column: 9 } };

async function listing(meta: string | null, value = '', lang = 'ts'): Promise<MdxElement> {
  const tree = {
    type: 'root',
    children: [{ type: 'code', lang, meta, value, position }] as unknown as Node[],
  };
  await listings({ root })(tree, page());
  return tree.children[0] as MdxElement;
}

function figure(
  name: string,
  attributes: Record<string, string>,
  children: Node[] = [],
): MdxElement {
  const element: MdxElement = {
    type: 'mdxJsxFlowElement',
    name,
    attributes: Object.entries(attributes).map(([key, value]) => ({
      type: 'mdxJsxAttribute',
      name: key,
      value,
    })),
    children,
    position,
  };
  figures({ root })({ type: 'root', children: [element] } as Node, page());
  return element;
}

/** What an element was given, as the page will see it. */
function propertiesOf(element: MdxElement): Record<string, unknown> {
  return Object.fromEntries(
    element.attributes.map(({ name, value }) => [
      name,
      typeof value === 'object' && value !== null ? JSON.parse(value.value) : value,
    ]),
  );
}

describe('a fence', () => {
  test('that names a region becomes a listing of its lines, escaped, with place and step', async () => {
    const element = await listing('file=examples/07-x/main.ts#submit');
    const { html, ...place } = propertiesOf(element);
    expect(element.name).toBe('Listing');
    expect(place).toEqual({ file: 'examples/07-x/main.ts', from: 2, to: 2, step: 'submit' });
    expect(html).toContain('data-line="2"');
    expect(String(html).replaceAll(/<[^>]*>/g, '')).toBe(
      "receive(&lt;T&gt;() =&gt; 'a &amp; b');\n",
    );
  });

  test('with text of its own becomes a listing without a place', async () => {
    expect(propertiesOf(await listing(null, 'npm start', 'sh'))).not.toHaveProperty('file');
  });

  test.each([
    ['no such file', 'file=examples/07-x/gone.ts#a', '', /no file examples\/07-x\/gone\.ts/],
    ['a file outside', 'file=../../etc/passwd', '', /no file .* in the repository/],
    ['no such region', 'file=examples/07-x/main.ts#wait', '', /main\.ts has no region "wait"/],
    ['text of its own', 'file=examples/07-x/main.ts#submit', 'x', /Leave it empty/],
  ])('fails the build naming chapter and line: %s', async (_, meta, value, sentence) => {
    await expect(listing(meta, value)).rejects.toThrow(sentence);
    await expect(listing(meta, value)).rejects.toThrow(/^docs\/07-x\.mdx:12: /);
  });

  test('in a language that is not highlighted fails the build', async () => {
    await expect(listing(null, 'x', 'cobol')).rejects.toThrow(/No highlighter for "cobol"/);
  });
});

describe('<Recording>', () => {
  const scene = { example: '07-x', scene: 'main' };
  const kernel = (element: MdxElement, name: string): unknown =>
    (propertiesOf(element).runs as { kernel: string; run: unknown }[]).find(
      (run) => run.kernel === name,
    )?.run;

  test('is given the output and origin of each kernel that has a recording, and no trace', () => {
    record('wine');
    const element = figure('Recording', scene);
    expect(kernel(element, 'wine')).toMatchObject({
      output: 'RECEIVED: 5\n',
      end: null,
      stale: [],
      provenance: { kernel: 'Wine 8.0', date: '22 Nov 2026' },
    });
    expect(kernel(element, 'windows')).toBeNull();
    expect(propertiesOf(element).command).toBe('node iocp.mjs run 07 -- --step 0');
    expect(JSON.stringify(propertiesOf(element))).not.toContain('receive(');
  });

  test('fails the build when a recording from Wine is stale, naming chapter, recording and file', () => {
    record('wine', traceOf('wine', 'another text\n'));
    expect(() => figure('Recording', scene)).toThrow(
      /^docs\/07-x\.mdx:12: .*recordings\/main\.wine\.json is stale: examples\/07-x\/main\.ts changed/,
    );
    record('wine');
  });

  test('shows a stale recording from Windows, with the files that changed as they were then', () => {
    record('windows', traceOf('windows', 'another text\n'));
    expect(kernel(figure('Recording', scene), 'windows')).toMatchObject({
      stale: [{ path: 'examples/07-x/main.ts', text: 'another text\n' }],
    });
    rmSync(path.join(root, 'examples/07-x/recordings/main.windows.json'));
  });

  test('of an appendix has the kernels that its package names; one from macOS may be stale, one from Linux may not', () => {
    const example = 'appendix-y';
    const kernels = ['linux', 'macos'] as const;
    put(
      `examples/${example}/package.json`,
      JSON.stringify({ iocp: { scenes: { main: {} }, kernels } }),
    );
    put(`examples/${example}/main.ts`, source);
    const keep = (kind: KernelKind, text?: string) =>
      put(
        `examples/${example}/recordings/main.${kind}.json`,
        JSON.stringify(traceOf(kind, text, example)),
      );
    keep('linux');
    keep('macos', 'another text\n');
    const element = figure('Recording', { example, scene: 'main' });
    expect(propertiesOf(element).runs).toMatchObject([
      { kernel: 'linux', run: { stale: [] } },
      { kernel: 'macos', run: { stale: [{ text: 'another text\n' }] } },
    ]);
    expect(propertiesOf(element).command).toBe('node iocp.mjs run appendix-y -- --step 0');
    keep('linux', 'another text\n');
    expect(() => figure('Recording', { example, scene: 'main' })).toThrow(
      /main\.linux\.json is stale/,
    );
  });

  test('says how a run ended that did not end well', () => {
    const trace = traceOf('wine');
    trace.events[1] = { event: 'exit', t: 1, thread: 0, how: 'timeout', code: null };
    record('wine', trace);
    expect(kernel(figure('Recording', scene), 'wine')).toMatchObject({
      end: 'The program did not end in its time and was stopped.',
    });
    record('wine');
  });

  test('fails the build when a recording is cut off', () => {
    put('examples/07-x/recordings/main.wine.json', '{"format": "iocp-tr');
    expect(() => figure('Recording', scene)).toThrow(/^docs.*main\.wine\.json cannot be read/);
    record('wine');
  });

  test.each([
    ['no such example', { example: '08-y', scene: 'main' }, /no example "08-y"/],
    ['no such scene', { example: '07-x', scene: 'late' }, /07-x has no scene "late".*main/],
    ['no scene', { example: '07-x' }, /<Recording> needs scene=/],
  ])('fails the build naming the chapter: %s', (_, attributes, sentence) => {
    expect(() => figure('Recording', attributes)).toThrow(sentence);
    expect(() => figure('Recording', attributes)).toThrow(/^docs\/07-x\.mdx:12: /);
  });
});

describe('<MemoryLayout>', () => {
  const scene = { example: '07-x', scene: 'main' };
  test('fails the build for an operation that the recording does not have', () => {
    record('wine');
    expect(() => figure('MemoryLayout', { ...scene, operation: 'op9' })).toThrow(
      /^docs\/07-x\.mdx:12: .*main\.wine\.json cannot show the memory of "op9"/,
    );
  });

  test('fails the build for a submission that is no number', () => {
    expect(() =>
      figure('MemoryLayout', { ...scene, operation: 'op1', submission: 'first' }),
    ).toThrow(/submission=first; it must be a whole number/);
  });
});

describe('<MemoryLayout> of a type', () => {
  const layouts = (attributes: Record<string, string>) =>
    propertiesOf(figure('MemoryLayout', attributes)).layouts as {
      abi: string;
      size: number;
      padding: { offset: number; size: number; reason: string }[];
    }[];

  test('is given where its bytes lie on each ABI, and why there is padding', () => {
    const of = layouts({ of: 'WSABUF' });
    expect(of.map(({ abi, size }) => [abi, size])).toEqual([
      ['win-x64', 16],
      ['win-ia32', 8],
      ['win-arm64', 16],
    ]);
    expect(of[0]?.padding).toMatchObject([
      { offset: 4, size: 4, reason: expect.stringContaining('buf has an alignment of 8') },
    ]);
  });

  test('takes the last type of a declaration', () => {
    const declaration = 'typedef short S; struct TWO { char c; S s; };';
    expect(layouts({ declaration })[0]).toMatchObject({ name: 'TWO', size: 4 });
  });

  test.each([
    ['no such struct', { of: 'OVERLAPED' }, /There is no struct "OVERLAPED"/],
    ['no struct at all', { of: 'DWORD' }, /"DWORD" is no struct or union/],
    ['no C', { declaration: 'struct A { char };' }, /Line 1, column \d+: /],
    ['no type', { declaration: '' }, /declares no type/],
    ['nothing to show', {}, /<MemoryLayout> needs of=/],
  ])('fails the build naming chapter, line and reason: %s', (_, attributes, sentence) => {
    expect(() => figure('MemoryLayout', attributes)).toThrow(sentence);
    expect(() => figure('MemoryLayout', attributes)).toThrow(/^docs\/07-x\.mdx:12: /);
  });
});

test('the book’s own OPERATION lies as it does in the ffi module on Wine', () => {
  const { types } = JSON.parse(
    readFileSync('examples/03-structs-are-bytes/recordings/main.wine.json', 'utf8'),
  ) as Trace;
  const [x64] = (layoutProps({ of: 'OPERATION' }) as DeclaredLayout).layouts;
  expect([x64?.size, x64?.align]).toEqual([types.OPERATION?.size, types.OPERATION?.align]);
  expect(x64?.parts.map(({ name, offset }) => [name, offset])).toEqual([
    ['overlapped', 0],
    ['context', types.OPERATION?.fields.find(({ path: field }) => field === 'context')?.offset],
  ]);
});

describe('<Fact>', () => {
  test('is given the statement of its fact, unless it says something itself', () => {
    const [fact] = facts;
    const id = fact?.id ?? '';
    expect(propertiesOf(figure('Fact', { id }))).toMatchObject({ id, statement: fact?.statement });
    expect(propertiesOf(figure('Fact', { id }, [{ type: 'text' }]))).toEqual({ id, inline: false });
  });

  test('that is not in the catalogue fails the build naming chapter and id', () => {
    expect(() => figure('Fact', { id: 'RECV-999' })).toThrow(
      /^docs\/07-x\.mdx:12: There is no fact "RECV-999"/,
    );
  });
});

test('a page depends on its listings, its recordings, what they embed, and recordings still to come', () => {
  record('wine');
  const text =
    '```ts file=examples/07-x/main.ts#submit\n```\n\n<Recording\n  example="07-x"\n  scene="main"\n/>\n';
  expect(dependenciesOf(text, root)).toEqual(
    expect.arrayContaining([
      'src/facts/index.ts',
      'src/remark/index.ts',
      'examples/07-x/main.ts',
      'examples/07-x/package.json',
      'examples/07-x/recordings/main.wine.json',
      'examples/07-x/recordings/main.windows.json',
    ]),
  );
});
