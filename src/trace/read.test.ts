import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BrokenTrace, readTrace } from './read.ts';

const recording = readFileSync(
  new URL('../../examples/07-five-slow-answers/recordings/main.wine.json', import.meta.url),
  'utf8',
);

const complaint = (text: string) => {
  try {
    readTrace(text, 'main.wine.json');
  } catch (error) {
    expect(error).toBeInstanceOf(BrokenTrace);
    return (error as Error).message;
  }
  return 'none';
};

describe('a recording', () => {
  it('is read as a trace', () => {
    expect(readTrace(recording, 'main.wine.json').program.example).toBe('07-five-slow-answers');
  });

  it('that is empty is refused with its name', () => {
    expect(complaint('')).toBe('main.wine.json cannot be read: it is empty. Record it again.');
  });

  it('that was cut off is refused', () => {
    expect(complaint(recording.slice(0, recording.length / 2))).toMatch(
      /^main\.wine\.json cannot be read: it is not whole JSON \(.*\)\. Record it again\.$/,
    );
  });

  it('that was cut off or changed anywhere is read or refused, and never breaks the reader', () => {
    const short = JSON.stringify({
      ...JSON.parse(recording),
      events: JSON.parse(recording).events.slice(0, 20),
    });
    fc.assert(
      fc.property(
        fc.nat(short.length - 1),
        fc.nat(40),
        fc.string({ maxLength: 3 }),
        (at, gone, put) => {
          const changed = short.slice(0, at) + put + short.slice(at + gone);
          try {
            readTrace(changed, 'x');
          } catch (error) {
            expect(error).toBeInstanceOf(BrokenTrace);
          }
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });

  it('of another format is refused with both names', () => {
    expect(complaint('{"format":"iocp-trace/9"}')).toMatch(/"iocp-trace\/9".*iocp-trace\/1/);
    expect(complaint('null')).toMatch(/its format is undefined/);
  });

  it('with a wrong member is refused with the place', () => {
    const trace = JSON.parse(recording);
    trace.events[0].t = -1;
    expect(complaint(JSON.stringify(trace))).toMatch(/breaks iocp-trace\/1 at events\.0/);
  });

  it('with a member that the format does not know is refused', () => {
    const trace = JSON.parse(recording);
    trace.kernel.nickname = 'x';
    expect(complaint(JSON.stringify(trace))).toMatch(/breaks iocp-trace\/1 at kernel/);
  });
});
