/** Where a module that has been linked finds whom to tell that it is about to run. */
const ARRIVED = Symbol.for('iocp simulated modules have arrived');

/** Loads a module from an address that is made while the program runs. */
const load = (address: string): Promise<unknown> =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ address);

/** Imports modules, and knows while they are on their way: from then on they run, and may wait for what the program does. */
export class Importer {
  readonly #makeUrl: (text: string) => string;
  readonly #moved: () => void;
  readonly #onTheirWay = new Set<number>();
  #last = 0;

  /**
   * @param makeUrl makes an address at which a module with a text is
   * @param moved is told when modules have arrived
   */
  constructor(makeUrl: (text: string) => string, moved: () => void) {
    this.#makeUrl = makeUrl;
    this.#moved = moved;
    Object.defineProperty(globalThis, ARRIVED, { value: (id: number) => this.#arrived(id) });
  }

  get isLoading(): boolean {
    return this.#onTheirWay.size > 0;
  }

  import(address: string): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    this.#onTheirWay.add(id);
    // A module that imports the other one second runs its first when both are there with all that they import.
    const key = JSON.stringify(Symbol.keyFor(ARRIVED));
    const first = this.#makeUrl(`globalThis[Symbol.for(${key})](${id});`);
    const both = [first, address].map((each) => `import ${JSON.stringify(each)};`).join('\n');
    const over = () => this.#arrived(id);
    load(this.#makeUrl(both)).then(over, over);
    return load(address);
  }

  #arrived(id: number): void {
    if (this.#onTheirWay.delete(id)) this.#moved();
  }
}
