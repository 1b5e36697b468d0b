import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareTraces } from './compare.ts';
import { readTrace } from './read.ts';
import type { EventOf, Trace } from './schema.ts';

const recording = (scene: string) =>
  readTrace(
    readFileSync(
      new URL(`../../examples/07-five-slow-answers/recordings/${scene}.wine.json`, import.meta.url),
      'utf8',
    ),
    scene,
  );
const main = recording('main');
const atOnce = recording('at-once');
const expressVersion = recording('broken/the-express-version');

/** The differences after one change to a copy. */
function differencesAfter(change: (trace: Trace) => void, trace = main): string[] {
  const changed = structuredClone(trace);
  change(changed);
  return compareTraces(trace, changed);
}

const eventsOf = <Kind extends Trace['events'][number]['event']>(trace: Trace, kind: Kind) =>
  trace.events.filter((event): event is EventOf<Kind> => event.event === kind);

interface Entry {
  lpOverlapped: { ref: string };
  Internal: number;
  dwNumberOfBytesTransferred: number;
}

/** The dequeue that brought a packet of this operation, counted from 0. */
function dequeueOf(
  trace: Trace,
  operation: string,
  which = 0,
): { end: EventOf<'end'>; entry: Entry } {
  const all = eventsOf(trace, 'end').flatMap((end) => {
    const entries = (end.out.lpCompletionPortEntries ?? []) as unknown as Entry[];
    return entries
      .filter((entry) => entry.lpOverlapped.ref === operation)
      .map((entry) => ({ end, entry }));
  });
  const found = all[which];
  if (!found) throw new Error(`no packet ${which} of ${operation}`);
  return found;
}

const receives = (trace: Trace) =>
  eventsOf(trace, 'begin').filter(({ function: name }) => name === 'WSARecv');

function observed(
  trace: Trace,
  block: string,
  call: number,
  side: 'begin' | 'end',
): EventOf<'observe'> {
  const found = eventsOf(trace, 'observe').find(
    (event) => event.block === block && event.call === call && event.side === side,
  );
  if (!found) throw new Error(`${block} was not observed`);
  return found;
}

const patch = (event: EventOf<'observe'>, offset: number, hex: string) => {
  const { bytes } = event;
  bytes.hex = bytes.hex.slice(0, offset * 2) + hex + bytes.hex.slice(offset * 2 + hex.length);
};

describe('a trace agrees with itself', () => {
  it('whatever its scene', () => {
    expect(compareTraces(main, main)).toEqual([]);
    expect(compareTraces(atOnce, atOnce)).toEqual([]);
  });

  it('whether an answer is there when the receive has been started or comes later, however members are spelt', () => {
    const last = receives(expressVersion).at(-1)?.call ?? -1;
    for (const statusAndCount of [
      '00000000000000001d00000000000000',
      '03010000000000000000000000000000',
    ]) {
      const other = (trace: Trace) =>
        patch(observed(trace, 'anonymous1', last, 'end'), 0, statusAndCount);
      expect(differencesAfter(other, expressVersion)).toEqual([]);
    }
  });
});

