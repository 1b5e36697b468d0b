import { columns, rate, ratios, spread } from './numbers.ts';

/** Who is measured: a program on a kernel, or whatever else does the same work. */
export interface Contestant {
  name: string;
  /** One run of it: a speed for each row of the table. */
  run: () => Promise<readonly number[]>;
}

/** The speeds of each contestant: one list for each row, with one speed for each round. */
export type Speeds = Map<string, readonly (readonly number[])[]>;

/** Has contestants run in turns, another one first in each round, so that what disturbs one disturbs all. */
export async function race(contestants: readonly Contestant[], rounds: number): Promise<Speeds> {
  const runs = new Map<string, (readonly number[])[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < contestants.length; at++) {
      const { name, run } = contestants[(at + round) % contestants.length] as Contestant;
      runs.get(name)?.push(await run());
    }
  }
  return new Map(
    [...runs].map(([name, ofRounds]) => [
      name,
      (ofRounds[0] ?? []).map((_, row) => ofRounds.map((speeds) => speeds[row] ?? Number.NaN)),
    ]),
  );
}

/**
 * The speeds of a race as a table.
 *
 * @param head what the rows are
 * @param rows what each is called
 * @param against which contestants are compared, as ratios
 */
export function raceTable(
  head: string,
  rows: readonly (string | number)[],
  speeds: Speeds,
  against: readonly (readonly [string, string])[],
): string {
  const of = (name: string, row: number) => speeds.get(name)?.[row] ?? [];
  return columns([
    [head, ...speeds.keys(), ...against.map(([a, b]) => `${a} ÷ ${b}`)],
    ...rows.map((label, row) => [
      String(label).padStart(head.length),
      ...[...speeds.keys()].map((name) => rate(of(name, row))),
      ...against.map(([a, b]) => spread(ratios(of(a, row), of(b, row)))),
    ]),
  ]);
}
