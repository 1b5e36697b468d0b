import { describe, expect, it } from 'vitest';
import { type Answers, answersText, isStale, readAnswers } from './answers.ts';

const hash = (letter: string) => letter.repeat(64);

const answers: Answers = {
  format: 'iocp-answers/1',
  kernel: {
    kind: 'wine',
    product: 'Wine',
    version: '8.0',
    os: 'Debian',
    arch: 'x64',
    node: '22.23.3',
    koffi: '3.3.4',
  },
  recorded: { at: '2026-11-22T19:00:00.000Z', commit: null, dirty: null },
  shared: { 'facts/win32/ports.ts': hash('a') },
  answers: { 'EX-2': { program: hash('b'), prints: { removed: [1, null] }, ends: 'by itself' } },
};

it('answers survive their file', () => {
  expect(readAnswers(answersText(answers), 'facts/answers/wine.json')).toEqual(answers);
});

describe('an answers’ file is refused with a sentence', () => {
  const text = answersText(answers);
  it.each([
    ['that was cut off', text.slice(0, -20), 'wine.json'],
    ['that is empty', '', 'wine.json'],
    ['of another format', text.replace('answers/1', 'answers/2'), 'wine.json'],
    ['that lacks a member', text.replace('"arch"', '"ark"'), 'wine.json'],
    ['of Wine under the name of Windows', text, 'windows.json'],
  ])('%s', (_, broken, name) => {
    expect(() => readAnswers(broken, name)).toThrow(
      /^w\w+\.json is broken \(.+\); node iocp\.mjs facts --record makes it anew\.$/s,
    );
  });
});

describe('an answer', () => {
  const files: Record<string, string> = {
    'facts/win32/ports.ts': hash('a'),
    'facts/ex-2.ts': hash('b'),
  };
  const stale = (changed: Record<string, string | null>, id = 'EX-2') =>
    isStale(answers, id, 'facts/ex-2.ts', (file) => ({ ...files, ...changed })[file] ?? null);

  it('is fresh while its program and what it shares are what they were', () => {
    expect(stale({})).toBe(false);
  });

  it.each<Record<string, string | null>>([
    { 'facts/ex-2.ts': hash('c') },
    { 'facts/ex-2.ts': null },
    { 'facts/win32/ports.ts': hash('c') },
    { 'facts/win32/ports.ts': null },
  ])('is stale after %o', (changed) => expect(stale(changed)).toBe(true));

  it('that was never given is stale', () => expect(stale({}, 'EX-3')).toBe(true));
});
