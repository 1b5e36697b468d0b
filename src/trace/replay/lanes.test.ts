import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../read.ts';
import type { Event, Trace } from '../schema.ts';
import { LaneFinder, lanesOf, reportsOf, segmentAt } from './lanes.ts';
import { modelOf } from './model.ts';
import { longTrace } from './testing.ts';

const files = readdirSync('examples')
  .filter((name) => /^(?:\d\d|appendix)-/.test(name))
  .flatMap((name) =>
    readdirSync(`examples/${name}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^recordings\/.*\.json$/.test(file))
      .map((file) => `examples/${name}/${file}`),
  )
  .sort();
const read = (file: string): Trace => readTrace(readFileSync(file, 'utf8'), file);
const all = files.map((file) => {
  const model = modelOf(read(file));
  return { file, model, lanes: lanesOf(model) };
});
const nameOf = (file: string) => file.replace(/^examples\/|\.json$/g, '');
const isBroken = (file: string) => file.includes('/broken/') && !file.includes('.right.');

describe('the lanes of every recording', () => {
  it.each(all)('have segments without gaps, from birth to end: $file', ({ model, lanes }) => {
    for (const { block, segments } of lanes) {
      const life = model.lives.get(block);
      expect(segments[0]?.from).toBe(life?.from ?? 0);
      for (const [at, { from, to, owner, call }] of segments.entries()) {
        expect(to).toBeGreaterThan(from);
        expect(call === null).toBe(owner === 'P');
        if (at > 0) expect(from).toBe(segments[at - 1]?.to);
      }
      const end = Math.min(life?.to ?? Number.POSITIVE_INFINITY, model.frames.length);
      // Memory that was freed while it was lent is the kernel’s all the same.
      expect(segments.at(-1)?.owner === 'K' || segments.at(-1)?.to === end).toBe(true);
    }
  });

  it.each(all)('have each breach in or at the end of a K segment: $file', ({ lanes }) => {
    for (const { segments, breaches } of lanes) {
      for (const { frame } of breaches) {
        expect(
          segments.some(({ owner, from, to }) => owner === 'K' && from < frame && frame <= to),
        ).toBe(true);
      }
    }
  });

  it('have a breach in broken programs only', () => {
    const right = all.filter(({ file }) => !isBroken(file));
    expect(right.length).toBeGreaterThan(80);
    expect(right.filter(({ lanes }) => lanes.some(({ breaches }) => breaches.length > 0))).toEqual(
      [],
    );
  });

  it('have a breach wherever the checker reports that lent memory was lent again', () => {
    const reported = all.filter(({ model }) =>
      model.trace.events.some(
        (event) =>
          event.event === 'report' &&
          /^The (?:OVERLAPPED|buffer) of .* was (?:lent to|used for) another/.test(
            event.sentence ?? '',
          ),
      ),
    );
    expect(reported.map(({ file }) => nameOf(file))).toEqual([
      '04-lending-memory/recordings/broken/given-back.sim',
      '06-three-ways-to-start/recordings/broken/handled-twice.sim',
      '06-three-ways-to-start/recordings/broken/skip-covers-all.sim',
      '07-five-slow-answers/recordings/broken/one-overlapped-for-three.sim',
      '11-cancel-and-stop/recordings/broken/freed-after-cancel.sim',
    ]);
    for (const { model, lanes } of reported) {
      const [report] = reportsOf(model, lanes);
      const breaches = report?.lanes.flatMap((place) => lanes[place]?.breaches ?? []) ?? [];
      expect(
        breaches.map(({ what, frame }) => [what, (report?.frame ?? 0) - frame]),
      ).toContainEqual(['lent again', 1]);
    }
  });
});

describe('what a program does to lent memory', () => {
  const trace = longTrace(60, 1);
  const submitted = trace.events.findIndex(
    (event) => event.event === 'owner' && event.because === 'submitted' && event.block === 'data1',
  );
  const end = trace.events.findIndex((event, at) => at > submitted && event.event === 'end');
  const submittedThen = (event: Event): Trace => ({
    ...trace,
    events: trace.events.toSpliced(end + 2, 0, event),
  });
  const moment = { t: 0, thread: 0 };

  it('is no breach when it does nothing', () => {
    expect(lanesOf(modelOf(trace)).flatMap(({ breaches }) => breaches)).toEqual([]);
  });

  it('is a breach when it writes to it', () => {
    const model = modelOf(
      submittedThen({
        event: 'observe',
        ...moment,
        block: 'data1',
        offset: 0,
        bytes: { hex: '41', relocations: [] },
        writer: 'program',
        call: 999,
        side: 'begin',
      }),
    );
    expect(
      lanesOf(model).flatMap(({ name, breaches }) => breaches.map((b) => [name, b.what])),
    ).toEqual([['data1', 'written']]);
  });

  it('is a breach when it frees it', () => {
    const model = modelOf(submittedThen({ event: 'free', ...moment, block: 'data1', at: null }));
    const broken = lanesOf(model).flatMap(({ name, breaches }) =>
      breaches.map((b) => [name, b.what]),
    );
    expect(broken).toEqual([['data1', 'freed']]);
  });
});

describe('a finder of lanes', () => {
  it.each(all)('finds in each frame what the frame is about, and whose it is: $file', (one) => {
    const { model, lanes } = one;
    if (lanes.length === 0) return;
    const finder = new LaneFinder(model, lanes);
    for (const { index } of model.frames.filter((_, at) => at % 17 === 0)) {
      const blocks = model.about[index]?.blocks ?? [];
      const matter = finder.matter(model, null, index);
      expect(matter.length).toBeGreaterThan(0);
      for (const [place, lane] of lanes.entries()) {
        if (blocks.includes(lane.block)) expect(matter).toContain(place);
        const segment = segmentAt(lane, index);
        if (segment?.owner !== 'K') continue;
        const name = model.operations.find(
          ({ submission }) => submission.begin.call === segment.call,
        )?.name;
        expect(finder.operationOf(place, index)).toBe(name ?? null);
      }
    }
  });
});
