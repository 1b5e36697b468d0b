import { describe, expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';

const file = 'examples/x/main.ts';
const text = `import x from 'x';

//#region submit
function receive() {
  //#region lend-memory
  const memory = lend();

    deeper();
  //#endregion
  return memory;
}
//#endregion
`;

describe('an excerpt', () => {
  test('is the lines of its region, without markers, with the numbers they have in the file', () => {
    const { lines, step } = excerptOf(text, file, 'submit');
    expect(lines.map(({ number }) => number)).toEqual([4, 6, 7, 8, 10, 11]);
    expect(lines.map((line) => line.text).join('\n')).not.toContain('#');
    expect(step).toBe('submit');
  });

  test('loses the indentation that all its lines have', () => {
    const { lines, step } = excerptOf(text, file, 'lend-memory');
    expect(lines.map((line) => line.text)).toEqual(['const memory = lend();', '', '  deeper();']);
    expect(step).toBe('lend memory');
  });

  test('without a region is the whole file without its markers', () => {
    const { lines, step } = excerptOf(text, file, null);
    expect(lines[0]).toEqual({ number: 1, text: "import x from 'x';" });
    expect(lines.at(-1)?.number).toBe(11);
    expect(step).toBeNull();
  });

  test('reads files with Windows line ends', () => {
    const { lines } = excerptOf(text.replaceAll('\n', '\r\n'), file, 'lend-memory');
    expect(lines[0]?.text).toBe('const memory = lend();');
  });

  test.each([
    [
      'a region that is not there',
      text,
      'wait',
      /main\.ts has no region "wait".*submit, lend-memory/,
    ],
    ['a region that is there twice', text + text, 'submit', /main\.ts.*line 15.*"submit".*second/],
    [
      'a region that is never closed',
      '//#region a\nx\n',
      'a',
      /main\.ts.*line 1.*"a".*never closed/,
    ],
    [
      'an empty region',
      '//#region a\n\n//#endregion',
      'a',
      /region "a" of examples\/x\/main\.ts is empty/,
    ],
  ])('fails with a sentence for %s', (_, source, region, sentence) => {
    expect(() => excerptOf(source, file, region)).toThrow(sentence);
  });
});
