import type { Provenance } from '../trace/questions.ts';

/** Digits of a commit that suffice to find it. */
const SHORT = 7;

/**
 * The line that a figure prints of a run's origin, such as `Wine 8.0 · node 22.23.3 · koffi 3.3.4 · 22 Nov 2026`. Of a
 * simulated run it names what made it: our own kernel at a commit, and the seed.
 */
export function provenanceLine(provenance: Provenance): string {
  const { kernel, node, koffi, date, seed, commit, dirty } = provenance;
  if (seed === undefined) return [kernel, `node ${node}`, `koffi ${koffi}`, date].join(' · ');
  const at = commit === null ? [] : [`commit ${commit.slice(0, SHORT)}${dirty ? ', changed' : ''}`];
  return [`Simulated, seed ${seed}`, ...at, date].join(' · ');
}
