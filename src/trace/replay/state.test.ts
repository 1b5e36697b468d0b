import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../read.ts';
import type { Trace } from '../schema.ts';
import { addressOf, frameAt, frameWritten, written } from './addresses.ts';
import { modelOf } from './model.ts';
import { stateAt } from './state.ts';
import { longTrace } from './testing.ts';

const recorded = (name: string): Trace => {
  const file = `examples/${name}.json`;
  return readTrace(readFileSync(file, 'utf8'), file);
};

const RUNS: [string, Trace][] = [
  ...[
    '07-five-slow-answers/recordings/main.wine',
    '07-five-slow-answers/recordings/at-once.sim',
    '09-two-event-loops/recordings/four-cases.wine',
    '10-accepting/recordings/main.wine',
    '13-threads-and-the-limit/recordings/main.wine',
  ].map((name): [string, Trace] => [name, recorded(name)]),
  ['a long one that was made up', readTrace(JSON.stringify(longTrace(3000, 20)), 'made up')],
];

/** What is pending, registered and waited for after each frame, by going through the events one by one. */
function folded(trace: Trace) {
  const model = modelOf(trace);
  const [pending, registered] = [new Set<string>(), new Map<string, string>()];
  const waiting = new Map<number, string>();
  const refOf = (value: unknown) => (value as { ref?: string } | null)?.ref ?? '';
  const isPort = (id: string) =>
    trace.symbols.some((one) => one.id === id && one.kind === 'completion port');
  return model.frames.map(({ first, last }) => {
    for (const event of trace.events.slice(first, last + 1)) {
      if (event.event === 'owner') {
        const name = model.nameOf(event.block, event.offset ?? 0);
        if (!model.operations.some((one) => one.name === name)) continue;
        if (event.owner === 'P') pending.delete(name);
        else if (model.calls.get(event.call)?.end) pending.add(name);
      } else if (event.event === 'begin') {
        if (/^GetQueued/.test(event.function)) {
          const port = refOf(event.arguments.CompletionPort);
          if (isPort(port)) waiting.set(event.call, port);
        }
      } else if (event.event === 'end') {
        waiting.delete(event.call);
        const begin = model.calls.get(event.call)?.begin;
        if (event.lastError !== null || !begin) continue;
        const handle = refOf(begin.arguments.FileHandle);
        if (begin.function === 'CreateIoCompletionPort' && handle !== '') {
          registered.set(handle, refOf(event.returned));
        }
        if (/^closesocket$|^CloseHandle$/.test(begin.function)) {
          const closed = refOf(Object.values(begin.arguments)[0]);
          registered.delete(closed);
          for (const [one, port] of registered) if (port === closed) registered.delete(one);
        }
      }
    }
    return {
      pending: [...pending].sort(),
      registered: [...registered].map(([handle, port]) => `${handle} ${port}`).sort(),
      waiting: [...waiting.values()].sort(),
    };
  });
}

describe.each(RUNS)('the states of %s', (_, trace) => {
  const model = modelOf(trace);

  it('are what the events come to, one after the other', () => {
    const expected = folded(trace);
    for (const { index } of model.frames) {
      expect(
        {
          pending: model.pending
            .at(index)
            .map(({ name }) => name)
            .sort(),
          registered: model.registered
            .at(index)
            .map(({ handle, port }) => `${handle} ${port}`)
            .sort(),
          waiting: model.waiting
            .at(index)
            .map(({ port }) => port)
            .sort(),
        },
        `frame ${index}`,
      ).toEqual(expected[index]);
    }
  });

  it('depend on the frame alone, however somebody has come to it', () => {
    const last = model.frames.length - 1;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 40 }), (steps) => {
        let at = 0;
        for (const step of steps) {
          at = Math.min(last, Math.max(0, at + step));
          stateAt(model, at);
        }
        expect(stateAt(model, at)).toEqual(stateAt(modelOf(trace), at));
      }),
      { numRuns: 15, seed: 8 },
    );
  });

  it('have addresses that lead back to them', () => {
    for (const { index } of model.frames) {
      const address = addressOf(model, index);
      expect(frameAt(model, address)).toBe(index);
      expect(frameWritten(model, written(address))).toBe(index);
    }
    expect(frameWritten(model, 'submit/nobody/1')).toBeNull();
  });
});

describe('every byte of every frame', () => {
  const all = readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .filter((file) => /[/\\]recordings[/\\].*\.json$/.test(file))
    .map((file) => file.replaceAll('\\', '/'));

  it.each(all)('of %s is the trace’s', (file) => {
    const trace = recorded(file.replace(/\.json$/, ''));
    const model = modelOf(trace);
    const known = new Map<string, string[]>();
    for (const { id, size } of trace.blocks) known.set(id, new Array<string>(size).fill('··'));
    for (const { index, first, last } of model.frames) {
      for (const event of trace.events.slice(first, last + 1)) {
        if (event.event !== 'observe') continue;
        const pairs = event.bytes.hex.match(/../g) ?? [];
        known.get(event.block)?.splice(event.offset, pairs.length, ...pairs);
      }
      for (const { block, rows } of stateAt(model, index).blocks) {
        for (const { offset, size, hex } of rows) {
          expect(hex, `frame ${index}, ${block} at ${offset}`).toBe(
            known
              .get(block)
              ?.slice(offset, offset + size)
              .join(' '),
          );
        }
      }
    }
  });
});

it('a zero is a status where the kernel has written it, and none where the program has', () => {
  const file = '../../../examples/07-five-slow-answers/recordings/main.wine.json';
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const model = modelOf(readTrace(text, file));
  const meaning = (address: string, block: string, field: string): string | undefined =>
    stateAt(model, frameWritten(model, address) ?? -1)
      .blocks.find((one) => one.block === block)
      ?.rows.find((row) => row.field?.endsWith(field))?.meaning;
  expect(meaning('submit/op1/1', 'op1', '.Internal')).toBe('zeroed by the program');
  expect(meaning('wait/op5/1', 'op5', '.Internal')).toBe('STATUS_SUCCESS: it succeeded');
  expect(meaning('wait/op5/1', 'entries1', '[0].Internal')).toBe('STATUS_SUCCESS: it succeeded');
});
