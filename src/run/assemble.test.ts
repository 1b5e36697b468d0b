import { describe, expect, it } from 'vitest';
import type { EventOf, Trace } from '../trace/schema.ts';
import { assemble, type Circumstances, parseLines } from './assemble.ts';
import type { Line } from './tracer/lines.ts';

const main = ['//#region submit', 'WSARecv();', '//#endregion', 'CloseHandle();'].join('\n');

const circumstances: Circumstances = {
  program: { example: 'x', scene: 'main', main: 'x/main.ts', arguments: [], order: 'free' },
  kernel: {
    kind: 'wine',
    product: 'Wine',
    version: '8.0',
    os: 'Linux',
    arch: 'x64',
    node: '22',
    koffi: '3',
  },
  recorded: { at: '2026-11-22T00:00:00.000Z', commit: null, dirty: null },
  ended: { how: 'timeout', code: null },
  pathOf: () => 'x/main.ts',
  contentOf: () => ({ text: main, sha256: '0'.repeat(64) }),
};

const at = (line: number) => ({ url: 'file:///main.ts', line });
const alloc = (t: number, address: string, type: string, size: number): Line => ({
  line: 'alloc',
  t,
  address,
  type,
  count: 1,
  size,
  at: at(2),
});
const begin = (t: number, call: number, name: string, values: Record<string, unknown>): Line =>
  ({ line: 'begin', t, call, function: name, arguments: values, at: at(2) }) as Line;
const end = (t: number, call: number, returned: number, out = {}): Line =>
  ({ line: 'end', t, call, returned, lastError: null, out }) as Line;

const only = (lines: Line[]) => assemble([{ thread: 0, lines }], circumstances);
const find = <Kind extends Trace['events'][number]['event']>(trace: Trace, kind: Kind) =>
  trace.events.filter((event): event is EventOf<Kind> => event.event === kind);

describe('what a tracer wrote', () => {
  it('is read up to the line in which the program died', () => {
    const text = '{"line":"exit","t":1,"code":0}\n{"line":"ex';
    expect(parseLines(text)).toEqual([{ line: 'exit', t: 1, code: 0 }]);
    expect(parseLines('')).toEqual([]);
  });

  it('becomes a trace that ends as the program was seen to end', () => {
    expect(find(only([alloc(5, '0x10', 'uint8_t', 8)]), 'exit')).toEqual([
      { event: 'exit', t: 0, thread: 0, how: 'timeout', code: null },
    ]);
    const leaves = [{ thread: 0, lines: [{ line: 'exit', t: 9, code: 3 } as const] }];
    const ended = { how: 'normal', code: 3 } as const;
    expect(find(assemble(leaves, { ...circumstances, ended }), 'exit')).toEqual([
      { event: 'exit', t: 0, thread: 0, how: 'normal', code: 3 },
    ]);
    // It has said good-bye, and stays.
    expect(find(assemble(leaves, circumstances), 'exit')).toEqual([
      { event: 'exit', t: 0, thread: 0, how: 'timeout', code: null },
    ]);
  });

  it('of several threads is put on one clock, and calls are numbered through', () => {
    const trace = assemble(
      [
        { thread: 0, lines: [begin(100, 0, 'WSAGetLastError', {}), end(130, 0, 0)] },
        { thread: 2, lines: [begin(110, 0, 'GetLastError', {}), end(120, 0, 0)] },
      ],
      circumstances,
    );
    expect(
      trace.events
        .slice(0, 4)
        .map((event) => [event.t, event.thread, 'call' in event && event.call]),
    ).toEqual([
      [0, 0, 0],
      [10, 2, 1],
      [20, 2, 1],
      [30, 0, 0],
    ]);
  });
});

