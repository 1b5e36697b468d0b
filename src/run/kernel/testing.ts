import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import type { Kernel, Outcome, RunOptions } from './index.mjs';
import { missingForWine } from './index.mjs';

const missing = missingForWine();

/** A test that needs Wine. Where there is none it is skipped, and its name says why and what to do. */
export const onWine: (name: string, body: () => Promise<void>, timeout?: number) => void =
  missing === null
    ? (name, body, timeout) => test(name, body, timeout)
    : (name, body) => test.skip(`${name} (${missing})`, body);

/** A new folder under the system's temporary one, with its programs in it. */
export function programFolder(programs: Record<string, string>, name = 'iocp-programs-'): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), name));
  for (const [file, text] of Object.entries(programs))
    fs.writeFileSync(path.join(folder, file), text);
  return folder;
}

export interface Seen extends Outcome {
  stdout: string;
  stderr: string;
}

/** Runs a program and keeps what it wrote. */
export async function see(
  kernel: Kernel,
  file: string,
  options: Partial<RunOptions> & { onText?: (text: string) => void } = {},
): Promise<Seen> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const { onText, ...run } = options;
  const outcome = await kernel.run({
    file,
    args: [],
    timeoutSeconds: 30,
    onStdout: (bytes) => {
      out.push(bytes);
      onText?.(Buffer.concat(out).toString());
    },
    onStderr: (bytes) => err.push(bytes),
    ...run,
  });
  return {
    ...outcome,
    stdout: Buffer.concat(out).toString(),
    stderr: Buffer.concat(err).toString(),
  };
}

/** Resolves as soon as `holds` does; rejects after `seconds`. */
export async function until(holds: () => boolean, what: string, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`After ${seconds} s still not so: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
