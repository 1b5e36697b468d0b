import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { answersPath, readAnswers } from '../src/facts/answers.ts';
import {
  agrees,
  beliefs,
  beliefsAgainst,
  type Fact,
  factById,
  facts,
  outcomeOn,
  relatedTo,
  themeOf,
  themes,
} from '../src/facts/index.ts';
import { belief, fact } from '../src/facts/schema.ts';
import { ROOT } from '../src/run/boot/paths.mjs';
import { programFile, staleAnswers } from '../src/run/facts.ts';

const FACT_ID = new RegExp(`\\b(?:${themes.map(({ id }) => id).join('|')})-\\d+\\b`, 'g');
const BELIEF_ID = /\bM\d\d\b/g;

/** Everything people read: chapters, comments, messages. */
function texts(): { file: string; text: string }[] {
  const folders = ['docs', 'examples', 'facts', 'src', 'tests'];
  const names = folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name)),
  );
  return names
    .filter((name) => /\.(?:mdx?|tsx?|mjs)$/.test(name) && !/node_modules|\.test\.tsx?$/.test(name))
    .map((file) => ({ file, text: fs.readFileSync(path.join(ROOT, file), 'utf8') }));
}

const shown = (one: Fact) => ('windows' in one.program ? one.program : null);
const programs = fs.readdirSync(path.join(ROOT, 'facts')).filter((name) => name.endsWith('.ts'));

describe('the catalogue of facts', () => {
  it('has the shape that its schema says', () => {
    for (const one of facts) expect(v.safeParse(fact, one).issues, one.id).toBeUndefined();
    for (const one of beliefs) expect(v.safeParse(belief, one).issues, one.id).toBeUndefined();
  });

  it('has each id once, in its theme, in order', () => {
    for (const list of [facts, beliefs]) {
      const ids = list.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    const order = facts.map(
      (one) => themes.indexOf(themeOf(one)) * 1000 + Number(one.id.split('-')[1]),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('has every fact and belief that a chapter, a comment or a message names', () => {
    const known = (id: string) =>
      factById(id) !== undefined || beliefs.some((one) => one.id === id);
    const missing = texts().flatMap(({ file, text }) =>
      [...text.matchAll(FACT_ID), ...text.matchAll(BELIEF_ID)].flatMap(([id]) =>
        known(id) ? [] : [`${file} names ${id}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('has every fact that another names, which names it in return', () => {
    for (const one of facts) {
      for (const id of one.related) {
        expect(factById(id), `${one.id} names ${id}`).toBeDefined();
        expect(relatedTo(id), `${id} in return`).toContain(one);
      }
    }
  });

  it('refutes every belief by facts that know of it', () => {
    for (const one of beliefs) {
      for (const id of one.refutedBy) {
        expect(factById(id), `${one.id} names ${id}`).toBeDefined();
        expect(beliefsAgainst(id)).toContain(one);
      }
    }
  });

  it('says what can be seen of every fact that has a program', () => {
    const mute = facts.filter((one) => shown(one) !== null && one.observable === null);
    expect(mute.map(({ id }) => id)).toEqual([]);
  });

  it('says in words what Wine does where its column is another', () => {
    const mute = facts.filter((one) => shown(one)?.wine !== undefined && one.wine === null);
    expect(mute.map(({ id }) => id)).toEqual([]);
  });

  it('calls no fact tested on Windows without a test', () => {
    const untested = facts.filter(
      ({ grade, sources }) =>
        grade === 'tested on Windows' && !sources.some(({ kind }) => kind === 'test'),
    );
    expect(untested.map(({ id }) => id)).toEqual([]);
  });

  it('calls no fact documented without a page or a header', () => {
    const undocumented = facts.filter(
      ({ grade, sources }) =>
        grade === 'documented' &&
        !sources.some(({ kind }) => ['page', 'header', 'article'].includes(kind)),
    );
    expect(undocumented.map(({ id }) => id)).toEqual([]);
  });
});

describe('the programs of facts', () => {
  it('are there for each fact that shows one, and for no other', () => {
    const wanted = facts
      .filter((one) => shown(one) !== null)
      .map((one) => path.basename(programFile(one)));
    expect(programs.toSorted()).toEqual(wanted.toSorted());
  });

  it.each(programs)(
    '%s says which fact it shows, and has the region that its page shows',
    (name) => {
      const text = fs.readFileSync(path.join(ROOT, 'facts', name), 'utf8');
      expect(text).toMatch(new RegExp(`^// ${path.basename(name, '.ts').toUpperCase()}: .+\\.\n`));
      expect(text.match(/^\/\/#region program$/gm)).toHaveLength(1);
      expect(text.match(/^\/\/#endregion$/gm)).toHaveLength(1);
      expect(text.match(/\bprint\(/g)).toHaveLength(1);
    },
  );

  it.each(['wine', 'sim'] as const)(
    'have each answered on %s as the catalogue says, and not changed since',
    (kernel) => {
      const file = answersPath(kernel);
      const { answers, ...rest } = readAnswers(
        fs.readFileSync(path.join(ROOT, file), 'utf8'),
        file,
      );
      const again = `node iocp.mjs facts --kernel ${kernel} --record`;
      expect(staleAnswers({ answers, ...rest }), `make them anew: ${again}`).toEqual([]);
      const wrong = facts.filter((one) => {
        const program = shown(one);
        const answer = answers[one.id];
        if (program === null || answer === undefined) return program !== null;
        const { prints, ends = 'by itself' } = outcomeOn(kernel, program);
        return !(agrees(prints, answer.prints) && answer.ends === ends);
      });
      expect(wrong.map(({ id }) => id)).toEqual([]);
    },
  );

  it('were not recorded on Windows by anybody but Windows', () => {
    const file = path.join(ROOT, answersPath('windows'));
    if (!fs.existsSync(file)) return;
    const { kernel } = readAnswers(fs.readFileSync(file, 'utf8'), answersPath('windows'));
    expect(kernel).toMatchObject({ kind: 'windows', product: 'Windows' });
  });
});