describe('what was lent', () => {
  const overlapped = '0x1000';
  const moment = (t: number) => ({ t, call: 0, overlapped });
  const lent = (t: number): Line => ({
    line: 'lent',
    ...moment(t),
    size: 32,
    handle: '0x80',
    port: '0x40',
    key: '0x7',
    tagged: false,
    loans: [{ address: '0x2000', length: 8, tail: 0, writer: 'kernel' }],
  });
  const returned = (t: number, because: 'dequeued' | 'observed'): Line => ({
    line: 'returned',
    ...moment(t),
    because,
  });
  const blocks = [alloc(0, overlapped, 'OVERLAPPED', 32), alloc(0, '0x2000', 'uint8_t', 64)];
  const owners = (trace: Trace) =>
    find(trace, 'owner').map(({ block, owner, because, thread }) => [
      block,
      owner,
      because,
      thread,
    ]);

  it('is the kernel’s until it is returned, the OVERLAPPED and its data', () => {
    const lines = [...blocks, begin(1, 0, 'WSARecv', {}), lent(2), returned(3, 'observed')];
    expect(owners(only(lines))).toEqual([
      ['overlapped1', 'K', 'submitted', 0],
      ['data1', 'K', 'submitted', 0],
      ['overlapped1', 'P', 'observed', 0],
      ['data1', 'P', 'observed', 0],
    ]);
  });

  it('is returned once, by whichever thread comes first', () => {
    const trace = assemble(
      [
        {
          thread: 0,
          lines: [...blocks, begin(1, 0, 'WSARecv', {}), lent(2), returned(5, 'dequeued')],
        },
        { thread: 3, lines: [begin(1, 0, 'WSARecv', {}), returned(4, 'dequeued')] },
      ],
      circumstances,
    );
    expect(owners(trace).slice(2)).toEqual([
      ['overlapped1', 'P', 'dequeued', 3],
      ['data1', 'P', 'dequeued', 3],
    ]);
  });
});

describe('memory of several operations', () => {
  const overlapped = ['0x1000', '0x1028', '0x1050'];
  const pool: Line = { ...alloc(0, '0x1000', 'OPERATION', 120), count: 3 } as Line;
  const data = alloc(0, '0x2000', 'uint8_t', 300);
  const lent = (at: number): Line => ({
    line: 'lent',
    t: 2 * at + 2,
    call: at,
    overlapped: overlapped[at] ?? '',
    size: 40,
    handle: '0x80',
    port: '0x40',
    key: '0x7',
    tagged: false,
    loans: [
      {
        address: `0x20${(at * 100).toString(16).padStart(2, '0')}`,
        length: 60,
        tail: 32,
        writer: 'kernel',
      },
    ],
  });

  it('in one allocation is lent stretch by stretch', () => {
    const lines = [0, 1].flatMap((at) => [begin(2 * at + 1, at, 'AcceptEx', {}), lent(at)]);
    const back: Line = {
      line: 'returned',
      t: 9,
      call: 0,
      overlapped: '0x1000',
      because: 'dequeued',
    };
    const trace = only([pool, data, ...lines, back]);
    expect(
      find(trace, 'owner').map(({ block, offset, length, owner }) => [
        block,
        offset,
        length,
        owner,
      ]),
    ).toEqual([
      ['operation1', 0, 32, 'K'],
      ['data1', 0, 92, 'K'],
      ['operation1', 40, 32, 'K'],
      ['data1', 100, 92, 'K'],
      ['operation1', 0, 32, 'P'],
      ['data1', 0, 92, 'P'],
    ]);
  });

  it('that is freed while it is lent is named by its packet, and given back', () => {
    const out = { lpOverlapped: [{ hex: '0x1028' }] };
    const trace = only([
      pool,
      begin(3, 1, 'WSARecv', {}),
      lent(1),
      { line: 'free', t: 5, address: '0x1000', at: null },
      begin(6, 2, 'GetQueuedCompletionStatus', {}),
      end(7, 2, 1, out),
      { line: 'returned', t: 8, call: 2, overlapped: '0x1028', because: 'dequeued' },
    ]);
    expect(find(trace, 'end')[0]?.out).toEqual({
      lpOverlapped: [{ ref: 'operation1', delta: 40 }],
    });
    expect(find(trace, 'owner').map(({ offset, owner }) => [offset, owner])).toEqual([
      [40, 'K'],
      [40, 'P'],
    ]);
  });
});

