import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERROR_NAMES, STATUS_NAMES } from '../examples/ffi/constants.ts';
import { ROOT } from '../src/run/boot/paths.mjs';
import { seenIn } from '../src/run/record.ts';
import { explain } from '../src/status/explain.ts';
import { allTables, bookTables } from '../src/status/tables.ts';
import { callsOf, dequeuesOf, memoryOfOperation, submissionsOf } from '../src/trace/questions.ts';
import { readTrace } from '../src/trace/read.ts';
import type { Trace } from '../src/trace/schema.ts';

/** Every number in a recording that is a status, or an error or an exit code, as a reader would copy it. */
function numbersIn(trace: Trace): { statuses: string[]; others: string[] } {
  const hex = (status: number | bigint): string => `0x${status.toString(16)}`;
  const calls = [...callsOf(trace).values()].flatMap(({ end }) =>
    end?.lastError == null ? [] : [`${end.lastError}`],
  );
  const packets = dequeuesOf(trace).flatMap(({ packets }) =>
    packets.flatMap(({ status }) => (status === null ? [] : [hex(status)])),
  );
  const submissions = submissionsOf(trace);
  const memory = submissions.flatMap(({ operation }, at) => {
    const nth = submissions.slice(0, at + 1).filter((one) => one.operation === operation).length;
    return memoryOfOperation(trace, operation, nth).moments.flatMap(({ rows }) =>
      rows
        .filter(({ field }) => field?.split('.').at(-1) === 'Internal')
        .map(({ hex: bytes }) => `0x${bytes.split(' ').reverse().join('')}`),
    );
  });
  const exits = trace.events.flatMap((event) =>
    event.event === 'exit' && event.code !== null ? [`${event.code}`] : [],
  );
  // Where an object is an OVERLAPPED on purpose, what lies in koffi’s copy of it may be anybody’s.
  const isAnybodys =
    trace.program.scene.startsWith('broken/') &&
    trace.blocks.some(({ memory }) => memory === 'copy');
  return {
    statuses: isAnybodys ? [] : [...new Set([...packets, ...memory])],
    others: [...new Set([...calls, ...exits])],
  };
}

const recordings = fs
  .readdirSync(path.join(ROOT, 'examples'), { withFileTypes: true })
  .map(({ name }) => path.join(ROOT, 'examples', name, 'recordings'))
  .filter((folder) => fs.existsSync(folder))
  .flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .map((file) => path.join(folder, file)),
  )
  .map((file) => path.relative(ROOT, file));

const read = (file: string): Trace =>
  readTrace(fs.readFileSync(path.join(ROOT, file), 'utf8'), file);

describe('every number in a recording is explained', () => {
  test.each(recordings)('%s', async (file) => {
    const trace = read(file);
    const { statuses, others } = numbersIn(trace);
    // One that was stopped has no exit code.
    if (seenIn(trace).how === 'normal') expect(others.length).toBeGreaterThan(0);
    // The pictures of memory say what a status means, so the book has to know it.
    for (const number of statuses) {
      expect(explain(number, bookTables), number).toMatchObject({
        entries: expect.arrayContaining([
          expect.objectContaining({ family: 'NTSTATUS', meaning: expect.any(String) }),
        ]),
      });
    }
    const tables = await allTables();
    for (const number of others) {
      expect(explain(number, tables), number).toMatchObject({ kind: 'explained' });
    }
  });

  test('and there are some', () => {
    const found = new Set(recordings.flatMap((file) => numbersIn(read(file)).statuses.map(BigInt)));
    expect(found).toContain(0x103n);
    expect(found).toContain(0n);
  });
});

test('the names that the ffi module has for errors and statuses are Windows’ own', async () => {
  const tables = await allTables();
  for (const [code, name] of Object.entries(ERROR_NAMES)) {
    expect(tables.find(name), name).toContainEqual(
      expect.objectContaining({
        code: Number(code),
        family: expect.not.stringMatching('NTSTATUS'),
      }),
    );
  }
  for (const [code, name] of Object.entries(STATUS_NAMES)) {
    expect(tables.find(name), name).toContainEqual({ family: 'NTSTATUS', code: Number(code) });
  }
});
