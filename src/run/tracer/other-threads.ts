import fs from 'node:fs';
import path from 'node:path';
import type { Line } from './lines.ts';

/**
 * What the tracers of the other threads write. A line stands in its file before the call that it speaks of, so what
 * a thread has submitted can be read here before its packet is dequeued here.
 */
export class OtherThreads {
  readonly #own: string;
  readonly #folder: string;
  readonly #prefix: string;
  /** How far each file was read, and the beginning of a line whose end was not there yet. */
  readonly #files = new Map<string, { descriptor: number; rest: string }>();
  readonly #buffer = Buffer.alloc(65_536);

  /** @param own this thread's file; those of the others lie beside it and differ in what follows the last dot */
  constructor(own: string) {
    this.#own = path.basename(own);
    this.#folder = path.dirname(own);
    this.#prefix = this.#own.slice(0, this.#own.lastIndexOf('.') + 1);
  }

  /** The lines that were written since this was asked last. */
  *news(): Generator<Line> {
    for (const name of fs.readdirSync(this.#folder)) {
      if (name === this.#own || !name.startsWith(this.#prefix)) continue;
      const file = this.#files.get(name) ?? {
        descriptor: fs.openSync(path.join(this.#folder, name), 'r'),
        rest: '',
      };
      this.#files.set(name, file);
      for (;;) {
        const count = fs.readSync(file.descriptor, this.#buffer);
        if (count === 0) break;
        // Bytes, not characters: the end of a piece may be in the middle of one.
        const lines = (file.rest + this.#buffer.toString('latin1', 0, count)).split('\n');
        file.rest = lines.pop() ?? '';
        for (const line of lines) yield JSON.parse(Buffer.from(line, 'latin1').toString()) as Line;
      }
    }
  }
}