describe('a changed trace is found out by', () => {
  it('a printed line', () => {
    const differences = differencesAfter((trace) => {
      const print = eventsOf(trace, 'print')[0];
      if (print) print.text = 'RECEIVED: 6\n';
    });
    expect(differences).toEqual(['stdout › number 1: recorded "RECEIVED: 5", now "RECEIVED: 6"']);
  });

  it('a line that is missing, also where the order is free', () => {
    const drop = (trace: Trace) => {
      const print = eventsOf(trace, 'print')[1];
      trace.events = trace.events.filter((event) => event !== print);
    };
    expect(differencesAfter(drop)).not.toEqual([]);
    expect(differencesAfter(drop, atOnce)).not.toEqual([]);
  });

  it('the status of a packet', () => {
    const differences = differencesAfter((trace) => {
      dequeueOf(trace, 'op3').entry.Internal = 0xc000020d;
    });
    expect(differences.join()).toContain(
      'operations › op3 › number 1 › status: recorded "0x00000000", now "0xc000020d"',
    );
  });

  it('the total of an operation’s bytes', () => {
    const differences = differencesAfter((trace) => {
      dequeueOf(trace, 'op2').entry.dwNumberOfBytesTransferred -= 1;
    });
    expect(differences).toContain('operations › op2 › number 1 › bytes: recorded 29, now 28');
  });

  it('a packet that never came', () => {
    const differences = differencesAfter((trace) => {
      const { end } = dequeueOf(trace, 'op4', 1);
      trace.events = trace.events.filter(
        (event) => !(event.event === 'owner' && event.call === end.call),
      );
    });
    expect(differences.join()).toMatch(
      /operations › op4 › number 2 › status: recorded "0x00000000", now null/,
    );
  });

  it('an operation that was submitted once more', () => {
    const differences = differencesAfter((trace) => {
      const begin = receives(trace)[0];
      if (!begin) throw new Error('no receive');
      trace.events.push(
        { ...begin, call: 9999 },
        {
          event: 'observe',
          t: 0,
          thread: 0,
          block: 'op1',
          offset: 0,
          bytes: { hex: '', relocations: [] },
          writer: 'program',
          call: 9999,
          side: 'begin',
        },
        {
          event: 'owner',
          t: 0,
          thread: 0,
          block: 'op1',
          owner: 'K',
          call: 9999,
          because: 'submitted',
        },
      );
    });
    expect(differences.join()).toContain('operations › op1 › number 3: recorded nothing');
  });

  it('a field before the submit', () => {
    const differences = differencesAfter((trace) =>
      patch(observed(trace, 'op1', receives(trace)[0]?.call ?? -1, 'begin'), 16, '01'),
    );
    expect(differences).toEqual([
      'operations › op1 › number 1 › before › overlapped.Offset: recorded "00000000", now "01000000"',
    ]);
  });

  it('a field while it is pending', () => {
    const call = receives(main)[0]?.call ?? -1;
    expect(
      differencesAfter((trace) => patch(observed(trace, 'op1', call, 'end'), 32, '07')).join(),
    ).toContain('during › context');
    expect(
      differencesAfter((trace) => patch(observed(trace, 'op1', call, 'end'), 0, '55')).join(),
    ).toContain('during › overlapped.Internal');
  });

  it('a field after the dequeue', () => {
    const differences = differencesAfter((trace) =>
      patch(observed(trace, 'op5', dequeueOf(trace, 'op5').end.call, 'end'), 32, '09'),
    );
    expect(differences).toEqual([
      'operations › op5 › number 1 › after › context: recorded "05000000", now "09000000"',
    ]);
  });

  it('a byte of the data', () => {
    const differences = differencesAfter((trace) =>
      patch(observed(trace, 'data5', dequeueOf(trace, 'op5').end.call, 'end'), 0, '5a'),
    );
    expect(differences.join()).toContain('operations › op5 › number 1 › data');
  });

  it('a call that failed', () => {
    const differences = differencesAfter((trace) => {
      const begin = eventsOf(trace, 'begin').find(({ function: name }) => name === 'CloseHandle');
      const end = eventsOf(trace, 'end').find(({ call }) => call === begin?.call);
      if (end) Object.assign(end, { returned: 0, lastError: 6 });
    });
    expect(differences).toContain(
      'errors › number 1: recorded nothing, now "CloseHandle: error 6"',
    );
  });

  it('a handle that was not closed', () => {
    const differences = differencesAfter((trace) => {
      const begin = eventsOf(trace, 'begin')
        .filter(({ function: name }) => name === 'closesocket')
        .at(-1);
      trace.events = trace.events.filter(
        (event) => !('call' in event) || event.call !== begin?.call,
      );
    });
    expect(differences.join()).toMatch(/closed › number 5: recorded "socket1", now "port1"/);
  });

  it('the way the program ended', () => {
    const differences = differencesAfter((trace) => {
      const exit = eventsOf(trace, 'exit')[0];
      if (exit) exit.code = 1;
    });
    expect(differences).toEqual(['exit: recorded "normal, code 0", now "normal, code 1"']);
  });

  it('another order of the operations, where the scene’s order is fixed', () => {
    const swap = (trace: Trace) => {
      const ends = [dequeueOf(trace, 'op4', 1).end, dequeueOf(trace, 'op5', 1).end] as const;
      const indices = ends.map((end) => trace.events.indexOf(end));
      trace.events[indices[0] ?? 0] = ends[1];
      trace.events[indices[1] ?? 0] = ends[0];
    };
    expect(differencesAfter(swap).join()).toContain('order › number 1: recorded "op5", now "op4"');
  });
});

