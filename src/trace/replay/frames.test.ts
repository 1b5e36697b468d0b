import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../read.ts';
import { framesOf } from './frames.ts';

const examples = path.resolve('examples');
const recordings = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /[/\\]recordings[/\\].*\.json$/.test(file),
);

describe('the frames of a run', () => {
  it.each(recordings)('of %s hold every event once, in order', (file) => {
    const trace = readTrace(readFileSync(path.join(examples, file), 'utf8'), file);
    const frames = framesOf(trace);
    let next = 0;
    for (const [index, frame] of frames.entries()) {
      expect([frame.index, frame.first]).toEqual([index, next]);
      expect(frame.last).toBeGreaterThanOrEqual(frame.first);
      next = frame.last + 1;
      const event = trace.events[frame.first];
      expect([frame.t, frame.thread]).toEqual([event?.t, event?.thread]);
    }
    expect(next).toBe(trace.events.length);
  });

  it('show the submit of a receive and its return one after the other, and its dequeue likewise', () => {
    const file = path.join(examples, '07-five-slow-answers/recordings/main.wine.json');
    const trace = readTrace(readFileSync(file, 'utf8'), file);
    const frames = framesOf(trace);
    const kinds = (name: string) => {
      const calls = new Set(
        trace.events.flatMap((event) =>
          event.event === 'begin' && event.function === name ? [event.call] : [],
        ),
      );
      return frames.filter(({ call }) => call !== null && calls.has(call)).map(({ kind }) => kind);
    };
    const both = (count: number) => Array.from({ length: count }, () => ['begin', 'end']).flat();
    expect(kinds('WSARecv')).toEqual(both(10));
    expect(new Set(kinds('GetQueuedCompletionStatusEx'))).toEqual(new Set(['begin', 'end']));
    expect(new Set(kinds('WSASocketW'))).toEqual(new Set(['call']));
  });
});
