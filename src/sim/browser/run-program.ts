import { Buffer } from 'buffer/index.js';
import { inspect } from 'node-inspect-extracted';
import { IMPORT_CALL, LinkError, linkProgram, ROOT } from '../loader/link.ts';
import { provideStandIns } from '../loader/stand-ins.ts';
import { simulateProgram } from '../node/program.ts';
import { whole } from '../node/whole.ts';
import { noWorkerThreads } from '../node/worker-threads.ts';
import { consoleOf } from './console.ts';
import { fileReader } from './files.ts';
import { Importer } from './importer.ts';
import type { End, FromWorker, Job } from './messages.ts';
import { EventEmitter, events, on, once } from './modules/events.ts';
import { pathOf } from './modules/path.ts';
import { url } from './modules/url.ts';
import { util } from './modules/util.ts';
import { placesOf } from './places.ts';
import { BrowserProcess } from './process.ts';
import { replaceGlobals } from './surroundings.ts';
import { Turns } from './turns.ts';

/** The exit code of a program whose main module waits for a promise that nothing will ever settle. */
const UNSETTLED = 13;

/** Real milliseconds between two signs of life. */
const BEAT = 100;

/** Nothing of the program runs any more: until the page ends this worker, its thread stays here. */
function standStill(): never {
  for (;;);
}

/**
 * Runs a program in this worker, on a simulated Windows of its own. A worker runs one program, and is ended by the page
 * when it says how that ended.
 */
export function runProgram(job: Job, say: (message: FromWorker) => void): void {
  // Taken before they are those of the program.
  const realNow = performance.now.bind(performance);
  const realTimeout = setTimeout.bind(globalThis);

  let printed = 0;
  function print(stream: 'stdout' | 'stderr', text: string): void {
    const room = job.outputLimit - printed;
    printed += text.length;
    if (text !== '') say({ is: 'output', stream, text: text.slice(0, room) });
    if (printed > job.outputLimit) leave({ how: 'output limit', code: null });
  }
  function tell(end: End): void {
    const { reports, more } = checker;
    say({ is: 'end', end, found: { reports, more } });
  }
  function leave(end: End): never {
    tell(end);
    return standStill();
  }

  /** Addresses of modules, and what they are called on the simulated machine. */
  const names = new Map<string, string>();
  const named = (text: string): string =>
    [...names].reduce((all, [address, name]) => all.replaceAll(address, name), text);

  const turns = new Turns(failed);
  const file = `${ROOT}\\${job.main.replaceAll('/', '\\')}`;
  const folder = file.slice(0, file.lastIndexOf('\\'));
  const path = pathOf(() => folder);
  let isDone = false;
  let beatAt = realNow();
  const simulated = simulateProgram({
    seed: job.seed,
    platform: {
      // What is not there yet takes real time, and the program's stands still meanwhile.
      turn: (run) => (importer.isLoading ? void parked.push(run) : turns.turn(run)),
      isLoading: () => importer.isLoading,
      end({ how, code, sentence }) {
        print('stderr', `${sentence}\n`);
        checker.exit(how);
        return leave({ how, code });
      },
      readFile: fileReader(job.data, path.resolve),
      places: placesOf(job.main, (address) => names.get(address)),
      // The browser still has to tell of promises that were rejected last.
      idle: () => realTimeout(() => turns.turn(ended), 0),
    },
  });
  const { checker, clocks, globals, modules, machine, loop } = simulated;

  const process = new BrowserProcess({
    pid: simulated.process.id,
    argv: [file, ...job.args],
    folder,
    clocks,
    print,
    nextTick: (run) => turns.nextTick(run),
    ended(code) {
      simulated.joinThreads();
      checker.exit(hasFailed ? 'failed' : 'normal');
      tell({ how: 'normal', code });
    },
    standStill,
  });

  let hasFailed = false;
  /** Nobody has caught this. */
  function failed(error: unknown): void {
    if (process.emit('uncaughtException', error, 'uncaughtException')) return;
    hasFailed = true;
    const needsThreads = error instanceof Error && error.message === job.noThreads;
    print('stderr', `${needsThreads ? job.noThreads : `Uncaught ${named(inspect(error))}`}\n`);
    process.exit(1);
  }

  let askedAt = -1;
  /** Nothing is left to do. */
  function ended(): void {
    if (!isDone) {
      print('stderr', `Warning: Detected unsettled top-level await at ${names.get(main)}\n`);
      process.exit(UNSETTLED);
    }
    const listens = process.listenerCount('beforeExit') > 0;
    if (!listens || askedAt === machine.now) {
      process.end();
      return;
    }
    // Who listens may find something to do; then the clock goes on, and it is asked again.
    process.emit('beforeExit', process.exitCode ?? 0);
    askedAt = machine.now;
    loop.start();
  }

  const makeUrl = (text: string) =>
    URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const parked: (() => void)[] = [];
  const importer = new Importer(makeUrl, () => {
    for (const run of parked.splice(0)) turns.turn(run);
    loop.start();
  });

  const standIns = {
    ...modules,
    'node:buffer': whole({ Buffer }),
    'node:events': { EventEmitter, on, once, default: events },
    'node:path': whole(path),
    'node:process': { ...process, default: process },
    'node:url': whole(url),
    'node:util': whole(util),
    'node:worker_threads': whole(noWorkerThreads(job.noThreads)),
  };
  provideStandIns(standIns);
  Object.defineProperty(globalThis, IMPORT_CALL, {
    value: (address: string) => importer.import(address),
  });

  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    if (!process.emit('unhandledRejection', event.reason, event.promise)) failed(event.reason);
  });
  addEventListener('error', (event) => {
    event.preventDefault();
    failed(event.error);
  });

  const beat = (): void => {
    if (realNow() - beatAt >= BEAT) {
      beatAt = realNow();
      say({ is: 'beat', now: machine.now });
    }
    realTimeout(beat, BEAT);
  };
  beat();

  let main = '';
  try {
    main = linkProgram(job, standIns, (name, text) => {
      const address = makeUrl(text);
      names.set(address, name);
      return address;
    });
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    print('stderr', `${error.message}\n`);
    process.exit(1);
  }
  replaceGlobals(
    {
      ...globals,
      Buffer,
      process,
      console: consoleOf(print, clocks.performanceNow),
    },
    clocks,
    job.noThreads,
  );
  loop.start();
  importer.import(main).then(() => {
    isDone = true;
    loop.start();
  }, failed);
}
