/** The script of a worker that runs one program on the simulated Windows. */
import './global.ts';
import type { FromWorker, Job } from './messages.ts';
import { runProgram } from './run-program.ts';

// Taken before it is hidden from the program. A worker's takes no origin, which TypeScript only knows of a window's.
const say = postMessage.bind(globalThis) as (message: FromWorker) => void;

addEventListener(
  'message',
  ({ data }: MessageEvent<Job>) => {
    runProgram(data, say);
  },
  { once: true },
);
