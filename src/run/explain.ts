import { factById, facts } from '../facts/index.ts';
import { finderIn, type Naming } from '../facts/numbers.ts';
import { type Answer, type Explanation, explain as explainBy } from '../status/explain.ts';
import { hex32 } from '../status/index.ts';
import { allTables, type Tables } from '../status/tables.ts';
import { formsOf, inWords, sourceWords, termsOf, upperWords } from '../status/words.ts';
import { Trouble } from './boot/trouble.mjs';

const WIDTH = 100;

const NAMELESS = '(no name in the tables)';

/** Breaks a text between its words. */
function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `${indent}${each}`).join('\n');
}

/** The facts of the book that name this status or error. */
function factsOf(explanation: Explanation): Naming {
  return finderIn(facts)(termsOf(explanation));
}

/** An explanation for a terminal. */
function inText(explanation: Explanation, { measuredOn }: Tables): string {
  const blocks = [formsOf(explanation).join(' = ')];
  const upper = upperWords(explanation);
  if (upper !== null) blocks.push(wrap(upper, ''));
  for (const entry of explanation.entries) {
    const { family, names, meaning, note, lines } = inWords(entry);
    blocks.push(
      [
        wrap(`${family}: ${names.length === 0 ? NAMELESS : names.join(', ')}`, ''),
        ...[meaning, note].flatMap((said) => (said === null ? [] : [wrap(said, '  ')])),
        ...lines.map(({ label, parts }) =>
          wrap(
            `${label}: ${parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')}`,
            '  ',
          ),
        ),
      ].join('\n'),
    );
  }
  const { says, shows } = factsOf(explanation);
  if (says.length + shows.length > 0) {
    const width = Math.max(0, ...says.map((id) => id.length));
    blocks.push(
      [
        'Where the book meets it',
        ...says.map((id) => {
          const said = wrap(factById(id)?.statement ?? '', ' '.repeat(width + 4));
          return `  ${id.padEnd(width)}  ${said.trimStart()}`;
        }),
        ...(shows.length === 0 ? [] : [wrap(`It can be seen in ${shows.join(', ')}`, '  ')]),
      ].join('\n'),
    );
  }
  const source = sourceWords(explanation, measuredOn);
  if (source !== null) blocks.push(wrap(source, ''));
  return `${blocks.join('\n\n')}\n`;
}

/** An answer as `--json` prints it; the contract is in docs/contributing/architecture.md. */
function inJson(answer: Answer): string {
  const shown =
    answer.kind === 'explained'
      ? {
          asked: answer.asked,
          code: answer.code,
          hex: hex32(answer.code),
          upper: answer.upper,
          entries: answer.entries,
          facts: factsOf(answer),
        }
      : { asked: answer.asked, unknown: answer.sentence };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

/**
 * `node iocp.mjs explain`: what a number, in any form, or a name says, in every family that it belongs to.
 *
 * @returns the text for stdout or stderr, and the exit code: 0; 1 with a sentence for a number that nothing is called by
 * @throws {Trouble} for what is neither a number nor the name of one
 */
export async function explain(
  asked: string,
  json: boolean,
): Promise<{ stdout: string; stderr: string; exitCode: 0 | 1 }> {
  const tables = await allTables();
  const answer = explainBy(asked, tables);
  switch (answer.kind) {
    case 'refused':
    case 'unknown name':
      throw new Trouble(answer.sentence);
    case 'unknown number':
      return json
        ? { stdout: inJson(answer), stderr: '', exitCode: 1 }
        : { stdout: '', stderr: `${answer.sentence}\n`, exitCode: 1 };
    case 'explained':
      return { stdout: json ? inJson(answer) : inText(answer, tables), stderr: '', exitCode: 0 };
  }
}
