import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXAMPLES } from '../../src/run/boot/paths.mjs';
import type { Kernel, Outcome } from '../../src/run/kernel/index.mjs';
import type { Sample } from './memory.ts';

/** How a server's run ended. */
export interface Ended extends Outcome {
  lines: string[];
  stderr: string;
  memory: Sample[];
}

/** Chapter 12's echo server, running. */
export interface Server {
  port: number;
  ended: Promise<Ended>;
}

const FOLDER = path.join(EXAMPLES, '12-from-completions-to-promises');

/**
 * Starts chapter 12's echo server.
 *
 * @param seconds after which it stops by itself
 * @param operations of its pool
 */
export async function startServer(
  kernel: Kernel,
  seconds: number,
  operations: number,
): Promise<Server> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-load-'));
  const memory = path.join(folder, 'memory.jsonl');
  fs.writeFileSync(memory, '');
  let stdout = '';
  let stderr = '';
  let listening = (_port: number) => {};
  const port = new Promise<number>((resolve) => {
    listening = resolve;
  });
  const ended = kernel
    .run({
      file: path.join(FOLDER, 'main.ts'),
      args: ['--serve', String(seconds), '--operations', String(operations)],
      cwd: FOLDER,
      imports: [fileURLToPath(new URL('memory.ts', import.meta.url))],
      env: { LOAD_MEMORY: kernel.hostPath(memory) },
      timeoutSeconds: seconds + 60,
      onStdout: (bytes) => {
        stdout += bytes;
        const announced = /^Echoing on port (\d+) /.exec(stdout)?.[1];
        if (announced !== undefined) listening(Number(announced));
      },
      onStderr: (bytes) => {
        stderr += bytes;
      },
    })
    .then((outcome) => ({
      ...outcome,
      lines: stdout.split(/\r?\n/).filter(Boolean),
      stderr,
      memory: fs
        .readFileSync(memory, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line): Sample => JSON.parse(line)),
    }))
    .finally(() => fs.rmSync(folder, { recursive: true, force: true }));
  const failed = ended.then(({ how, code }) => {
    throw new Error(`The server ended before it listened: ${how}, exit code ${code}.\n${stderr}`);
  });
  return { port: await Promise.race([port, failed]), ended };
}
