import type { Provenance } from '../trace/questions.ts';

/** The line that a figure prints of a run's origin, such as `Wine 8.0 · node 22.23.3 · koffi 3.3.4 · 22 Nov 2026`. */
export function provenanceLine({ kernel, node, koffi, date }: Provenance): string {
  return [kernel, `node ${node}`, `koffi ${koffi}`, date].join(' · ');
}
