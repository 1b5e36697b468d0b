import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { provenanceOf } from '../../trace/questions.ts';
import { modelOf } from '../../trace/replay/model.ts';
import { longTrace } from '../../trace/replay/testing.ts';
import { Player } from './Player.tsx';

/** Elements of a whole player, whatever the run. */
const MOST_ELEMENTS = 1500;

describe.each([
  [5000, 100],
  [50_000, 1000],
])('a player of a run of %i events', (events, sockets) => {
  const model = modelOf(longTrace(events, sockets));
  const frames = model.frames.map(({ index }) => index);

  test.each([0, 0.1, 0.5, 0.9, 1])(
    `has less than ${MOST_ELEMENTS} elements, %d of the way through`,
    (share) => {
      const html = renderToStaticMarkup(
        <Player
          model={model}
          title="A long run"
          provenance={provenanceOf(model.trace)}
          cues={[]}
          frames={frames}
          link={({ to, children }) => <a href={to}>{children}</a>}
          start={Math.round(share * (frames.length - 1))}
        />,
      );
      expect(html).toContain('data-panel="timeline"');
      expect(html.match(/<[a-z]/g)?.length).toBeLessThan(MOST_ELEMENTS);
    },
  );
});
