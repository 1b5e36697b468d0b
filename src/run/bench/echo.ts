import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Trouble } from '../boot/trouble.mjs';
import type { Kernel } from '../kernel/index.mjs';
import { source, start } from './programs.ts';

/** What the clients of an echo server send in one round. */
export interface EchoWork {
  /** Messages before the clock is started and after, of all connections together. */
  warm: number;
  messages: number;
  /** Length of a message. */
  bytes: number;
  /** How many connections there are, one number after the other. */
  crowds: readonly number[];
}

/** What the clients saw of one crowd. */
interface Echoed {
  messages: number;
  seconds: number;
  /** What part of that time the clients' process was busy; they should not be what is measured. */
  busy: number;
}

/** The other end of echo servers: a process of its own on this system. */
export interface Clients {
  /** Sends messages to a server and has them back, with each crowd of connections in turn. */
  round: (port: number, work: EchoWork) => Promise<Echoed[]>;
  /** Closes all connections, and ends. */
  close: () => Promise<void>;
}

/**
 * Starts the clients.
 *
 * @param before words before their command line
 */
export function openClients(before: readonly string[] = []): Clients {
  const [program = '', ...args] = [...before, process.execPath, source('client.mjs')];
  const child = spawn(program, args, { stdio: 'pipe', windowsHide: true });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  // Who has ended early says why on stderr.
  child.stdin.on('error', () => {});
  return {
    async round(port, { warm, messages, bytes, crowds }) {
      const seen: Echoed[] = [];
      for (const connections of crowds) {
        child.stdin.write(`${[port, connections, bytes, warm, messages].join(' ')}\n`);
        const { value, done } = await answers.next();
        if (done) {
          await closed;
          throw new Trouble(`The clients of an echo server ended: ${stderr.trim()}`);
        }
        seen.push(JSON.parse(value));
      }
      return seen;
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}

/** An echo server that runs. */
export interface EchoServer {
  port: number;
  /** Its last line and those of its preloads, once it has ended: the clients are gone, and all was sent back. */
  ended: Promise<{ last: { echoed: number; calls?: Record<string, number> }; asides: unknown[] }>;
}

/**
 * Starts an echo server.
 *
 * @param rounds how many the clients will do, of this work
 * @param imports absolute paths of modules that are loaded first
 */
export async function openEchoServer(
  kernel: Kernel,
  program: string,
  rounds: number,
  { warm, messages, bytes, crowds }: EchoWork,
  imports?: readonly string[],
): Promise<EchoServer> {
  const wanted = rounds * crowds.length * (warm + messages) * bytes;
  const server = start(kernel, program, [wanted], imports);
  const { port } = (await server.first) as { port: number };
  const ended = server.ended.then(({ lines, asides }) => {
    const last = lines.at(-1) as { echoed: number; calls?: Record<string, number> };
    if (last.echoed === wanted) return { last, asides };
    throw new Trouble(`${program} sent ${last.echoed} bytes back, and got ${wanted}.`);
  });
  ended.catch(() => {});
  return { port, ended };
}

/** One round of a server and clients of its own. */
export async function echo(
  kernel: Kernel,
  program: string,
  work: EchoWork,
  { before, imports }: { before?: readonly string[]; imports?: readonly string[] } = {},
): ReturnType<() => EchoServer['ended']> {
  const { port, ended } = await openEchoServer(kernel, program, 1, work, imports);
  const clients = openClients(before);
  try {
    await clients.round(port, work);
  } finally {
    await clients.close();
  }
  return ended;
}
