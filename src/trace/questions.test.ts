import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  dequeuesOf,
  memoryOfOperation,
  NotInTrace,
  provenanceOf,
  staleFiles,
  stdoutOf,
  submissionsOf,
} from './questions.ts';
import { readTrace } from './read.ts';
import type { EventOf, Trace, Value } from './schema.ts';

const trace = readTrace(
  readFileSync(
    new URL('../../examples/07-five-slow-answers/recordings/main.wine.json', import.meta.url),
    'utf8',
  ),
  'main',
);

describe('the recorded five slow answers', () => {
  it('printed five answers, the last question’s first', () => {
    expect(stdoutOf(trace)).toBe(
      'RECEIVED: 5\nRECEIVED: 4\nRECEIVED: 3\nRECEIVED: 2\nRECEIVED: 1\nFINISHED\n',
    );
  });

  it('say where they come from', () => {
    const { kernel, node, koffi, arch, date } = provenanceOf(trace);
    expect(kernel).toBe('Wine 8.0');
    expect({ node, koffi, arch }).toEqual({ node: '22.23.3', koffi: '3.3.4', arch: 'x64' });
    expect(date).toMatch(/^\d{1,2} [A-Z][a-z]{2} \d{4}$/);
  });

  it('submitted each operation twice: for the answer, and for the end of the stream (RECV-5)', () => {
    const packets = submissionsOf(trace)
      .filter(({ operation }) => operation === 'op3')
      .map(({ packet }) => packet);
    expect(packets).toEqual([
      { operation: 'op3', status: 0, bytes: 29 },
      { operation: 'op3', status: 0, bytes: 0 },
    ]);
  });
});

describe('the dequeues of a run', () => {
  it('took every packet once: two for each of five receives', () => {
    const packets = dequeuesOf(trace).flatMap((dequeue) => dequeue.packets);
    expect(packets.filter(({ bytes }) => bytes > 0).map(({ operation }) => operation)).toEqual([
      'op5',
      'op4',
      'op3',
      'op2',
      'op1',
    ]);
    expect(packets).toHaveLength(10);
  });

  it('took several at once where all answers were ready together, as chapter 7 says', () => {
    const atOnce = readTrace(
      readFileSync(
        new URL(
          '../../examples/07-five-slow-answers/recordings/at-once.wine.json',
          import.meta.url,
        ),
        'utf8',
      ),
      'at-once',
    );
    expect(Math.max(...dequeuesOf(atOnce).map(({ packets }) => packets.length))).toBeGreaterThan(1);
  });

  it('stand at the step that waits', () => {
    expect(new Set(dequeuesOf(trace).map(({ place }) => place?.step))).toEqual(new Set(['wait']));
  });
});

describe('a dequeue by GetQueuedCompletionStatus', () => {
  const moment = { t: 0, thread: 0 };
  /** A trace with this one dequeue, and what was seen of the OVERLAPPED after it. */
  const dequeue = (out: EventOf<'end'>['out'], lastError: number | null, hex: string | null) => {
    const call = { ...moment, call: 0 };
    const events: Trace['events'] = [
      { event: 'begin', ...call, function: 'GetQueuedCompletionStatus', arguments: {}, at: null },
      { event: 'end', ...call, returned: lastError === null ? 1 : 0, lastError, out },
    ];
    if (hex !== null) {
      const bytes = { hex, relocations: [] };
      const seen = { block: 'op1', offset: 0, bytes, writer: 'kernel', side: 'end' } as const;
      events.push({ event: 'observe', ...call, ...seen });
    }
    return dequeuesOf({ ...trace, events }).map(({ packets }) => packets);
  };
  const wrote = (overlapped: Value, bytes = 0) => ({
    lpNumberOfBytesTransferred: [bytes],
    lpOverlapped: [overlapped],
  });
  const op1 = { ref: 'op1' };

  it('took one packet, with the status that the OVERLAPPED says (OV-3)', () => {
    const bytes = (status: string) => status + 'cc'.repeat(36);
    expect(dequeue(wrote(op1, 29), null, bytes('00000000'))).toEqual([
      [{ operation: 'op1', status: 0, bytes: 29 }],
    ]);
    expect(dequeue(wrote(op1), 64, bytes('0d0200c0'))).toEqual([
      [{ operation: 'op1', status: 0xc000_020d, bytes: 0 }],
    ]);
  });

  it('took a packet also where nobody saw its OVERLAPPED', () => {
    expect(dequeue(wrote({ hex: '0x10' }), null, null)).toEqual([
      [{ operation: '', status: 0, bytes: 0 }],
    ]);
    expect(dequeue(wrote({ hex: '0x10' }), 64, null)).toEqual([
      [{ operation: '', status: null, bytes: 0 }],
    ]);
  });

  it('tells a posted packet without an OVERLAPPED from none at all (POST-2)', () => {
    expect(dequeue(wrote(null, 5), null, null)).toEqual([[{ operation: '', status: 0, bytes: 5 }]]);
    expect(dequeue(wrote(null), 258, null)).toEqual([]);
  });
});

