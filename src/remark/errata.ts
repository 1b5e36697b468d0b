import type { ErrataPageProps } from '../components/ErrataPage/ErrataPage.tsx';
import type { PageLink } from '../components/FactPage/FactPage.tsx';
import { errata } from '../facts/errata/index.ts';
import { beliefOfProgram, pageOfBelief } from './beliefs.ts';
import { pageOfFact } from './chapters.ts';
import { recordingProps } from './recordings.ts';

/** The program of the original, where all its answers come at once. */
const HANGS = { example: '07-five-slow-answers', scene: 'broken/the-express-version-at-once' };

/** Where a broken program, such as `07-five-slow-answers/submit-order`, stands on the page of its belief. */
function linkToProgram(root: string, program: string): PageLink {
  const [example = '', name = ''] = program.split('/');
  const belief = beliefOfProgram(root, example, name);
  return { title: `program ${name}`, to: `${pageOfBelief({ id: belief })}#${name}` };
}

/**
 * Everything that the page of the errata shows.
 *
 * @throws Error when an entry names a program that is not there
 */
export function errataPage(root: string): ErrataPageProps {
  return {
    groups: errata.map(({ title, entries }) => ({
      title,
      entries: entries.map(({ facts, belief, program, ...entry }) => ({
        ...entry,
        facts: facts.map((id) => ({ title: id, to: pageOfFact({ id }) })),
        belief: belief === undefined ? null : { title: belief, to: pageOfBelief({ id: belief }) },
        program: program === undefined ? null : linkToProgram(root, program),
      })),
    })),
    hang: recordingProps(root, HANGS.example, HANGS.scene),
  };
}