describe('two good runs are not told apart by', () => {
  it('times and addresses', () => {
    expect(
      differencesAfter((trace) => {
        for (const event of trace.events) event.t += 17;
        for (const block of trace.blocks) block.address = '0x1';
        for (const symbol of trace.symbols) symbol.value = '0x2';
      }),
    ).toEqual([]);
  });

  it('time-out polls', () => {
    expect(
      differencesAfter((trace) => {
        const wait = eventsOf(trace, 'begin').find(
          ({ function: name }) => name === 'GetQueuedCompletionStatusEx',
        );
        if (!wait) throw new Error('no dequeue');
        trace.events.splice(
          trace.events.indexOf(wait),
          0,
          { ...wait, call: 9999 },
          {
            event: 'end',
            t: wait.t,
            thread: 0,
            call: 9999,
            returned: 0,
            lastError: 258,
            out: { ulNumEntriesRemoved: [1] },
          },
        );
      }),
    ).toEqual([]);
  });

  it('how the order of lines falls out, where it is free', () => {
    expect(
      differencesAfter((trace) => {
        const [first, second] = eventsOf(trace, 'print');
        if (first && second) [first.text, second.text] = [second.text, first.text];
      }, atOnce),
    ).toEqual([]);
  });

  it('success at once in place of pending', () => {
    expect(
      differencesAfter((trace) => {
        const begin = receives(trace)[0];
        const end = eventsOf(trace, 'end').find(({ call }) => call === begin?.call);
        if (!begin || !end) throw new Error('no receive');
        Object.assign(end, { returned: 0, lastError: null });
        patch(observed(trace, 'op1', begin.call, 'end'), 0, '00000000000000001d00000000000000');
      }),
    ).toEqual([]);
  });

  it('the end at once, with a warning, of an operation that was pending (FILE-4)', () => {
    const warned = structuredClone(main);
    const { end, entry } = dequeueOf(warned, 'op1');
    entry.Internal = 0x8000_0005;
    patch(observed(warned, 'op1', end.call, 'end'), 0, '05000080');
    const atOnce = (overlapped: { ref: string } | null) =>
      differencesAfter((trace) => {
        const begin = receives(trace)[0];
        const end = eventsOf(trace, 'end').find(({ call }) => call === begin?.call);
        if (!begin || !end) throw new Error('no receive');
        begin.arguments.lpOverlapped = overlapped;
        end.lastError = 234;
        patch(observed(trace, 'op1', begin.call, 'end'), 0, '05000080');
      }, warned);
    expect(atOnce({ ref: 'op1' })).toEqual([]);
    expect(atOnce(null)).toEqual([expect.stringContaining('WSARecv: error 234')]);
  });

  it('how many packets brought the bytes', () => {
    const differences = differencesAfter((trace) => {
      // The answer of op5 in two packets, 10 and 19 bytes, with a submit between them.
      const { end, entry } = dequeueOf(trace, 'op5');
      const first = receives(trace).find(
        (begin) => (begin.arguments.lpOverlapped as { ref: string }).ref === 'op5',
      );
      if (!first) throw new Error('no receive of op5');
      const total = entry.dwNumberOfBytesTransferred;
      entry.dwNumberOfBytesTransferred = 10;
      const block = observed(trace, 'op5', end.call, 'end');
      const data = observed(trace, 'data5', end.call, 'end');
      const rest = data.bytes.hex.slice(20);
      data.bytes.hex = data.bytes.hex.slice(0, 20);
      const moment = { t: end.t, thread: 0 };
      const behind = { len: 54, buf: { ref: 'data5', delta: 10 } };
      const later = {
        lpCompletionPortEntries: [{ ...entry, dwNumberOfBytesTransferred: total - 10 }],
        ulNumEntriesRemoved: [1],
      };
      const given = {
        event: 'owner',
        ...moment,
        block: 'op5',
        call: 9001,
        owner: 'P',
        because: 'dequeued',
      } as const;
      const at =
        trace.events.findLastIndex((event) => event.event === 'owner' && event.call === end.call) +
        1;
      trace.events.splice(
        at,
        0,
        { ...first, ...moment, call: 9000, arguments: { ...first.arguments, lpBuffers: [behind] } },
        { ...block, ...moment, call: 9000, side: 'begin', writer: 'program' },
        { ...given, call: 9000, owner: 'K', because: 'submitted' },
        { event: 'end', ...moment, call: 9000, returned: -1, lastError: 997, out: {} },
        { ...observed(trace, 'op5', first.call, 'end'), ...moment, call: 9000 },
        {
          event: 'begin',
          ...moment,
          call: 9001,
          function: 'GetQueuedCompletionStatusEx',
          arguments: {},
          at: null,
        },
        { event: 'end', ...moment, call: 9001, returned: 1, lastError: null, out: later },
        { ...block, ...moment, call: 9001 },
        { ...data, ...moment, call: 9001, offset: 10, bytes: { hex: rest, relocations: [] } },
        given,
      );
    });
    expect(differences).toEqual([]);
  });
});
