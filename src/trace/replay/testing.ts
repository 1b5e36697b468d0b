import { type Event, TRACE_FORMAT, type Trace } from '../schema.ts';

/** Bytes of an OPERATION of `@iocp/ffi`. */
const SIZE = 40;
const ROOM = 64;

const hexOf = (status: number, bytes: number, context: number): string => {
  const view = new DataView(new ArrayBuffer(SIZE));
  view.setUint32(0, status, true);
  view.setUint32(8, bytes, true);
  view.setUint32(32, context, true);
  return Array.from(new Uint8Array(view.buffer), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
};

/**
 * A trace of at least so many events: receives on many sockets at one port, started again whenever one is over, on a
 * kernel that tells of completions. Its texts and numbers are made up; its shape is that of chapter 12's server.
 */
export function longTrace(events: number, sockets = 100): Trace {
  const text = Array.from({ length: 40 }, (_, at) => `// line ${at + 1}`).join('\n');
  const all: Event[] = [];
  let t = 0;
  let calls = 0;
  const at = (line: number, step: string) => ({ file: 'examples/x/main.ts', line, step });
  const moment = () => {
    t += 3;
    return { t, thread: 0 };
  };
  const call = (
    name: string,
    given: Extract<Event, { event: 'begin' }>['arguments'],
    place: ReturnType<typeof at>,
    inside: (
      number: number,
    ) => { before?: Event[]; after?: Event[] } & Omit<
      Extract<Event, { event: 'end' }>,
      'event' | 't' | 'thread' | 'call'
    >,
  ): void => {
    const number = calls++;
    all.push({
      event: 'begin',
      ...moment(),
      call: number,
      function: name,
      arguments: given,
      at: place,
    });
    const { before = [], after = [], ...end } = inside(number);
    all.push(...before, { event: 'end', ...moment(), call: number, ...end }, ...after);
  };
  const started = new Map<number, number>();
  const submit = (number: number): void => {
    const block = `op${number}`;
    call(
      'WSARecv',
      {
        s: { ref: `socket${number}` },
        lpBuffers: [{ len: ROOM, buf: { ref: `data${number}` } }],
        dwBufferCount: 1,
        lpNumberOfBytesRecvd: null,
        lpFlags: [0],
        lpOverlapped: { ref: block },
        lpCompletionRoutine: null,
      },
      at(20, 'submit'),
      (id) => {
        started.set(number, id);
        const seen = (
          status: number,
          side: 'begin' | 'end',
          writer: 'program' | 'kernel',
        ): Event => ({
          event: 'observe',
          ...moment(),
          block,
          offset: 0,
          bytes: { hex: hexOf(status, 0, number), relocations: [] },
          writer,
          call: id,
          side,
        });
        const lent = (one: string, length: number): Event => ({
          event: 'owner',
          ...moment(),
          block: one,
          offset: 0,
          length,
          owner: 'K',
          call: id,
          because: 'submitted',
        });
        return {
          before: [seen(0, 'begin', 'program'), lent(block, 32), lent(`data${number}`, ROOM)],
          returned: -1,
          lastError: 997,
          out: { lpFlags: [0] },
          after: [seen(0x103, 'end', 'kernel')],
        };
      },
    );
  };
  const take = (number: number): void => {
    const block = `op${number}`;
    all.push({
      event: 'completed',
      ...moment(),
      operation: block,
      call: started.get(number) ?? 0,
      status: 0,
      bytes: 5,
    });
    call(
      'GetQueuedCompletionStatus',
      {
        CompletionPort: { ref: 'port1' },
        lpNumberOfBytesTransferred: [0],
        lpCompletionKey: [0],
        lpOverlapped: [null],
        dwMilliseconds: 0xffff_ffff,
      },
      at(30, 'wait'),
      (id) => {
        const given = (one: string, length: number): Event => ({
          event: 'owner',
          ...moment(),
          block: one,
          offset: 0,
          length,
          owner: 'P',
          call: id,
          because: 'dequeued',
        });
        const bytes = { hex: hexOf(0, 5, number), relocations: [] };
        const seen = { offset: 0, writer: 'kernel', call: id, side: 'end' } as const;
        return {
          returned: 1,
          lastError: null,
          out: {
            lpNumberOfBytesTransferred: [5],
            lpCompletionKey: [number],
            lpOverlapped: [{ ref: block }],
          },
          after: [
            { event: 'observe', ...moment(), block, bytes, ...seen },
            {
              event: 'observe',
              ...moment(),
              block: `data${number}`,
              bytes: { hex: '68656c6c6f', relocations: [] },
              ...seen,
            },
            given(block, 32),
            given(`data${number}`, ROOM),
          ],
        };
      },
    );
    all.push({
      event: 'print',
      ...moment(),
      stream: 'stdout',
      text: `socket ${number}: hello\n`,
      at: at(33, 'identify'),
    });
  };

  call(
    'CreateIoCompletionPort',
    {
      FileHandle: { hex: '0xffffffffffffffff' },
      ExistingCompletionPort: null,
      CompletionKey: 0,
      NumberOfConcurrentThreads: 0,
    },
    at(5, 'make port'),
    () => ({ returned: { ref: 'port1' }, lastError: null, out: {} }),
  );
  const numbers = Array.from({ length: sockets }, (_, index) => index + 1);
  for (const number of numbers) {
    const given = {
      FileHandle: { ref: `socket${number}` },
      ExistingCompletionPort: { ref: 'port1' },
    };
    call(
      'CreateIoCompletionPort',
      { ...given, CompletionKey: number, NumberOfConcurrentThreads: 0 },
      at(10, 'associate'),
      () => ({ returned: { ref: 'port1' }, lastError: null, out: {} }),
    );
    for (const block of [`op${number}`, `data${number}`]) {
      all.push({ event: 'alloc', ...moment(), block, at: at(15, 'lend memory') });
    }
    submit(number);
  }
  for (let next = 0; all.length < events; next++) {
    const number = numbers[(next * 7) % sockets] as number;
    take(number);
    submit(number);
  }
  all.push({ event: 'exit', ...moment(), how: 'normal', code: 0 });

  const field = (path: string, type: string, offset: number, size: number) => ({
    path,
    type,
    offset,
    size,
  });
  return {
    format: TRACE_FORMAT,
    program: {
      example: 'x',
      scene: 'main',
      main: 'examples/x/main.ts',
      arguments: [],
      order: 'free',
      files: [{ path: 'examples/x/main.ts', sha256: '0'.repeat(64), text }],
    },
    kernel: {
      kind: 'sim',
      product: 'made up',
      version: '0',
      os: 'none',
      arch: 'x64',
      node: '0',
      koffi: '0',
    },
    recorded: { at: '2026-01-01T00:00:00.000Z', commit: null, dirty: null },
    types: {
      OPERATION: {
        size: SIZE,
        align: 8,
        fields: [
          field('overlapped.Internal', 'uintptr_t', 0, 8),
          field('overlapped.InternalHigh', 'uintptr_t', 8, 8),
          field('overlapped.Offset', 'uint32_t', 16, 4),
          field('overlapped.OffsetHigh', 'uint32_t', 20, 4),
          field('overlapped.hEvent', 'HANDLE', 24, 8),
          field('context', 'uint32_t', 32, 4),
        ],
      },
    },
    blocks: numbers.flatMap((number) => [
      { id: `op${number}`, type: 'OPERATION', count: 1, size: SIZE, address: null },
      { id: `data${number}`, type: 'uint8_t', count: ROOM, size: ROOM, address: null },
    ]),
    symbols: [
      { id: 'port1', kind: 'completion port', value: '0x10' },
      ...numbers.map((number) => ({
        id: `socket${number}`,
        kind: 'socket' as const,
        value: `0x${(0x100 + 4 * number).toString(16)}`,
      })),
    ],
    events: all,
  };
}
