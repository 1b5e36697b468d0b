import type { Machine } from '../../kernel/machine.ts';

/** One thing that happens to a file in a folder. */
export type FolderStep = { make: string } | { rename: string; to: string } | { remove: string };

/** Somebody who changes files in a folder of their own. */
export class Folder {
  readonly path: string;
  readonly #machine: Machine;
  readonly #steps: FolderStep[];
  readonly #files = new Set<string>();

  constructor(machine: Machine, steps: readonly FolderStep[]) {
    this.#machine = machine;
    this.#steps = [...steps];
    const letters = Array.from({ length: 6 }, () => machine.random.below(36).toString(36));
    this.path = `${machine.disk.temporary}iocp-workbook-${letters.join('')}`;
    machine.disk.createFolder(this.path);
  }

  /** Takes the next step; after the last one nothing happens. */
  next(): void {
    const step = this.#steps.shift();
    const { disk } = this.#machine;
    if (step === undefined) return;
    if ('make' in step) {
      disk.create(this.#in(step.make));
      this.#files.add(step.make);
    } else if ('rename' in step) {
      disk.rename(this.#in(step.rename), this.#in(step.to));
      this.#files.delete(step.rename);
      this.#files.add(step.to);
    } else {
      disk.remove(this.#in(step.remove));
      this.#files.delete(step.remove);
    }
  }

  /** Removes the folder with all that is left in it. */
  remove(): void {
    const { disk } = this.#machine;
    for (const name of this.#files) disk.remove(this.#in(name));
    disk.removeFolder(this.path);
  }

  #in(name: string): string {
    return `${this.path}\\${name}`;
  }
}
