import { readFileSync } from 'node:fs';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { readTrace } from '../../trace/read.ts';
import { type Model, modelOf } from '../../trace/replay/model.ts';
import { longTrace } from '../../trace/replay/testing.ts';
import { MOST_PIECES } from './drawing.tsx';
import { Strip } from './Strip.tsx';
import { Timeline } from './Timeline.tsx';

const recorded = (name: string): Model => {
  const file = `examples/${name}.json`;
  return modelOf(readTrace(readFileSync(file, 'utf8'), file));
};
const nothing = () => {};
const given = (model: Model, frame: number, selected: string | null = null) => ({
  model,
  frame,
  selected,
  onFrame: nothing,
  onSelect: nothing,
  link: ({ to, children }: { to: string; children: React.ReactNode }) => (
    <a href={to}>{children}</a>
  ),
});
const count = (html: string, part: RegExp) => html.match(part)?.length ?? 0;

describe('the strip', () => {
  const model = recorded('04-lending-memory/recordings/broken/given-back.sim');
  const html = renderToStaticMarkup(<Strip {...given(model, 25, 'op1[0]')} />);

  test('names each lane by a button, pressed for those of the selected operation', () => {
    const names = [...html.matchAll(/aria-pressed="(true|false)">([^<]+)<\/button>/g)];
    expect(names.map(([, pressed, name]) => `${name} ${pressed}`)).toEqual([
      'op1[0] true',
      'data1 false',
      'op1[1] false',
    ]);
  });

  test('tells the owner by letter and pattern', () => {
    expect(html).toMatch(/data-kind="P"[^>]*>P<\/text>/);
    expect(html).toMatch(/data-owner="K"[^>]*>.*?url\(#lanes-k\).*?>K<\/text>/);
  });

  test('tells a breach by a sign and a sentence, and leads to the rule', () => {
    expect(html).toContain('>!</text>');
    expect(html).toContain('data1: The program lent it again while the kernel owned it.');
    expect(html).toContain('<a href="/facts/ov-9/">OV-9</a>');
    expect(html).toContain('was lent to another WSARecv at');
    expect(html).toContain('<a href="/beliefs/m01/">M01</a>');
  });
});

describe('the timeline', () => {
  test('shows chapter 7 by sockets in true time, and says what Wine hides', () => {
    const html = renderToStaticMarkup(
      <Timeline {...given(recorded('07-five-slow-answers/recordings/main.wine'), 40, 'op3')} />,
    );
    expect(html).toContain('op1: 29 bytes');
    expect(html).toContain('>4 s</text>');
    expect(html).toContain('When an operation completed, Wine does not let us see');
    expect(html).not.toContain('class="completed"');
  });

  test('shows the moment of completion where the kernel tells it', () => {
    const html = renderToStaticMarkup(
      <Timeline {...given(recorded('07-five-slow-answers/recordings/main.sim'), 40)} />,
    );
    expect(html).toContain('◆ is the moment in which the kernel completed it');
    expect(html).toContain('M0,-7 L5,0');
  });

  test('shows the threads of chapter 13 against the port’s limit', () => {
    const html = renderToStaticMarkup(
      <Timeline {...given(recorded('13-threads-and-the-limit/recordings/main.sim'), 100)} />,
    );
    for (const part of ['thread 4', 'limit 1', 'data-over="true"', 'href="/facts/sched-4/"']) {
      expect(html).toContain(part);
    }
  });
});

describe('a run of 50,000 events', () => {
  const model = modelOf(longTrace(50_000, 2000));

  test.each([0, 9000, model.frames.length - 1])(
    'is drawn with no more than is bearable: frame %i',
    (at) => {
      for (const html of [
        renderToStaticMarkup(<Strip {...given(model, at)} />),
        renderToStaticMarkup(<Timeline {...given(model, at)} />),
      ]) {
        expect(count(html, / data-frame=/g)).toBeLessThanOrEqual(MOST_PIECES);
        expect(count(html, /<[a-z]/g)).toBeLessThan(1000);
        expect(html).toMatch(/and \d+ more lanes/);
      }
    },
  );
});