describe('memory that koffi did not allocate', () => {
  const memory = (t: number, address: string, kind: 'buffer' | 'copy', size = 32): Line => ({
    line: 'memory',
    t,
    address,
    type: 'OVERLAPPED',
    count: 1,
    size,
    kind,
  });
  const copy = '0x10000000000050000';
  const entries: Line = {
    line: 'type',
    name: 'OVERLAPPED_ENTRY',
    size: 32,
    align: 8,
    fields: [
      { path: 'lpCompletionKey', type: 'uintptr_t', offset: 0, size: 8 },
      { path: 'lpOverlapped', type: 'void *', offset: 8, size: 8 },
    ],
  };
  const array: Line = { ...alloc(0, '0x4000', 'OVERLAPPED_ENTRY', 96), count: 3 } as Line;
  const entry = (low: string) => `${'00'.repeat(8)}${low}${'00'.repeat(22)}`;

  it('is a block without a beginning; where a copy lies is unknown until a packet tells it', () => {
    const lines = [memory(1, '0x1000', 'buffer'), memory(2, copy, 'copy')];
    const trace = only(lines);
    expect(trace.blocks.map(({ address, memory: what }) => [address, what])).toEqual([
      ['0x1000', 'buffer'],
      [null, 'copy'],
    ]);
    expect(find(trace, 'alloc')).toEqual([]);
    const told = only([...lines, { line: 'told', t: 3, copy, address: '0x5000' }]);
    expect(told.blocks.map(({ address }) => address)).toEqual(['0x1000', '0x5000']);
  });

  it('has its name where a packet’s entry says its address, in the array’s bytes too', () => {
    const trace = only([
      entries,
      array,
      alloc(0, '0x1000', 'OVERLAPPED', 32),
      memory(2, copy, 'copy'),
      begin(3, 0, 'GetQueuedCompletionStatusEx', {}),
      end(4, 0, 1, { lpCompletionPortEntries: [{ members: { lpOverlapped: { hex: copy } } }] }),
      {
        line: 'observe',
        t: 5,
        call: 0,
        side: 'end',
        address: '0x4000',
        bytes: `${entry('0050')}${entry('0010')}`,
        writer: 'kernel',
        copies: [{ offset: 8, copy }],
      },
    ]);
    expect(find(trace, 'end')[0]?.out).toEqual({
      lpCompletionPortEntries: [{ lpOverlapped: { ref: 'overlapped2' } }],
    });
    const [seen] = find(trace, 'observe');
    expect([seen?.block, seen?.offset]).toEqual(['entries1', 0]);
    expect(seen?.bytes.relocations).toEqual([
      { offset: 8, size: 8, ref: 'overlapped2' },
      { offset: 40, size: 8, ref: 'overlapped1' },
    ]);
  });

  it('is gone when something else lies there: a Buffer that was collected says nothing', () => {
    const argument = { lpOverlapped: { hex: '0x1008' } };
    const trace = only([
      memory(1, '0x1000', 'buffer'),
      begin(2, 0, 'WSARecv', argument),
      alloc(3, '0x1008', 'uint8_t', 64),
      begin(4, 1, 'WSARecv', argument),
    ]);
    expect(find(trace, 'begin').map(({ arguments: named }) => named.lpOverlapped)).toEqual([
      { ref: 'overlapped1', delta: 8 },
      { ref: 'data1' },
    ]);
  });
});

