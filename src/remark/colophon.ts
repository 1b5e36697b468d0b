import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ColophonProps } from '../components/Colophon/Colophon.tsx';
import { provenanceOf } from '../trace/questions.ts';
import type { Trace } from '../trace/schema.ts';

/**
 * What the foot of a page says, read from the package and the recordings of the repository at `root`.
 *
 * @throws Error when a recording is no JSON
 */
export function colophonOf(root: string): ColophonProps {
  const json = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  const recorded = readdirSync(path.join(root, 'examples'))
    .map((example) => `examples/${example}/recordings`)
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.json'))
        .map((file) => json(path.join(folder, file)) as Trace),
    )
    .sort((a, b) => a.recorded.at.localeCompare(b.recorded.at));
  const last = recorded.at(-1);
  return {
    version: json('package.json').version,
    recordings: recorded.length,
    latest: last === undefined ? null : provenanceOf(last).date,
    commit: last?.recorded.commit ?? null,
  };
}