describe('the status of an entry', () => {
  it('is the low 4 bytes of Internal, whatever the others hold (EX-6)', () => {
    const events = trace.events.map((event) =>
      event.event === 'end' && Array.isArray(event.out.lpCompletionPortEntries)
        ? {
            ...event,
            out: { lpCompletionPortEntries: [{ Internal: { hex: '0xccccccccc000020d' } }] },
          }
        : event,
    );
    const [first] = dequeuesOf({ ...trace, events });
    expect(first?.packets[0]?.status).toBe(0xc000_020d);
  });
});

describe('the memory of one operation', () => {
  const { moments, size } = memoryOfOperation(trace, 'op3');
  const at = (label: string, field: string | null) =>
    moments.find((moment) => moment.label === label)?.rows.find((row) => row.field === field);

  it('is 40 bytes, every one of them in a row, at each moment', () => {
    expect(size).toBe(40);
    for (const { rows } of moments) {
      expect(rows.map(({ offset }) => offset)).toEqual([0, 8, 16, 20, 24, 32, 36]);
      expect(rows.reduce((sum, row) => sum + row.size, 0)).toBe(40);
      for (const row of rows) expect(row.hex.split(' ')).toHaveLength(row.size);
    }
  });

  it('goes from the program to the kernel and back', () => {
    expect(moments.map(({ label, owner }) => [label, owner])).toEqual([
      ['before', 'P'],
      ['pending', 'K'],
      ['after', 'P'],
    ]);
  });

  it('says 0x103 while it is pending (OV-1), then success and the byte count (OV-2)', () => {
    expect(at('before', 'overlapped.Internal')).toMatchObject({
      hex: '00 00 00 00 00 00 00 00',
      meaning: 'zeroed by the program',
      changed: false,
    });
    expect(at('pending', 'overlapped.Internal')).toMatchObject({
      hex: '03 01 00 00 00 00 00 00',
      meaning: 'STATUS_PENDING: it is not over yet',
      changed: true,
    });
    expect(at('pending', 'overlapped.InternalHigh')).toMatchObject({
      meaning: 'not written yet',
      changed: false,
    });
    expect(at('after', 'overlapped.Internal')).toMatchObject({
      meaning: 'STATUS_SUCCESS: it succeeded',
      changed: true,
    });
    expect(at('after', 'overlapped.InternalHigh')).toMatchObject({
      meaning: '29 bytes transferred',
      changed: true,
    });
  });

  it('ends with our own number and padding', () => {
    expect(at('after', 'context')).toMatchObject({ offset: 32, size: 4, meaning: '3, ours' });
    expect(at('after', null)).toMatchObject({ offset: 36, size: 4, meaning: 'padding' });
  });

  it('names the step of the program', () => {
    expect(moments.map(({ place }) => place?.step)).toEqual(['submit', 'submit', 'wait']);
  });

  it('is refused for an operation or a submit that is not there', () => {
    expect(() => memoryOfOperation(trace, 'op9')).toThrow(NotInTrace);
    expect(() => memoryOfOperation(trace, 'op9')).toThrow(
      'it has no operation op9; it has op1, op2, op3, op4, op5',
    );
    expect(() => memoryOfOperation(trace, 'op3', 3)).toThrow(
      'op3 was submitted 2 times, so there is no submit 3',
    );
  });
});

describe('a recording is stale', () => {
  const hashes = new Map(trace.program.files.map(({ path, sha256 }) => [path, sha256]));

  it('when an embedded file has changed or is gone, and only then', () => {
    expect(staleFiles(trace, (path) => hashes.get(path) ?? null)).toEqual([]);
    const main = trace.program.main;
    expect(
      staleFiles(trace, (path) => (path === main ? null : (hashes.get(path) ?? null))),
    ).toEqual([main]);
    expect(staleFiles(trace, (path) => (path === main ? '0' : (hashes.get(path) ?? null)))).toEqual(
      [main],
    );
  });

  it('can be told, because it embeds the program and both packages it loads', () => {
    expect([...hashes.keys()]).toEqual(
      expect.arrayContaining([
        'examples/07-five-slow-answers/main.ts',
        'examples/ffi/operation.ts',
        'examples/peers/delay-server.ts',
      ]),
    );
  });
});