describe('numbers get names', () => {
  const overlapped = [
    { path: 'Internal', type: 'uintptr_t', offset: 0, size: 8 },
    { path: 'InternalHigh', type: 'uintptr_t', offset: 8, size: 8 },
    { path: 'Offset', type: 'uint32_t', offset: 16, size: 4 },
    { path: 'OffsetHigh', type: 'uint32_t', offset: 20, size: 4 },
    { path: 'hEvent', type: 'void *', offset: 24, size: 8 },
  ];
  const type: Line = { line: 'type', name: 'OVERLAPPED', size: 32, align: 8, fields: overlapped };

  it('a block by what it holds, an address inside it by its distance', () => {
    const trace = only([
      type,
      alloc(1, '0x1000', 'OVERLAPPED', 32),
      alloc(2, '0x2000', 'uint8_t', 64),
      begin(3, 0, 'WSARecv', {
        s: 4,
        lpBuffers: [{ members: { len: 54, buf: { hex: '0x200a' } } }],
        lpOverlapped: { hex: '0x1000' },
      }),
    ]);
    expect(find(trace, 'begin')[0]?.arguments).toEqual({
      s: 4,
      lpBuffers: [{ len: 54, buf: { ref: 'data1', delta: 10 } }],
      lpOverlapped: { ref: 'op1' },
    });
    expect(find(trace, 'begin')[0]?.at).toEqual({ file: 'x/main.ts', line: 2, step: 'submit' });
  });

  it('memory that was freed and allocated again is another block', () => {
    const trace = only([
      alloc(1, '0x2000', 'uint8_t', 64),
      { line: 'free', t: 2, address: '0x2000', at: null },
      alloc(3, '0x2000', 'uint8_t', 64),
    ]);
    expect(trace.blocks.map(({ id }) => id)).toEqual(['data1', 'data2']);
    expect(find(trace, 'free').map(({ block }) => block)).toEqual(['data1']);
  });

  it('a handle until it is closed: the same number afterwards is another handle', () => {
    const socket = (t: number, call: number) => [
      begin(t, call, 'WSASocketW', {}),
      end(t + 1, call, 0x80),
    ];
    const trace = only([
      ...socket(0, 0),
      begin(2, 1, 'closesocket', { s: 0x80 }),
      end(3, 1, 0),
      ...socket(4, 2),
      begin(6, 3, 'closesocket', { s: 0x80 }),
    ]);
    expect(trace.symbols.map(({ id }) => id)).toEqual(['socket1', 'socket2']);
    const closed = find(trace, 'begin').filter(({ function: name }) => name === 'closesocket');
    expect(closed.map(({ arguments: named }) => named.s)).toEqual([
      { ref: 'socket1' },
      { ref: 'socket2' },
    ]);
  });

  it('a port that was closed still, when it is used all the same; not in what is no handle', () => {
    const port = { hex: '0x40' };
    const post = (t: number, call: number) =>
      begin(t, call, 'PostQueuedCompletionStatus', { CompletionPort: port, lpOverlapped: port });
    const trace = only([
      begin(0, 0, 'CreateIoCompletionPort', {}),
      { line: 'end', t: 1, call: 0, returned: port, lastError: null, out: {} },
      begin(2, 1, 'CloseHandle', { hObject: port }),
      end(3, 1, 1),
      post(4, 2),
      begin(5, 3, 'CreateIoCompletionPort', {}),
      { line: 'end', t: 6, call: 3, returned: port, lastError: null, out: {} },
      begin(7, 4, 'GetQueuedCompletionStatus', { CompletionPort: port }),
    ]);
    expect(find(trace, 'begin').map(({ arguments: named }) => named)).toEqual([
      {},
      { hObject: { ref: 'port1' } },
      { CompletionPort: { ref: 'port1' }, lpOverlapped: port },
      {},
      { CompletionPort: { ref: 'port2' } },
    ]);
  });

  it('a port that is associated keeps the name it was made with', () => {
    const trace = only([
      begin(0, 0, 'CreateIoCompletionPort', {
        FileHandle: { hex: '0xffffffffffffffff' },
        ExistingCompletionPort: null,
      }),
      { line: 'end', t: 1, call: 0, returned: { hex: '0x40' }, lastError: null, out: {} },
      begin(2, 1, 'CreateIoCompletionPort', {
        FileHandle: 8,
        ExistingCompletionPort: { hex: '0x40' },
      }),
      { line: 'end', t: 3, call: 1, returned: { hex: '0x40' }, lastError: null, out: {} },
    ]);
    expect(find(trace, 'end').map(({ returned }) => returned)).toEqual([
      { ref: 'port1' },
      { ref: 'port1' },
    ]);
    expect(find(trace, 'begin')[0]?.arguments.FileHandle).toEqual({ hex: '0xffffffffffffffff' });
  });

  it('a handle by what it is a handle of; a failed call has made none', () => {
    const made = (call: number, name: string, returned: string) => [
      begin(2 * call, call, name, {}),
      { line: 'end', t: 2 * call + 1, call, returned: { hex: returned }, lastError: null, out: {} },
    ];
    const trace = only([
      ...made(0, 'CreateFileW', '0x40'),
      ...made(1, 'CreateNamedPipeW', '0x44'),
      ...made(2, 'CreateEventW', '0x48'),
      ...made(3, 'CreateFileW', '0xffffffffffffffff'),
      ...made(4, 'GetCurrentProcess', '0xffffffffffffffff'),
    ] as Line[]);
    expect(trace.symbols.map(({ id, kind }) => [id, kind])).toEqual([
      ['file1', 'handle'],
      ['pipe1', 'handle'],
      ['event1', 'handle'],
    ]);
    expect(find(trace, 'end').map(({ returned }) => returned)).toEqual([
      { ref: 'file1' },
      { ref: 'pipe1' },
      { ref: 'event1' },
      { hex: '0xffffffffffffffff' },
      { hex: '0xffffffffffffffff' },
    ]);
  });

  it('a handle that is made through an out-parameter, and still when it is closed and used all the same', () => {
    const trace = only([
      begin(0, 0, 'DuplicateHandle', { hSourceHandle: 4, lpTargetHandle: [null] }),
      end(1, 0, 1, { lpTargetHandle: [{ hex: '0x4c' }] }),
      begin(2, 1, 'CloseHandle', { hObject: { hex: '0x4c' } }),
      end(3, 1, 1),
      begin(4, 2, 'CloseHandle', { hObject: { hex: '0x4c' } }),
    ]);
    expect(find(trace, 'end')[0]?.out).toEqual({ lpTargetHandle: [{ ref: 'handle1' }] });
    expect(find(trace, 'begin').map(({ arguments: named }) => named.hObject)).toEqual([
      undefined,
      { ref: 'handle1' },
      { ref: 'handle1' },
    ]);
  });

  it('the OVERLAPPED of a packet, behind the pointer to it; its key is a number', () => {
    const out = {
      lpNumberOfBytesTransferred: [29],
      lpCompletionKey: [{ hex: '0x1000' }],
      lpOverlapped: [{ hex: '0x1000' }],
    };
    const trace = only([
      type,
      alloc(1, '0x1000', 'OVERLAPPED', 32),
      begin(2, 0, 'GetQueuedCompletionStatus', {}),
      end(3, 0, 1, out),
      begin(4, 1, 'GetQueuedCompletionStatus', {}),
      end(5, 1, 0, { lpOverlapped: [null] }),
    ]);
    expect(find(trace, 'end').map((event) => event.out)).toEqual([
      {
        lpNumberOfBytesTransferred: [29],
        lpCompletionKey: [4096],
        lpOverlapped: [{ ref: 'op1' }],
      },
      { lpOverlapped: [null] },
    ]);
  });

  it('a completion key is a number, even where a block lies at that address', () => {
    const trace = only([
      alloc(0, '0x10', 'uint8_t', 64),
      begin(1, 0, 'CreateIoCompletionPort', { CompletionKey: { hex: '0x10' } }),
    ]);
    expect(find(trace, 'begin')[0]?.arguments).toEqual({ CompletionKey: 16 });
  });

  it('pointers in observed bytes are relocations', () => {
    const hex = `${'00'.repeat(24)}0020000000000000`;
    const trace = only([
      type,
      alloc(1, '0x1000', 'OVERLAPPED', 32),
      alloc(2, '0x2000', 'uint8_t', 64),
      begin(3, 0, 'WSARecv', {}),
      {
        line: 'observe',
        t: 4,
        call: 0,
        side: 'begin',
        address: '0x1000',
        bytes: hex,
        writer: 'program',
      },
    ]);
    expect(find(trace, 'observe')[0]?.bytes).toEqual({
      hex,
      relocations: [{ offset: 24, size: 8, ref: 'data1' }],
    });
  });

  it('out-parameters are numbers, text is text, other bytes are digits', () => {
    const trace = only([
      begin(0, 0, 'WSARecv', { lpFlags: [0] }),
      begin(1, 1, 'send', { buf: { bytes: '776169740a' } }),
      begin(2, 2, 'send', { buf: { bytes: 'ff00' } }),
    ]);
    expect(find(trace, 'begin').map(({ arguments: named }) => named)).toEqual([
      { lpFlags: [0] },
      { buf: 'wait\n' },
      { buf: { bytes: 'ff00' } },
    ]);
  });
});

