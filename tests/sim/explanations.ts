import type { Normalised } from '../../src/trace/compare.ts';

/** Why one value in a scene’s trace is another on the simulated Windows than on Wine, which differs from Windows there. */
export interface Explanation {
  /** `EXAMPLE/SCENE`. */
  scene: string;
  /** The function whose doing it is. */
  function: string;
  /** A value of an operation, such as `status`, or `stdout` for lines that the program prints. */
  field: 'stdout' | 'status' | 'bytes' | 'data' | `${'before' | 'during' | 'after'} › ${string}`;
  /** The values on both. Neither may be nothing: no explanation covers what is missing. */
  wine: string | number;
  sim: string | number;
  /** The fact that says so. */
  because: string;
}

const LIMIT = '13-threads-and-the-limit';
const WATCH = 'appendix-directory-watch';

/**
 * What ReadDirectoryChangesW wrote with both packets. On Windows each FILE_NOTIFY_INFORMATION begins at a multiple of 4;
 * on Wine right behind the name of the one before, which says 1e where Windows says 20, and leaves 2 bytes out.
 */
const CHANGES = {
  wine: [
    '000000000100000012000000640072006100660074002e0074007800740000000000010000001200',
    '00006e006f007400650073002e007400780074001e00000004000000120000006400720061006600',
    '74002e007400780074000000000005000000140000006c00650074007400650072002e0074007800',
    '74000000000002000000120000006e006f007400650073002e007400780074000000000002000000',
    '140000006c00650074007400650072002e00740078007400',
  ].join(''),
  sim: [
    '000000000100000012000000640072006100660074002e0074007800740000000000010000001200',
    '00006e006f007400650073002e007400780074002000000004000000120000006400720061006600',
    '74002e0074007800740000000000000005000000140000006c00650074007400650072002e007400',
    '780074000000000002000000120000006e006f007400650073002e00740078007400000000000200',
    '0000140000006c00650074007400650072002e00740078007400',
  ].join(''),
};

/** All there are. Each has to be met. */
export const explanations: readonly Explanation[] = [
  ...['main', 'limit-2'].flatMap((scene, at): Explanation[] => [
    {
      scene: `${LIMIT}/${scene}`,
      function: 'GetQueuedCompletionStatus',
      field: 'stdout',
      wine: 'Packets one by one: taken by threads 1, 2, 3, 4.',
      sim: 'Packets one by one: taken by threads 4, 4, 4, 4.',
      because: 'SCHED-1',
    },
    {
      scene: `${LIMIT}/${scene}`,
      function: 'GetQueuedCompletionStatus',
      field: 'stdout',
      wine: 'Handlers that compute: 4 at once; threads that took a packet: 4.\nThis kernel does not keep the limit.',
      sim: `Handlers that compute: ${at + 1} at once; threads that took a packet: ${at + 1}.`,
      because: 'SCHED-2',
    },
  ]),
  {
    scene: `${WATCH}/main`,
    function: 'ReadDirectoryChangesW',
    field: 'bytes',
    wine: 184,
    sim: 186,
    because: 'FILE-7',
  },
  {
    scene: `${WATCH}/main`,
    function: 'ReadDirectoryChangesW',
    field: 'data',
    ...CHANGES,
    because: 'FILE-7',
  },
];

/** One value that differs. */
export interface Difference {
  function: string | null;
  field: string;
  wine: unknown;
  sim: unknown;
}

/** What two runs of a scene differ in, value by value; undefined stands for what one of them does not have. */
export function differencesOf(wine: Normalised, sim: Normalised): Difference[] {
  const found: Difference[] = [];
  const compare = (name: string | null, field: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b)) {
      found.push({ function: name, field, wine: a, sim: b });
    }
  };
  for (const operation of keysOf(wine.operations, sim.operations)) {
    const a = wine.operations[operation] ?? [];
    const b = sim.operations[operation] ?? [];
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
      const [one, other] = [a[at], b[at]];
      if (one === undefined || other === undefined || one.function !== other.function) {
        compare(null, `${operation}, number ${at + 1}`, one, other);
        continue;
      }
      for (const field of ['status', 'bytes', 'data'] as const) {
        compare(one.function, field, one[field], other[field]);
      }
      for (const moment of ['before', 'during', 'after'] as const) {
        for (const path of keysOf(one[moment], other[moment])) {
          compare(one.function, `${moment} › ${path}`, one[moment][path], other[moment][path]);
        }
      }
    }
  }
  for (const part of ['exit', 'stdout', 'order', 'errors', 'closed'] as const) {
    compare(null, part, wine[part], sim[part]);
  }
  return found;
}

const keysOf = (...objects: object[]): string[] => [...new Set(objects.flatMap(Object.keys))];

/**
 * Leaves out of the differences what is explained.
 *
 * @returns what is left, and the explanations that were met
 */
export function explain(
  scene: string,
  differences: readonly Difference[],
  all: readonly Explanation[] = explanations,
): { left: Difference[]; met: Explanation[] } {
  const met: Explanation[] = [];
  const here = all.filter((one) => one.scene === scene);
  const left = differences.flatMap((difference): Difference[] => {
    // Where a scene's order is free, its lines are counted, and no explanation speaks of them.
    if (difference.field === 'stdout' && Array.isArray(difference.wine)) {
      const wine = difference.wine as string[];
      let text = `\n${wine.join('\n')}\n`;
      for (const one of here) {
        if (one.field !== 'stdout' || !text.includes(`\n${one.wine}\n`)) continue;
        text = text.replace(`\n${one.wine}\n`, `\n${one.sim}\n`);
        met.push(one);
      }
      const sim = difference.sim as string[];
      return text === `\n${sim.join('\n')}\n` ? [] : [difference];
    }
    const reason = here.find(
      (one) =>
        one.function === difference.function &&
        one.field === difference.field &&
        one.wine === difference.wine &&
        one.sim === difference.sim,
    );
    if (reason === undefined) return [difference];
    met.push(reason);
    return [];
  });
  return { left, met };
}
