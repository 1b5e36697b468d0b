import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Trouble } from '../boot/trouble.mjs';
import type { Kernel } from '../kernel/index.mjs';
import { source, start } from './programs.ts';

/** What the clients of an echo server send. */
export interface EchoWork {
  /** Messages before the clock is started and after, of all connections together. */
  warm: number;
  messages: number;
  /** Length of a message. */
  bytes: number;
  /** How many connections there are at a time, once or several times. */
  crowds: readonly number[];
}

/** A line of `bench/client.mjs`. */
export interface Echoed {
  messages: number;
  seconds: number;
  /** What part of that time the client was busy; it should not be what is measured. */
  busy: number;
}

/** Runs the clients, in a process of their own on this system. */
async function clients(
  before: readonly string[],
  port: number,
  { warm, messages, bytes, crowds }: EchoWork,
): Promise<Echoed[]> {
  const [program = '', ...args] = [
    ...before,
    process.execPath,
    source('client.mjs'),
    ...[port, bytes, warm, messages, ...crowds].map(String),
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Trouble(`The clients of an echo server failed: ${stderr.trim()}`);
  return stdout
    .trim()
    .split(/\r?\n/)
    .map((line) => JSON.parse(line));
}

/**
 * One run of an echo server with its clients.
 *
 * @param before the words to put before the clients' command line
 * @returns what the clients say, the last line of the server, and those of its preloads
 * @throws {Trouble} when the server did not send back every byte
 */
export async function echo(
  kernel: Kernel,
  program: string,
  work: EchoWork,
  before: readonly string[],
  imports?: readonly string[],
): Promise<{ echoed: Echoed[]; last: { echoed: number; calls?: number }; asides: unknown[] }> {
  const wanted = work.crowds.length * (work.warm + work.messages) * work.bytes;
  const server = start(kernel, program, [wanted], imports);
  const { port } = (await server.first) as { port: number };
  // A server that ends early is the cause of what the clients complain of.
  const [echoed, { lines, asides }] = await Promise.all([
    clients(before, port, work).catch(async (error) => {
      await server.ended;
      throw error;
    }),
    server.ended,
  ]);
  const last = lines.at(-1) as { echoed: number; calls?: number };
  if (last.echoed !== wanted) {
    throw new Trouble(`${program} sent ${last.echoed} bytes back, and got ${wanted}.`);
  }
  return { echoed, last, asides };
}