describe('what the simulated kernel wrote', () => {
  const lend = (t: number, call: number, overlapped: string): Line => ({
    line: 'lent',
    t,
    call,
    overlapped,
    size: 32,
    handle: '0x80',
    port: '0x40',
    key: '0x7',
    tagged: false,
    loans: [],
  });
  const copy = (t: number, address: string): Line => ({
    line: 'memory',
    t,
    address,
    type: 'OVERLAPPED',
    count: 1,
    size: 32,
    kind: 'copy',
  });
  const starts = (t: number, operation: number, overlapped: string, pool = {}): Line => ({
    line: 'started',
    t,
    thread: 0,
    ...pool,
    operation,
    overlapped,
  });
  const ends = (t: number, operation: number): Line => ({
    line: 'completed',
    t,
    thread: 0,
    operation,
    status: 0xc000_0120,
    bytes: 3,
  });
  const packet = (t: number, operation: number | null, port = '0x40'): Line => ({
    line: 'queued',
    t,
    thread: 1,
    port,
    operation,
    key: '0xffffffffffffffff',
    bytes: 3,
  });
  const made: Line[] = [
    begin(1, 0, 'CreateIoCompletionPort', {}),
    end(2, 0, 0x40),
    alloc(3, '0x1000', 'OVERLAPPED', 32),
  ];
  const started = [...made, begin(4, 1, 'ReadFile', {}), lend(5, 1, '0x1000')];

  it('is told with the names of the trace, in its place among the calls', () => {
    const lines = [
      ...started,
      starts(6, 1, '0x1000'),
      ends(6, 1),
      packet(6, 1),
      end(6, 1, 1),
      packet(7, null),
    ];
    const [call, operation, port] = [1, 'overlapped1', 'port1'];
    const key = { hex: '0xffffffffffffffff' };
    expect(only(lines).events.slice(-5, -1)).toEqual([
      { event: 'completed', t: 5, thread: 0, operation, call, status: 0xc000_0120, bytes: 3 },
      { event: 'queued', t: 5, thread: 1, port, operation, call, key, bytes: 3 },
      expect.objectContaining({ event: 'end', t: 5, call }),
      { event: 'queued', t: 6, thread: 1, port, operation: null, call: null, key, bytes: 3 },
    ]);
  });

  it('says which thread of the pool it was', () => {
    const what = 'released';
    const scheduled: Line = {
      line: 'scheduled',
      t: 3,
      thread: 0,
      poolThread: 2,
      port: '0x40',
      what,
    };
    expect(find(only([...made, scheduled]), 'scheduled')).toEqual([
      { event: 'scheduled', t: 2, thread: 0, poolThread: 2, port: 'port1', what },
    ]);
  });

  it('tells copies apart that lay at one address', () => {
    const trace = only([
      ...made,
      ...[1, 2].flatMap((call) => [
        begin(10 * call, call, 'ReadFile', {}),
        copy(10 * call + 1, `0x90${call}00`),
        lend(10 * call + 2, call, `0x90${call}00`),
        starts(10 * call + 3, call, '0x5000'),
        end(10 * call + 4, call, 0),
      ]),
      ends(30, 1),
      ends(31, 2),
    ]);
    expect(find(trace, 'completed').map(({ operation, call }) => [operation, call])).toEqual([
      ['overlapped2', 1],
      ['overlapped3', 2],
    ]);
  });

  it('is left out where it has no name', () => {
    const lines = [
      ...started,
      starts(6, 1, '0x2000'),
      starts(6, 2, '0x1000'),
      ends(7, 1),
      packet(7, 1),
      packet(8, 2, '0x80'),
      packet(8, 3),
    ];
    expect(find(only(lines), 'completed')).toEqual([]);
    expect(find(only(lines), 'queued')).toEqual([]);
  });

  it('knows nothing of a copy that a thread of the pool was given', () => {
    const lines = [
      ...made,
      begin(4, 1, 'ReadFile', {}),
      copy(5, '0x9001'),
      lend(6, 1, '0x9001'),
      starts(7, 1, '0x5000', { poolThread: 1 }),
      ends(8, 1),
    ];
    expect(find(only(lines), 'completed')).toEqual([]);
  });

  it('ends with the program', () => {
    const exit: Line = { line: 'exit', t: 5, code: 0 };
    const trace = only([...made, packet(5, null), exit, packet(5, null), packet(6, null)]);
    expect(trace.events.map(({ event }) => event).slice(-2)).toEqual(['queued', 'exit']);
    expect(find(trace, 'queued')).toHaveLength(1);
  });
});
