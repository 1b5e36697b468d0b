import type { End, Found, FromWorker, Job } from './messages.ts';

/** How a program ended, or was ended. */
export type Outcome = (
  | End
  /** It ran for longer than it may. */
  | { how: 'time limit'; code: null }
  /** Somebody stopped it. */
  | { how: 'stopped'; code: null }
) & {
  stdout: string;
  stderr: string;
  /** What the checker has found; nothing of a program that was ended from outside. */
  found: Found;
};

export interface RunOptions extends Pick<Job, 'modules' | 'main'> {
  /** Makes a worker with the script `worker.ts`. */
  worker: () => Worker;
  data?: Job['data'];
  args?: readonly string[];
  /** Varies what Windows leaves open. */
  seed?: number;
  /** Real seconds; a program that loops for ever is ended then. */
  seconds?: number;
  /** How much it may print, in UTF-16 units. */
  outputLimit?: number;
  /** What a program is told that starts a thread of its own: what it can do instead. */
  noThreads?: string;
  /** Told of everything that is printed, at once. */
  onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Told now and then what the program's clock shows, in microseconds, while it runs. */
  onBeat?: (now: number) => void;
  /** Stops the program. */
  signal?: AbortSignal;
}

const SECONDS = 10;
const OUTPUT_LIMIT = 2 ** 18;
const NO_THREADS =
  'This program starts threads of its own, and a browser gives a page no memory that they could share. Look at its recording, or run it in Node.';

/**
 * Runs a program on the simulated Windows, in a worker of its own.
 *
 * @throws Error when the worker's script does not run
 */
export function runInWorker({
  worker: makeWorker,
  modules,
  main,
  data = {},
  args = [],
  seed = 1,
  seconds = SECONDS,
  outputLimit = OUTPUT_LIMIT,
  noThreads = NO_THREADS,
  onOutput = () => {},
  onBeat = () => {},
  signal,
}: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const printed = { stdout: '', stderr: '' };
    const worker = makeWorker();
    const end = () => {
      worker.terminate();
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    const print = (stream: 'stdout' | 'stderr', text: string) => {
      printed[stream] += text;
      onOutput(stream, text);
    };
    const finish = (
      how: End | { how: 'time limit' | 'stopped'; code: null },
      found: Found = { reports: [], more: 0 },
    ) => {
      end();
      if (how.how === 'time limit') {
        print(
          'stderr',
          `The program did not end within ${seconds} s and was stopped. A loop that never waits and never looks at the clock has no end here either.\n`,
        );
      } else if (how.how === 'output limit') {
        print(
          'stderr',
          `\nThe program printed more than ${outputLimit} characters and was stopped. Print less, or only now and then.\n`,
        );
      }
      resolve({ ...how, ...printed, found });
    };
    const stop = () => finish({ how: 'stopped', code: null });
    const timer = setTimeout(() => finish({ how: 'time limit', code: null }), seconds * 1000);
    worker.onmessage = ({ data: message }: MessageEvent<FromWorker>) => {
      switch (message.is) {
        case 'output':
          print(message.stream, message.text);
          break;
        case 'beat':
          onBeat(message.now);
          break;
        case 'end':
          finish(message.end, message.found);
          break;
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end();
      reject(
        new Error(
          `The simulated Windows did not start: ${event.message || 'its script is missing'}.`,
        ),
      );
    };
    if (signal?.aborted) {
      stop();
      return;
    }
    signal?.addEventListener('abort', stop);
    const job: Job = { modules, main, data, args, seed, outputLimit, noThreads };
    worker.postMessage(job);
  });
}
