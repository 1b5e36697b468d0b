import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import type { Kernel } from '../kernel/index.mjs';
import { findWindowsCompiler, missingForWindowsCompiler } from '../machine.ts';

/** How long one run of a program may take, in seconds. */
const LIMIT = 120;

/** A file of the folder `bench`. */
export const source = (name: string): string => path.join(ROOT, 'bench', name);

/**
 * Compiles a program in C for Windows.
 *
 * @param folder where the program goes
 * @returns its path
 * @throws {Trouble} when there is no compiler, or it complains
 */
export function compile(folder: string, name: string): string {
  const compiler = findWindowsCompiler();
  if (compiler === null) {
    throw new Trouble(`The programs in C cannot be compiled: ${missingForWindowsCompiler()}.`);
  }
  const program = path.join(folder, `${name}.exe`);
  const { status, stderr, error } = spawnSync(
    compiler,
    ['-O2', '-Wall', '-Werror', '-o', program, source(`${name}.c`), '-lws2_32'],
    { encoding: 'utf8', windowsHide: true },
  );
  if (status !== 0) {
    throw new Trouble(`bench/${name}.c was not compiled: ${error?.message ?? stderr.trim()}`);
  }
  return program;
}

/** A program that runs. */
export interface Running {
  /** Its first line, as JSON. */
  first: Promise<unknown>;
  /** All its lines, as JSON, and those of its stderr, once it has ended well. */
  ended: Promise<{ lines: unknown[]; asides: unknown[] }>;
}

const parsed = (text: string): unknown[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/**
 * Starts a program of the folder `bench` on a kernel.
 *
 * @param program a TypeScript file, or machine code
 * @param imports absolute paths of modules that are loaded first, in TypeScript's case
 */
export function start(
  kernel: Kernel,
  program: string,
  args: readonly (string | number)[],
  imports: readonly string[] = [],
): Running {
  const isNative = program.endsWith('.exe');
  const words = args.map(String);
  let stdout = '';
  let stderr = '';
  let told: (line: unknown) => void = () => {};
  let lost: (reason: unknown) => void = () => {};
  const first = new Promise<unknown>((resolve, reject) => {
    told = resolve;
    lost = reject;
  });
  const run = async () => {
    const { how, code } = await kernel.run({
      file: isNative ? source('native.ts') : program,
      args: isNative ? [kernel.hostPath(program), ...words] : words,
      cwd: ROOT,
      imports,
      timeoutSeconds: LIMIT,
      onStdout(bytes) {
        stdout += bytes;
        const end = stdout.indexOf('\n');
        if (end !== -1) told(JSON.parse(stdout.slice(0, end)));
      },
      onStderr(bytes) {
        stderr += bytes;
      },
    });
    if (how === 'normal' && code === 0) return { lines: parsed(stdout), asides: parsed(stderr) };
    throw new Trouble(
      `${path.basename(program)} ended with ${how === 'normal' ? `exit code ${code}` : how}: ${stderr.trim() || 'it said nothing'}`,
    );
  };
  const ended = run();
  // Who waits for the first line only learns of a failure from that.
  ended.catch(lost);
  first.catch(() => {});
  return { first, ended };
}
