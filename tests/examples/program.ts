import path from 'node:path';
import { afterAll, describe } from 'vitest';
import { EXAMPLES } from '../../src/run/boot/paths.mjs';
import {
  type Kernel,
  missingForWine,
  openKernel,
  realKernel,
} from '../../src/run/kernel/index.mjs';
import { kernelsOf } from '../../src/run/kernel/kernels.mjs';
import { trace } from '../../src/run/record.ts';
import type { Trace } from '../../src/trace/schema.ts';

/*
 * Examples' programs as their tests run them, on the kernel that this machine has for them. It is opened by the first
 * run of a test file and closed after the last.
 */

/** How a program's run went: what it printed, a line each, and how it ended. */
export interface Run {
  lines: string[];
  stderr: string;
  /** The exit code; null when the program had to be ended. */
  code: number | null;
  how: 'normal' | 'fault' | 'timeout' | 'killed';
}

interface More {
  /** The file to run, relative to the example's folder. */
  main?: string;
  /** Absolute path of a module that stands in for `@iocp/peers`. */
  peers?: string;
  env?: Record<string, string>;
}

const TIME_LIMIT = 30;

const kind = realKernel();
if (!kind) console.log(`Programs are not run here: ${missingForWine()}`);

const opened = new Map<string, Promise<Kernel>>();
afterAll(async () => {
  for (const kernel of opened.values()) await (await kernel).close();
});

const kindFor = (example: string) => realKernel(kernelsOf(path.join(EXAMPLES, example)));

function kernel(example: string): Promise<Kernel> {
  const name = kindFor(example) ?? 'wine';
  const known = opened.get(name) ?? openKernel(name);
  opened.set(name, known);
  return known;
}

/** `describe` for statements about a program; skipped where there is no kernel to run it on. */
export const describeProgram = describe.skipIf(!kind);

/** The same for an appendix, which may be for another kernel. */
export const describeAppendix = (example: string) => describe.skipIf(kindFor(example) === null);

/** Runs an example: `run('07-five-slow-answers', ['--step', '0'])`. */
export async function run(
  example: string,
  args: readonly string[] = [],
  { main = 'main.ts', ...more }: More = {},
): Promise<Run> {
  const cwd = path.join(EXAMPLES, example);
  const output = collector();
  const outcome = await (await kernel(example)).run({
    file: path.join(cwd, main),
    args,
    cwd,
    timeoutSeconds: TIME_LIMIT,
    onStdout: output.onStdout,
    onStderr: output.onStderr,
    ...more,
  });
  return { ...outcome, ...output.read() };
}

/** Runs an example as `record` does, with the tracer in front of koffi. */
export async function traced(
  example: string,
  args: readonly string[] = [],
  { main = 'main.ts', ...more }: More = {},
): Promise<Run & { trace: Trace }> {
  const output = collector();
  const seen = await trace(
    await kernel(example),
    {
      file: path.join(EXAMPLES, example, main),
      args: [...args],
      example,
      scene: 'test',
      order: 'free',
    },
    {
      timeoutSeconds: TIME_LIMIT,
      onStdout: output.onStdout,
      onStderr: output.onStderr,
      ...more,
    },
  );
  return { ...seen.outcome, ...output.read(), trace: seen.trace };
}

function collector() {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  return {
    onStdout: (bytes: Buffer) => chunks.stdout.push(bytes),
    onStderr: (bytes: Buffer) => chunks.stderr.push(bytes),
    read: () => ({
      lines: Buffer.concat(chunks.stdout).toString().split(/\r?\n/).filter(Boolean),
      stderr: Buffer.concat(chunks.stderr).toString(),
    }),
  };
}
